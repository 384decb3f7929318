// What a learner hands in: a file, which its owner can change, and anybody may have written.

import type { ExerciseLog } from './class-log.ts';

export interface LessonResult {
  /** What the lesson was drawn from. */
  readonly seed?: number;
  readonly exercises: Readonly<Record<string, ExerciseLog>>;
  /** The last lines of the laptop's prompt, if the learner agreed. */
  readonly commands?: readonly string[];
}

export interface Results {
  readonly portolan: 'results';
  readonly version: 1;
  /** The plan's title. */
  readonly class: string;
  readonly learner: string;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
  /** By the lesson's slug. */
  readonly lessons: Readonly<Record<string, LessonResult>>;
}

export type ResultsFault = 'size' | 'json' | 'kind' | 'version' | 'learner' | 'lessons';
export type ReadResults = { readonly results: Results } | { readonly fault: ResultsFault };

/** Of a file. A class of ten lessons with all commands takes a twentieth of it. */
export const MOST_BYTES = 2_000_000;
const NAME = /^[a-z0-9][a-z0-9-]{0,60}$/;

export function readResults(text: string): ReadResults {
  if (text.length > MOST_BYTES) return { fault: 'size' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'json' };
  }
  if (!isRecord(value) || value['portolan'] !== 'results') return { fault: 'kind' };
  const { version, class: of, learner, savedAt, lessons } = value;
  if (version !== 1) return { fault: 'version' };
  if (!isText(learner, 120) || learner.trim() === '' || !isText(of, 200) || !isMoment(savedAt))
    return { fault: 'learner' };
  if (!isRecord(lessons) || Object.keys(lessons).length > 60) return { fault: 'lessons' };
  const read: Record<string, LessonResult> = {};
  for (const [slug, lesson] of Object.entries(lessons)) {
    const result = NAME.test(slug) ? lessonOf(lesson) : undefined;
    if (!result) return { fault: 'lessons' };
    read[slug] = result;
  }
  return { results: { portolan: 'results', version: 1, class: of, learner: learner.trim(), savedAt, lessons: read } };
}

function lessonOf(value: unknown): LessonResult | undefined {
  if (!isRecord(value)) return undefined;
  const { seed, exercises, commands } = value;
  if (!isRecord(exercises) || Object.keys(exercises).length > 200) return undefined;
  if (
    commands !== undefined &&
    !(Array.isArray(commands) && commands.length <= 500 && commands.every((one) => isText(one, 20_000)))
  )
    return undefined;
  const read: Record<string, ExerciseLog> = {};
  for (const [id, exercise] of Object.entries(exercises)) {
    const own = NAME.test(id) ? exerciseOf(exercise) : undefined;
    if (!own) return undefined;
    read[id] = own;
  }
  return {
    exercises: read,
    ...(Number.isSafeInteger(seed) && { seed: seed as number }),
    ...(commands !== undefined && { commands: commands as readonly string[] }),
  };
}

function exerciseOf(value: unknown): ExerciseLog | undefined {
  if (!isRecord(value)) return undefined;
  const { triedAt, passedAt, tries, missed } = value;
  if (!isCount(tries) || !isRecord(missed) || Object.keys(missed).length > 100) return undefined;
  if (![triedAt, passedAt].every((at) => at === undefined || isMoment(at))) return undefined;
  if (!Object.entries(missed).every(([name, count]) => name.length <= 500 && isCount(count))) return undefined;
  return {
    ...(triedAt !== undefined && { triedAt: triedAt as number }),
    ...(passedAt !== undefined && { passedAt: passedAt as number }),
    tries,
    missed: Object.fromEntries(Object.entries(missed)) as Readonly<Record<string, number>>,
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown, most: number): value is string => typeof value === 'string' && value.length <= most;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
/** What a Date can hold. */
const isMoment = (value: unknown): value is number => isCount(value) && value <= 8.64e15;
