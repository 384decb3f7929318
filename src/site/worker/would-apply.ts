// What applying a file would change: `kubectl diff` on the laptop, which nobody has typed, and whether it would be applied. Fetched when it
// is first asked for.

import { groups } from '#kubectl/cmd/index.ts';
import { makeKubectl } from '#kubectl/kubectl.ts';
import type { Lab } from '#lab/lab.ts';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import type { WouldApply } from './protocol.ts';

/** Exit codes of `kubectl diff`: a larger one is a failure. */
const DIFFERS = 1;

/** @param shell Whose environment kubectl gets. Default: the laptop's. */
export async function wouldApply(
  lab: Lab,
  shell: { readonly env: Readonly<Record<string, string>>; readonly cwd: string } | undefined,
  path: string,
): Promise<WouldApply | string> {
  const { laptop } = lab.machines;
  const { host, kubectlBindings } = lab.aside();
  const sides = { live: [] as string[], merged: [] as string[] };
  const kubectl = makeKubectl(
    {
      ...kubectlBindings,
      compared(pairs) {
        for (const { live, merged = '' } of pairs) {
          sides.live.push(live);
          sides.merged.push(merged);
        }
      },
    },
    groups,
  );
  // What prints the differences is the learner's own affair at the prompt.
  const { KUBECTL_EXTERNAL_DIFF: _, ...env } = shell?.env ?? laptop.env;
  const run = async (...words: readonly string[]): Promise<{ code: number; printed: string; said: string }> => {
    const [stdout, stderr] = [new TextSink(), new TextSink()];
    const code = await kubectl({
      argv: ['kubectl', ...words, '-f', path],
      env,
      cwd: shell?.cwd ?? laptop.homeDir,
      files: laptop.files,
      stdin: nullInput,
      stdout,
      stderr,
      signal: new AbortController().signal,
      host,
    });
    return { code, printed: stdout.text, said: stderr.text };
  };
  const diff = await run('diff');
  if (diff.code > DIFFERS) return diff.said;
  const apply = await run('apply', '--dry-run=server');
  const isRefused = apply.code !== 0;
  const lines = `${diff.said}${isRefused ? '' : apply.said}`.split('\n').filter((line) => line !== '');
  const joined = (texts: readonly string[]): string => texts.filter((text) => text !== '').join('---\n');
  return {
    live: joined(sides.live),
    merged: joined(sides.merged),
    printed: diff.printed,
    warned: [...new Set(lines)].join('\n'),
    refused: isRefused ? apply.said.trim() : '',
  };
}
