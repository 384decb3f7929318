// What the results of a class come to: per exercise, per misconception, and as lines of a table for other programs.

import type { Results } from './results.ts';

export interface ExerciseTally {
  readonly lesson: string;
  readonly exercise: string;
  readonly passed: number;
  /** Of those who have tried it: the middle one. */
  readonly tries: number;
  readonly tried: number;
}

export interface MissTally {
  readonly lesson: string;
  readonly exercise: string;
  /** The near miss's English name. */
  readonly name: string;
  readonly learners: readonly string[];
}

/** One of each learner: the file that was saved last. */
export function latest(all: readonly Results[]): readonly Results[] {
  const by = new Map<string, Results>();
  for (const one of all) {
    const before = by.get(one.learner);
    if (!before || before.savedAt <= one.savedAt) by.set(one.learner, one);
  }
  return [...by.values()].sort((a, b) => (a.learner < b.learner ? -1 : 1));
}

export function perExercise(all: readonly Results[]): readonly ExerciseTally[] {
  return distinct(all).map(([lesson, exercise]) => {
    const logs = all.flatMap(({ lessons }) => own(own(lessons, lesson)?.exercises, exercise) ?? []);
    const tries = logs.map((log) => log.tries).sort((a, b) => a - b);
    return {
      lesson,
      exercise,
      passed: logs.filter(({ passedAt }) => passedAt !== undefined).length,
      tried: logs.length,
      tries: tries[Math.floor((tries.length - 1) / 2)] ?? 0,
    };
  });
}

/** Those that most learners have met come first. */
export function perMisconception(all: readonly Results[]): readonly MissTally[] {
  const found = new Map<string, { lesson: string; exercise: string; name: string; learners: string[] }>();
  for (const { learner, lessons } of all)
    for (const [lesson, { exercises }] of Object.entries(lessons))
      for (const [exercise, { missed }] of Object.entries(exercises))
        for (const name of Object.keys(missed)) {
          const key = JSON.stringify([lesson, exercise, name]);
          const tally = found.get(key) ?? { lesson, exercise, name, learners: [] };
          tally.learners.push(learner);
          found.set(key, tally);
        }
  return [...found.values()].sort((a, b) => b.learners.length - a.learners.length);
}

const own = <T>(held: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  held && Object.hasOwn(held, key) ? held[key] : undefined;

function distinct(all: readonly Results[]): readonly (readonly [lesson: string, exercise: string])[] {
  const keys = all.flatMap(({ lessons }) =>
    Object.entries(lessons).flatMap(([lesson, { exercises }]) =>
      Object.keys(exercises).map((exercise) => JSON.stringify([lesson, exercise])),
    ),
  );
  return [...new Set(keys)].map((key) => JSON.parse(key) as [string, string]);
}

const HEAD = ['learner', 'lesson', 'exercise', 'passed', 'first try', 'tries', 'misconceptions', 'saved', 'commands'];

/** A line for each learner and exercise. */
export function csvOf(all: readonly Results[]): string {
  const iso = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());
  const rows = all.flatMap(({ learner, savedAt, lessons }) =>
    Object.entries(lessons).flatMap(([lesson, { exercises, commands }]) =>
      Object.entries(exercises).map(([exercise, { passedAt, triedAt, tries, missed }]) => [
        ...[learner, lesson, exercise, iso(passedAt), iso(triedAt), String(tries)],
        Object.entries(missed)
          .map(([name, count]) => (count > 1 ? `${name} (${count}×)` : name))
          .join('; '),
        ...[iso(savedAt), (commands ?? []).join('\n')],
      ]),
    ),
  );
  return [HEAD, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

/** Programs for tables take what begins so for a formula. Source: OWASP, CSV Injection. */
const FORMULA = /^[\s]*[=+\-@＝＋－＠]|^[\t\r\n|%]/;

/** Source: RFC 4180. */
function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
