// Which exercise the learner is at. Somebody who skips one is at another: at the one in which they press something, or that they have before
// them when they enter a line.

import type { Own } from './own.ts';

/** Exercises by their ids, in reading order. */
export interface Exercising {
  readonly all: readonly string[];
  /** Those that are not solved. */
  readonly open: readonly string[];
  /** Whose own cluster stands here. */
  readonly begun: string | undefined;
  /** To which the learner has turned last. */
  readonly turnedTo: string | undefined;
}

/** Undefined: all are solved. */
export function atHand({ all, open, begun, turnedTo }: Exercising): string | undefined {
  if (begun !== undefined && open.includes(begun)) return begun;
  // What was skipped comes behind what stands further down.
  const from = all.indexOf(turnedTo ?? '');
  return open.find((id) => all.indexOf(id) >= from) ?? open[0];
}

/** For which exercise a line is entered. @param inSight Those that are not solved, in reading order. */
export const enteredFor = (current: string | undefined, inSight: readonly string[]): string | undefined =>
  current !== undefined && inSight.includes(current) ? current : (inSight[0] ?? current);

const NAME = 'exercise';

export class AtHand {
  readonly #sections: readonly HTMLElement[];
  readonly #own: Own;
  readonly #inSight = new Set<Element>();
  #begun: string | undefined;
  #isTold = false;
  #turnedTo: string | undefined;

  /** @param turned The learner has turned to another. */
  constructor(sections: readonly HTMLElement[], own: Own, turned: () => void) {
    this.#sections = sections;
    this.#own = own;
    const kept = own.get(NAME);
    if (typeof kept === 'string') this.#turnedTo = kept;
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries)
          if (isIntersecting) this.#inSight.add(target);
          else this.#inSight.delete(target);
      },
      { rootMargin: '0px 0px -80px 0px' },
    );
    for (const section of sections) {
      watch.observe(section);
      for (const act of ['click', 'submit'])
        section.addEventListener(act, () => {
          if (!isOpen(section)) return;
          this.#turnTo(idOf(section));
          turned();
        });
    }
  }

  get section(): HTMLElement | undefined {
    const id = atHand({
      all: this.#sections.map(idOf),
      open: this.#sections.filter(isOpen).map(idOf),
      begun: this.#begun,
      turnedTo: this.#turnedTo,
    });
    return this.#sections.find((section) => idOf(section) === id);
  }

  /** A line is entered. */
  entered(): void {
    const inSight = this.#sections.filter((section) => isOpen(section) && this.#inSight.has(section)).map(idOf);
    this.#turnTo(enteredFor(this.section && idOf(this.section), inSight));
  }

  /** @param exercise Its own cluster stands here. Undefined: no exercise's does. */
  begun(exercise: string | undefined): void {
    // Where it stood at the last visit, the learner may have turned to another since.
    if (this.#isTold && exercise !== undefined && exercise !== this.#begun) this.#turnTo(exercise);
    this.#isTold = true;
    this.#begun = exercise;
  }

  /** The lesson begins anew. */
  reset(): void {
    this.#begun = undefined;
    this.#turnTo(undefined);
  }

  #turnTo(id: string | undefined): void {
    if (id === this.#turnedTo) return;
    this.#turnedTo = id;
    this.#own.set(NAME, id);
  }
}

const idOf = ({ dataset }: HTMLElement): string => dataset['exercise'] ?? '';
const isOpen = ({ dataset }: HTMLElement): boolean => dataset['state'] !== 'passed';
