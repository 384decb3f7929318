// What of the learner's files stands refused, by the last verdict on each.

import type { JudgedFiles, Refusal } from '../../worker/protocol.ts';

export type Refused = JudgedFiles['refused'];

/** A folder covers what is in it. */
export const covers = (paths: readonly string[], path: string): boolean =>
  paths.some((sent) => path === sent || path.startsWith(`${sent}/`));

/** After another verdict. */
export const judgedAnew = (refused: Refused, { paths, refused: now }: JudgedFiles): Refused => [
  ...refused.filter(({ path }) => !covers(paths, path) && !now.some((file) => file.path === path)),
  ...now,
];

/** After an edit: without those whose lines were touched; the others have moved with their lines. */
export function followed(refusals: readonly Refusal[], before: string, after: string): readonly Refusal[] {
  if (before === after) return refusals;
  const [old, now] = [before.split('\n'), after.split('\n')];
  const most = Math.min(old.length, now.length);
  let same = 0;
  while (same < most && old[same] === now[same]) same++;
  let sameAtEnd = 0;
  while (sameAtEnd < most - same && old.at(-1 - sameAtEnd) === now.at(-1 - sameAtEnd)) sameAtEnd++;
  /** Lines between these two are others now. None: lines were put in between. */
  const [above, below] = [same, old.length - sameAtEnd + 1];
  const isTouched = ({ from, to, isMissing }: Refusal): boolean =>
    above + 1 < below ? from < below && to > above : (from <= above && to >= below) || (isMissing && to === above);
  const shift = now.length - old.length;
  return refusals
    .filter((refusal) => !isTouched(refusal))
    .map((refusal) => (refusal.from >= below ? moved(refusal, shift) : refusal));
}

function moved(refusal: Refusal, by: number): Refusal {
  const { range, from, to } = refusal;
  return {
    ...refusal,
    range: { ...range, line: range.line + by, endLine: range.endLine + by },
    from: from + by,
    to: to + by,
  };
}
