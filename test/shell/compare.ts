// node test/shell/compare.ts [RUNS] [SEED]: runs made-up scripts in this machine's bash and in ours, and prints those that differ.
// node test/shell/compare.ts FILE: the same with the `$` lines of a file, standard error too.
// What is mended afterwards belongs into scripts/*.txt, recorded.

import { readFileSync } from 'node:fs';
import { parseScripts, showOutcome } from './cases.ts';
import { scriptOf } from './generate.ts';
import { inBash } from './real-bash.ts';
import { run } from './run.ts';

const [what = '200', first = '1'] = process.argv.slice(2);
const isFile = !/^\d+$/.test(what);
const scripts = isFile
  ? parseScripts(what, readFileSync(what, 'utf8')).cases.map(({ script }) => ({ script, label: '' }))
  : Array.from({ length: Number(what) }, (_, i) => Number(first) + i).map((seed) => ({
      script: scriptOf(seed),
      label: ` (seed ${seed})`,
    }));
let differ = 0;
for (const { script, label } of scripts) {
  const theirs = inBash(script);
  const ours = await run(script, AbortSignal.timeout(5000));
  // Of made-up scripts, what is left on standard error is each tool's own words.
  const told = (outcome: typeof ours): string => showOutcome(isFile ? outcome : { ...outcome, stderr: '' });
  if (told(theirs) === told(ours)) continue;
  differ++;
  console.log(`$ ${script}\n--- bash${label}\n${showOutcome(theirs)}--- ours\n${showOutcome(ours)}`);
}
console.log(`${differ} of ${scripts.length} differ`);
process.exit(0);
