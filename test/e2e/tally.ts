// What of the course was exercised in the browser, counted.

import type { Check, Lesson } from '#grading/lesson.ts';

const WHAT = ['hints', 'predictions', 'questions'] as const;
type What = (typeof WHAT)[number];

export class Tally {
  readonly #all = new Set<string>();
  readonly #done = new Set<string>();

  /** Everything that the lesson's exercises hold is to be exercised from now on. */
  expect({ slug, exercises }: Lesson): void {
    for (const { id, hints, checks } of exercises) {
      for (const i of hints.keys()) this.#all.add(named('hints', slug, id, i));
      for (const check of checks)
        if (check.kind.question) this.#all.add(named(isGuess(check.kind.kind), slug, id, check.id));
    }
  }

  hint({ slug }: Lesson, exercise: string, hint: number): void {
    this.#done.add(named('hints', slug, exercise, hint));
  }

  /** Every answer that can be chosen was, and its words were read. */
  question({ slug }: Lesson, exercise: string, { id, kind }: Check): void {
    this.#done.add(named(isGuess(kind.kind), slug, exercise, id));
  }

  /** A guess that stands in the prose. */
  prose({ slug }: Lesson, locale: string, i: number): void {
    const name = named('predictions', slug, `prose.${locale}`, i);
    this.#all.add(name);
    this.#done.add(name);
  }

  /** Of one lesson, what was not. */
  missing({ slug }: Lesson): readonly string[] {
    return [...this.#all].filter((name) => name.split(' ')[1] === slug && !this.#done.has(name));
  }

  /** `exercised: 279 of 279 hints, 13 of 13 predictions, …` */
  toString(): string {
    const of = (from: ReadonlySet<string>, what: What): number =>
      [...from].filter((name) => name.startsWith(`${what} `)).length;
    return `exercised: ${WHAT.map((what) => `${of(this.#done, what)} of ${of(this.#all, what)} ${what}`).join(', ')}`;
  }
}

const isGuess = (kind: string): What => (kind === 'predict' ? 'predictions' : 'questions');
const named = (what: What, slug: string, place: string, which: string | number): string =>
  `${what} ${slug} ${place}/${which}`;
