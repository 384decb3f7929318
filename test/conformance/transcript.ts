// A transcript: commands, and what every kubectl release prints for them. Text for reading:
//
//   Vouched for by …                     the first line says who knows that this is what a real cluster answers
//   [shop.yaml, --nodes 2]               the cluster's manifests (from manifests/) and options; may be missing
//
//   ### a heading
//   $ kubectl get pod nope               a step is run by bash and ends at the next "$ " or "### "
//   ! Error from server (NotFound): …    standard error; standard output stands as it is
//   [exit 1]                             when it is not 0
//   [1.35, 1.36] a line                  that only these releases print
//
// What time or chance decided is replaced by its name: <age>, <uid>, <id> of a container.

export interface Step {
  readonly heading?: string;
  readonly script: string;
  readonly lines: readonly Line[];
}

/** A line that these releases print; without `releases`, all. */
export interface Line {
  readonly text: string;
  readonly releases?: readonly string[];
}

export interface Transcript {
  readonly voucher: string;
  /** File names in `manifests/`, and options of `portolan cluster`. */
  readonly cluster: readonly string[];
  readonly steps: readonly Step[];
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | string;
}

const ONLY = /^\[((?:1\.\d+(?:, )?)+)\](?: (.*))?$/;

export function parseTranscript(text: string): Transcript {
  const lines = text.split('\n');
  const cluster = /^\[(.*)\]$/.exec(lines[1] ?? '')?.[1]?.split(', ') ?? [];
  const steps: Step[] = [];
  let heading: string | undefined;
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.startsWith('### ')) heading = line.slice(4);
    if (!line.startsWith('$ ')) continue;
    const body = [line.slice(2)];
    while (i + 1 < lines.length && !/^(\$ |### )/.test(lines[i + 1]!)) body.push(lines[++i]!);
    steps.push({ ...(heading !== undefined && { heading }), ...parseStep(body) });
    heading = undefined;
  }
  return { voucher: lines[0]!, cluster, steps };
}

/** A script goes on through its here-document and after a line that ends in `\`; what it prints comes after. */
function parseStep(body: string[]): Pick<Step, 'script' | 'lines'> {
  const script = [body.shift()!];
  for (const [, , mark] of script[0]!.matchAll(/<<(['"]?)(\w+)\1/g))
    while (body.length > 0 && script.at(-1) !== mark) script.push(body.shift()!);
  while (script.at(-1)!.endsWith('\\') && body.length > 0) script.push(body.shift()!);
  while (body.length > 0 && body.at(-1) === '') body.pop();
  const lines = body.map((line): Line => {
    const only = ONLY.exec(line);
    return only ? { text: only[2] ?? '', releases: only[1]!.split(', ') } : { text: line };
  });
  return { script: script.join('\n'), lines };
}

export function formatTranscript({ voucher, cluster, steps }: Transcript): string {
  const blocks = steps.map(({ heading, script, lines }) =>
    [
      ...(heading === undefined ? [] : [`### ${heading}`]),
      `$ ${script}`,
      ...lines.map(({ text, releases }) => (releases ? `[${releases.join(', ')}] ${text}`.trimEnd() : text)),
    ].join('\n'),
  );
  const head = cluster.length > 0 ? `${voucher}\n[${cluster.join(', ')}]` : voucher;
  return `${[head, ...blocks].join('\n\n')}\n`;
}

/** The transcript as one release prints it. */
export const readAs = (transcript: Transcript, release: string): Transcript => ({
  ...transcript,
  steps: transcript.steps.map((step) => ({
    ...step,
    lines: step.lines.filter(({ releases }) => releases?.includes(release) ?? true).map(({ text }) => ({ text })),
  })),
});

/** One text of what the releases print, by release. What all print stands once. */
export function mergeReleases(printed: ReadonlyMap<string, readonly string[]>): Line[] {
  let merged: { text: string; releases: string[] }[] = [];
  for (const [release, lines] of printed) {
    const next: typeof merged = [];
    let [oldFrom, from] = [0, 0];
    for (const [old, at] of [...longestCommon(merged, lines), [merged.length, lines.length] as const]) {
      next.push(...merged.slice(oldFrom, old), ...lines.slice(from, at).map((text) => ({ text, releases: [release] })));
      const same = merged[old];
      if (same) next.push({ text: same.text, releases: [...same.releases, release] });
      [oldFrom, from] = [old + 1, at + 1];
    }
    merged = next;
  }
  return merged.map(({ text, releases }) =>
    releases.length === printed.size ? { text } : { text, releases: releases.sort() },
  );
}

/** The longest common subsequence, as pairs of indices. */
function longestCommon(a: readonly { text: string }[], b: readonly string[]): [number, number][] {
  const length = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      length[i]![j] =
        a[i]!.text === b[j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!);
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]!.text === b[j]) pairs.push([i++, j++]);
    else if (length[i + 1]![j]! >= length[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}

export function formatOutcome({ stdout, stderr, code }: Outcome): string[] {
  const lines = stdout === '' ? [] : normalise(stdout).trimEnd().split('\n');
  if (stderr !== '') for (const line of normalise(stderr).trimEnd().split('\n')) lines.push(`! ${line}`);
  if (code !== 0) lines.push(`[exit ${code}]`);
  return lines.map((line) => line.trimEnd());
}

/** What time, chance and the machine decide, by name. */
export function normalise(text: string): string {
  return (
    text
      .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, '<time>')
      .replace(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} [A-Z]+\b/g, '<time>')
      .replace(/\b\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\b/g, '<time>')
      .replace(/\b[0-9a-f]{64}\b/g, '<id>')
      .replace(/(-----BEGIN CERTIFICATE-----\n)[\s\S]*?(\n-----END CERTIFICATE-----)/g, '$1<certificate>$2')
      .replace(/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<date>')
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>')
      .replace(/(resourceVersion"?: ?)"?\d+"?/g, '$1<rv>')
      .replace(/(Resource Version: +)\d+/g, '$1<rv>')
      .replace(/(?:http:\/\/)?(?:127\.0\.0\.1|localhost):\d+(?:\/<uid>)?/g, '<server>')
      .replace(/(-[0-9a-z]{5,10})-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1-#####')
      .replace(/(?<=[ (]|^)(?<!for )(?:\d+d)?(?:\d+h)?(?:\d+m)?\d+[smhd](?! \(\d+%)(?=[ )\n]|$)/gm, '<age>')
      .replace(/(<age>|\bAGE|\bAge|\bLAST SEEN|----) {2,}/g, '$1  ')
      .replace(/\/tmp\/portolan-[\w.-]+/g, '<folder>')
      // A watch that is cut off by its own deadline says so now and then.
      .replace(/^[IWE]\d{4} \S+\s+\d+ reflector\.go:\d+\] "Failed to watch" err="context deadline exceeded".*\n?/gm, '')
      .replace(/[IWE]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ /g, '<klog> ')
  );
}
