// Writes docs/vouched.md: what has been vouched for, by whom, from the recordings that there are. `node scripts/vouched.ts`; a test holds the
// page to them.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('..', import.meta.url).pathname;
const CONFORMANCE = 'test/conformance';

interface RecordedFile {
  readonly file: string;
  readonly voucher: string;
  readonly headings: readonly string[];
}

/** @throws {Error} when it is the simulator's own: that vouches for nothing. */
export function voucherIn(file: string, text: string): string {
  const [first = ''] = text.split('\n');
  const voucher = first.replace(/^Vouched for by:? /, '');
  if (voucher.startsWith('Portolan'))
    throw new Error(
      `${file} was recorded from Portolan itself, which cannot vouch for itself: take it out of ${CONFORMANCE}`,
    );
  return voucher;
}

function filesOf(folder: string): readonly RecordedFile[] {
  const path = `${root}${CONFORMANCE}/${folder}`;
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => {
      const file = `${CONFORMANCE}/${folder}/${name}`;
      const text = readFileSync(`${path}/${name}`, 'utf8');
      return {
        file,
        voucher: voucherIn(file, text),
        headings: text
          .split('\n')
          .filter((line) => line.startsWith('### '))
          .map((line) => line.slice(4)),
      };
    });
}

const link = ({ file }: RecordedFile): string => `[${file.split('/').at(-1)!.replace('.txt', '')}](../${file})`;
const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function table(head: readonly string[], rows: readonly string[]): string {
  return [row(...head), row(...head.map(() => '---')), ...rows].join('\n');
}

export function vouchedPage(): string {
  const [clusters, kubectl, releases] = ['clusters', 'recorded', 'transcripts'].map(filesOf) as [
    readonly RecordedFile[],
    readonly RecordedFile[],
    readonly RecordedFile[],
  ];
  return `# Who vouches for it

Written from the recordings in \`${CONFORMANCE}\` by \`node scripts/vouched.ts\`. What the simulator does beyond these is read from Kubernetes' source, and stands in [fidelity.md](fidelity.md).

## By a cluster

What real clusters answered to the requests with which a lesson's checks are judged.

${
  clusters.length === 0
    ? 'There is no recording yet: none of the machines on which Portolan has been made could run a cluster. Make one, on any cluster of your own:'
    : `${table(
        ['cluster', 'recording', 'checks'],
        clusters.map((one) => row(one.voucher.replace(/, asked with.*/, ''), link(one), one.headings.join('<br>'))),
      )}\n\nOne more, from any cluster of your own:`
}

\`\`\`sh
bin/portolan lesson eject clusterip                # the start, and a kind cluster for it
# … do the exercise, then
bin/portolan check clusterip expose --context kind-portolan-clusterip --record ${CONFORMANCE}/clusters/clusterip-v1.33.1.txt
node scripts/vouched.ts
\`\`\`

The same against the simulator (\`portolan cluster --lesson clusterip/expose\`, the same commands, \`--record ours.txt\`) should give the same file but for its first line: names that chance decides, addresses and times are left out of both.

## By kubectl

What the real kubectl printed, and what was stored afterwards, against this API server; ours is held to it in every run of the tests.

${table(
  ['recording', 'by'],
  kubectl.map((one) => row(link(one), one.voucher.replace(/, by .*/, ''))),
)}

## By every release of kubectl, 1.31 to 1.36

Commands that each of them prints alike, or as the transcript says otherwise. What the server answers in them was looked through by hand, against what is named.

${table(
  ['transcript', 'vouched for by'],
  releases.map((one) => row(link(one), one.voucher)),
)}
`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(`${root}docs/vouched.md`, vouchedPage());
