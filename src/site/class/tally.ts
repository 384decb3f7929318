// What the results of a class come to: per exercise, per misconception, and as lines of a table for other programs.

import type { ExerciseLog } from './class-log.ts';
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

/** The course's lessons, with their exercises in order. */
export type Course = readonly { readonly slug: string; readonly exercises: readonly { readonly id: string }[] }[];

/** One of each learner of a class: the file that was saved last. */
export function latest(all: readonly Results[]): readonly Results[] {
  const by = new Map<string, Results>();
  for (const one of all) {
    const key = JSON.stringify([one.class, one.learner]);
    const before = by.get(key);
    if (!before || before.savedAt <= one.savedAt) by.set(key, one);
  }
  return [...by.values()].sort((a, b) => (a.learner < b.learner ? -1 : 1));
}

/** Each class by itself: what two did is no one table. */
export function byClass(all: readonly Results[]): readonly (readonly [title: string, results: readonly Results[]])[] {
  const titles = [...new Set(all.map((one) => one.class))].sort();
  return titles.map((title) => [title, all.filter((one) => one.class === title)]);
}

/** Of one class. Exercises that nobody has tried are among them. */
export function perExercise(all: readonly Results[], course: Course): readonly ExerciseTally[] {
  return exercisesOf(all, course).map(([lesson, exercise]) => {
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

/**
 * The exercises of the lessons that the files are of: lessons in the class's order, which the files have; exercises in the course's, and
 * behind them those that only files know, which were made by another version.
 */
function exercisesOf(
  all: readonly Results[],
  course: Course,
): readonly (readonly [lesson: string, exercise: string])[] {
  const lessons = [...new Set(all.flatMap((one) => Object.keys(one.lessons)))];
  return lessons.flatMap((lesson) => {
    const there = course.find(({ slug }) => slug === lesson)?.exercises.map(({ id }) => id) ?? [];
    const tried = all.flatMap((one) => Object.keys(own(one.lessons, lesson)?.exercises ?? {}));
    return [...new Set([...there, ...tried])].map((exercise) => [lesson, exercise] as const);
  });
}

export interface CsvWords {
  /** In the order of the columns: class, learner, lesson, exercise, passed, first try, tries, misconceptions, saved, commands. */
  readonly heads: readonly string[];
  /** A near miss as the page calls it, by its English name. */
  missed(lesson: string, exercise: string, name: string): string;
}

/** A line for each learner and exercise; for a learner whose file has no lesson, one. */
export function csvOf(all: readonly Results[], course: Course, words: CsvWords): string {
  const iso = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());
  const rows = all.flatMap((one) => {
    const [who, saved] = [[one.class, one.learner], iso(one.savedAt)];
    const lines = exercisesOf([one], course).map(([lesson, exercise]) => {
      const { exercises, commands = [] } = one.lessons[lesson]!;
      const { passedAt, triedAt, tries, missed } = own(exercises, exercise) ?? NOT_TRIED;
      const misses = Object.entries(missed).map(([english, count]) => {
        const name = words.missed(lesson, exercise, english);
        return count > 1 ? `${name} (${count}×)` : name;
      });
      return [
        ...[...who, lesson, exercise, iso(passedAt), iso(triedAt), String(tries)],
        ...[misses.join('; '), saved, commands.join('\n')],
      ];
    });
    return lines.length > 0 ? lines : [[...who, '', '', '', '', '', '', saved, '']];
  });
  return [words.heads, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

const NOT_TRIED: ExerciseLog = { tries: 0, missed: {} };

/** Programs for tables take what begins so for a formula. Source: OWASP, CSV Injection. */
const FORMULA = /^[\s]*[=+\-@＝＋－＠]|^[\t\r\n|%]/;

/** Source: RFC 4180. */
function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
