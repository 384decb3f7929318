// Writes down what the real kubectl does with the cases, for a person to read before it is committed; needs `node scripts/build.mjs --cli`:
//   node test/conformance/record-cases.ts [NAME…]
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Clusters, playCase } from './kubectl-diff.mjs';
import { readCaseFiles, recordingOf, showCase } from './recording.ts';

const project = new URL('../..', import.meta.url).pathname;
const options = { project, kubectl: `${project}node_modules/.cache/portolan/kubectl`, verbose: false };
const asked = process.argv.slice(2);
const version = JSON.parse(execFileSync(options.kubectl, ['version', '--client', '-o', 'json'], { encoding: 'utf8' }));
const { gitVersion } = version.clientVersion as { gitVersion: string };
const head = `kubectl ${gitVersion}, by test/conformance/record-cases.ts. Recorded, not written: change cases/ and record again.`;

const clusters = new Clusters(options);
try {
  mkdirSync(new URL('recorded', import.meta.url), { recursive: true });
  for (const file of readCaseFiles()) {
    if (asked.length > 0 && !asked.includes(file.name)) continue;
    const blocks: string[] = [];
    for (const each of file.cases) blocks.push(showCase(each, await playCase(options, each, clusters)));
    writeFileSync(recordingOf(file), [`${head}\n`, ...blocks].join('\n'));
    console.log(file.name);
  }
} finally {
  clusters.stop();
}
