// node test/shell/compare.ts [RUNS] [SEED]: runs made-up scripts in this machine's bash and in ours, and prints those that differ.
// What is mended afterwards belongs into scripts/found.txt, recorded.

import { showOutcome } from './cases.ts';
import { scriptOf } from './generate.ts';
import { inBash } from './real-bash.ts';
import { run } from './run.ts';

const [runs, seed] = process.argv.slice(2).map(Number);
let differ = 0;
for (let i = 0; i < (runs ?? 200); i++) {
  const script = scriptOf((seed ?? 1) + i);
  const theirs = inBash(script);
  const ours = await run(script, AbortSignal.timeout(5000));
  // What is left on standard error is each tool's own words.
  const told = showOutcome({ ...theirs, stderr: '' });
  if (told === showOutcome({ ...ours, stderr: '' })) continue;
  differ++;
  console.log(`$ ${script}\n--- bash (seed ${(seed ?? 1) + i})\n${showOutcome(theirs)}--- ours\n${showOutcome(ours)}`);
}
console.log(`${differ} of ${runs ?? 200} differ`);
process.exit(0);
