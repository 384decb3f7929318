// Tells the page what became of the learner's files, one verdict after the other.

import type { Fail } from '#kubectl/errors.ts';
import type { Judged } from '#kubectl/resource/judged.ts';
import type { FileSystem } from '#machine/files.ts';
import type { JudgedFiles, Refusal } from './protocol.ts';

export class JudgedTeller {
  readonly #files: () => FileSystem;
  readonly #tell: (judged: JudgedFiles) => void;
  #told: Promise<void> = Promise.resolve();

  constructor(files: () => FileSystem, tell: (judged: JudgedFiles) => void) {
    this.#files = files;
    this.#tell = tell;
  }

  /** Resolves when every verdict until now has been told. */
  get told(): Promise<void> {
    return this.#told;
  }

  judged(judged: Judged): void {
    const { paths } = judged;
    // As they stand now: they may be changed while the code is being fetched.
    const named = [...paths, ...judged.refused.flatMap(({ path }) => path ?? [])];
    const texts = new Map(named.map((path) => [path, this.#files().read(path)]));
    // Where nobody was to blame, nothing is known of what is in a folder.
    const isKnown = (path: string): boolean =>
      texts.get(path) !== undefined || judged.refused.every((each) => each.path !== undefined);
    const [refused, before] = [refusedIn(judged, texts), this.#told];
    this.#told = (async () => {
      await before;
      this.#tell({ paths: paths.filter(isKnown), refused: await refused });
    })();
  }
}

async function refusedIn(
  judged: Judged,
  texts: ReadonlyMap<string, string | undefined>,
): Promise<JudgedFiles['refused']> {
  if (judged.refused.length === 0) return [];
  try {
    const { refusalsOf } = await import('./refusals.ts');
    return inFiles(judged, texts, refusalsOf);
  } catch (error) {
    // The words matter more than their places; and later verdicts are to come.
    console.warn(error);
    return inFiles(judged, texts, atBeginning);
  }
}

function inFiles(
  judged: Judged,
  texts: ReadonlyMap<string, string | undefined>,
  refusalsOf: (failure: Fail, text: string) => readonly Refusal[],
): JudgedFiles['refused'] {
  const found = new Map<string, { text: string; refusals: Refusal[] }>();
  // Nobody answered, say: then it is so of all that was sent.
  for (const { path, failure } of judged.refused)
    for (const each of path === undefined ? judged.paths : [path]) {
      const text = texts.get(each);
      if (text === undefined) continue;
      const file = found.get(each) ?? { text, refusals: [] };
      found.set(each, file);
      file.refusals.push(...refusalsOf(failure, text));
    }
  return [...found].map(([path, file]) => ({ path, ...file }));
}

function atBeginning(failure: Fail, text: string): readonly Refusal[] {
  const endColumn = 1 + Math.max(1, text.split('\n', 1)[0]!.length);
  const range = { line: 1, column: 1, endLine: 1, endColumn };
  return [{ text: failure.line(), range, from: 1, to: 1, isMissing: true }];
}
