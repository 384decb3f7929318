// What the playground's cluster begins with: one of those that its page offers, as it was chosen last.

import type { LessonStart } from '#grading/start.ts';

const keyOf = (lesson: string): string => `portolan-begins/${lesson}`;

export class Beginnings {
  readonly #key: string;
  readonly #given: LessonStart;
  readonly #storage: Storage | undefined;
  readonly #buttons = [...document.querySelectorAll<HTMLElement>('[data-begin-with]')];
  #name: string | undefined;

  /** @param chosen The learner wants to begin anew, with another. */
  constructor(lesson: string, given: LessonStart, storage: Storage | undefined, chosen: (name: string) => void) {
    this.#key = keyOf(lesson);
    this.#given = given;
    this.#storage = storage;
    try {
      this.#name = storage?.getItem(this.#key) ?? undefined;
    } catch {
      // As for someone who has not chosen.
    }
    for (const button of this.#buttons)
      button.addEventListener('click', () => chosen(button.dataset['beginWith'] ?? ''));
    this.#draw();
  }

  /** Undefined: the page's own. */
  get name(): string | undefined {
    return this.#button && this.#name;
  }

  set name(name: string | undefined) {
    this.#name = name;
    this.#draw();
  }

  get start(): LessonStart {
    const own = this.#button?.dataset['start'];
    return own === undefined ? this.#given : (JSON.parse(own) as LessonStart);
  }

  /** For the visits to come. */
  keep(): void {
    try {
      if (this.#name === undefined) this.#storage?.removeItem(this.#key);
      else this.#storage?.setItem(this.#key, this.#name);
    } catch {
      // It is so for this visit.
    }
  }

  /** Says in `place` what a beginning has, where there are several. */
  say(name: string | undefined, place: HTMLElement): void {
    const said = (this.#called(name) ?? this.#buttons[0])?.textContent ?? '';
    place.textContent = said;
    place.hidden = said === '';
  }

  get #button(): HTMLElement | undefined {
    return this.#called(this.#name);
  }

  #called(name: string | undefined): HTMLElement | undefined {
    return this.#buttons.find(({ dataset }) => dataset['beginWith'] === name);
  }

  #draw(): void {
    const at = this.#button ?? this.#buttons[0];
    for (const button of this.#buttons) button.setAttribute('aria-pressed', String(button === at));
  }
}
