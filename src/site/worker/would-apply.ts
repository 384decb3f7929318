// What applying a file would change: `kubectl diff` on the laptop, which nobody has typed. Fetched when it is first asked for.

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
  const [stdout, stderr] = [new TextSink(), new TextSink()];
  // What prints the differences is the learner's own affair at the prompt.
  const { KUBECTL_EXTERNAL_DIFF: _, ...env } = shell?.env ?? laptop.env;
  const code = await kubectl({
    argv: ['kubectl', 'diff', '-f', path],
    env,
    cwd: shell?.cwd ?? laptop.homeDir,
    files: laptop.files,
    stdin: nullInput,
    stdout,
    stderr,
    signal: new AbortController().signal,
    host,
  });
  if (code > DIFFERS) return stderr.text;
  const joined = (texts: readonly string[]): string => texts.filter((text) => text !== '').join('---\n');
  return { live: joined(sides.live), merged: joined(sides.merged), printed: stdout.text };
}
