// Another name for what is on the desk: near misses that wait, and are in no file yet, go by it too.

import { withWord } from '#authoring/command-word.ts';
import { withCheckRenamed, withExerciseNamed, withParamNamed, withPlaceRenamed } from '#authoring/renames.ts';
import type { Desk, Waiting } from './desk.ts';

const waitingWith = ({ waiting }: Desk, other: (line: string) => string): readonly Waiting[] =>
  waiting.map((one) => ({ ...one, run: one.run.map(other) }));

export function renameExercise(desk: Desk, was: string, is: string): void {
  const { [was]: typed = [], ...others } = desk.typed;
  const waiting = waitingWith(desk, (line) => withWord(line, 'begin', was, is)).map((one) =>
    one.exercise === was ? { ...one, exercise: is } : one,
  );
  const folder = withExerciseNamed(desk.folder, was, is);
  desk.lay({ folder, waiting, typed: { ...others, [is]: typed } }, 'shape', is);
}

export function renameCheck(desk: Desk, was: string, is: string): void {
  const waiting = waitingWith(desk, (line) => withWord(line, 'answer', was, is));
  desk.lay({ folder: withCheckRenamed(desk.folder, was, is), waiting }, 'shape');
}

export function renameParam(desk: Desk, was: string, is: string): void {
  const waiting = waitingWith(desk, (line) => withPlaceRenamed(line, was, is));
  desk.lay({ folder: withParamNamed(desk.folder, was, is), waiting }, 'shape');
}
