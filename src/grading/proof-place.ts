// Where in lesson.yaml the thing stands that a proof names.

import type { Lesson } from './lesson.ts';
import type { Spot, SpotOf } from './reader.ts';

/** @param path As proofs name it, by ids: `exercises.expose.every-node`, `exercises.expose.hints[0]`, `start`. */
export function proofPlace(path: string, lesson: Lesson, spotOf: SpotOf): Spot | undefined {
  const [top = '', id, rest] = path.split('.');
  if (top !== 'exercises') return spotOf([top]);
  const at = lesson.exercises.findIndex((exercise) => exercise.id === id);
  const check = lesson.exercises[at]?.checks.findIndex((c) => c.id === rest) ?? -1;
  if (check >= 0) return spotOf([top, at, 'checks', check]);
  const [, field, index] = /^(\w+)(?:\[(\d+)\])?$/.exec(rest ?? '') ?? [];
  return spotOf([top, at, ...(field ? [field] : []), ...(index ? [Number(index)] : [])]);
}
