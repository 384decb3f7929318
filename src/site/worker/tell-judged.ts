// Tells the page what became of the learner's files, one verdict after the other.

import type { Judged } from '#kubectl/resource/judged.ts';
import type { FileSystem } from '#machine/files.ts';
import type { JudgedFiles } from './protocol.ts';

export function judgedTeller(files: () => FileSystem, tell: (judged: JudgedFiles) => void): (judged: Judged) => void {
  let before: Promise<unknown> = Promise.resolve();
  return (judged) => {
    const { paths } = judged;
    // As they stand now: they may be changed while the code is being fetched.
    const named = [...paths, ...judged.refused.flatMap(({ path }) => path ?? [])];
    const texts = new Map(named.map((path) => [path, files().read(path)]));
    const refused =
      judged.refused.length === 0
        ? Promise.resolve([])
        : import('./refusals.ts').then(({ refusalsIn }) => refusalsIn(judged, (path) => texts.get(path)));
    // Where nobody was to blame, nothing is known of what is in a folder.
    const isKnown = (path: string): boolean =>
      texts.get(path) !== undefined || judged.refused.every((each) => each.path !== undefined);
    before = Promise.all([refused, before]).then(([told]) => tell({ paths: paths.filter(isKnown), refused: told }));
  };
}
