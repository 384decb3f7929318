// Scripts that nobody wrote: pieces of the recorded ones, cut up and put together at random. Whatever they are, the shell says
// something about them in its own words, ends, and heeds its signal. And scripts made from the grammar, beside the real bash where
// there is one. PROPERTY_RUNS and PROPERTY_SEED ask for more, and for others.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadCommands } from '#shell/commands/index.ts';
import { readScripts, showOutcome } from './cases.ts';
import { scriptOf } from './generate.ts';
import { inBash, isRealBash } from './real-bash.ts';
import { run } from './run.ts';

const corpus = readScripts().flatMap(({ cases }) => cases.map(({ script }) => script));
const script = fc.constantFrom(...corpus);
const joint = fc.constantFrom(
  '; ',
  ' | ',
  ' && ',
  ' || ',
  '\n',
  ' ',
  '',
  ' & ',
  '$(',
  '"',
  "'",
  ')',
  '}',
  '`',
  ' > f ',
  ' <<E\n',
);
const piece = fc
  .tuple(script, fc.nat(400), fc.nat(400))
  .map(([text, a, b]) =>
    text.slice(Math.min(a, b) % (text.length + 1), Math.max(a, b) % (text.length + 1) || undefined),
  );
const odd = fc
  .array(fc.tuple(fc.oneof({ weight: 2, arbitrary: script }, { weight: 3, arbitrary: piece }), joint), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.flat().join(''));

/** Milliseconds that a script may take before it is told to end, and then until it has. */
const PATIENCE_MS = 400;
const GRACE_MS = 4000;

test('no script makes the shell fall, or not end', async () => {
  await loadCommands();
  await fc.assert(
    fc.asyncProperty(odd, async (text) => {
      const gone = new AbortController();
      const soon = setTimeout(() => gone.abort('SIGKILL'), PATIENCE_MS);
      let late: NodeJS.Timeout | undefined;
      const hangs = new Promise<never>((_, reject) => {
        late = setTimeout(() => reject(new Error('it does not end')), PATIENCE_MS + GRACE_MS);
      });
      try {
        const { code, stderr } = await Promise.race([run(text, gone.signal), hangs]);
        expect(stderr).not.toContain("Portolan's own fault");
        expect(Number.isInteger(code) && code >= 0 && code < 256).toBe(true);
      } finally {
        clearTimeout(soon);
        clearTimeout(late);
      }
    }),
    {
      numRuns: Number(process.env.PROPERTY_RUNS ?? 150),
      seed: Number(process.env.PROPERTY_SEED ?? 7),
      endOnFailure: true,
    },
  );
}, 600_000);

/** Made-up scripts that this machine's bash runs beside ours. */
const BESIDE = Number(process.env.PROPERTY_RUNS ?? 12);
const FIRST_SEED = Number(process.env.PROPERTY_SEED ?? 7) * 1000;

test.skipIf(!isRealBash())(
  'made-up scripts run beside the real bash, and print the same',
  async () => {
    await loadCommands();
    const differing: string[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + BESIDE; seed++) {
      const text = scriptOf(seed);
      const theirs = inBash(text, PATIENCE_MS * 5);
      // Some go on for ever.
      if (theirs.code >= 128) continue;
      const ours = await run(text, AbortSignal.timeout(PATIENCE_MS * 10));
      const [expected, found] = [theirs, ours].map((outcome) => showOutcome({ ...outcome, stderr: '' }));
      if (expected !== found) differing.push(`$ ${text}\n--- bash (seed ${seed})\n${expected}--- ours\n${found}`);
    }
    expect(differing.join('\n'), `${differing.length} of ${BESIDE} differ`).toBe('');
  },
  600_000,
);
