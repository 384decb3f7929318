// Exercises in the prose: shows the verdicts, hints one by one, the solution after a second question.

import { fill, type Words } from '../i18n/messages.ts';
import type { CheckVerdict, Shown } from '../worker/protocol.ts';
import { AtHand } from './at-hand.ts';
import { Dock, type SolvedLine } from './dock.ts';
import type { Own } from './own.ts';

const all = (root: ParentNode, selector: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(selector)];
const one = (root: ParentNode, selector: string): HTMLElement | null => root.querySelector<HTMLElement>(selector);

/** What the learner asks for in an exercise. */
export interface Wishes {
  answer(check: string, value: string): void;
  /** The exercise's own cluster is to take this one's place; `again`: with something else in it. */
  begin(exercise: string, again: boolean): void;
}

export class Exercises {
  readonly #words: Words;
  readonly #sections = all(document, '[data-exercise]');
  /** Which hints fit, by exercise. */
  #hints: Readonly<Record<string, readonly boolean[]>> = {};
  readonly #dock: Dock;
  readonly #atHand: AtHand;
  /** Until something is done, what is solved was so before. */
  #isAtWork = false;

  /** @param own Keeps at which one the learner is. */
  constructor(words: Words, own: Own, wishes: Wishes) {
    const answer: Wishes['answer'] = (check, value) => {
      this.#isAtWork = true;
      wishes.answer(check, value);
    };
    this.#words = words;
    this.#dock = new Dock(words);
    this.#atHand = new AtHand(this.#sections, own, () => this.#dock.show(this.#atHand.section));
    this.#dock.show(this.#atHand.section);
    for (const section of this.#sections) {
      this.#wireHelp(section);
      for (const button of all(section, '[data-begin]'))
        button.addEventListener('click', () =>
          wishes.begin(section.dataset['exercise'] ?? '', button.dataset['begin'] === 'again'),
        );
      for (const form of all(section, 'form[data-answer-text]')) {
        form.addEventListener('submit', (event) => {
          event.preventDefault();
          const value = new FormData(form as HTMLFormElement).get('value');
          if (typeof value === 'string' && value.trim() !== '') answer(form.dataset['answerText'] ?? '', value.trim());
        });
      }
      for (const button of all(section, '[data-answer]')) {
        const group = button.closest<HTMLElement>('[data-choices]');
        button.addEventListener('click', () => {
          for (const sibling of all(group ?? section, '[data-answer]'))
            sibling.setAttribute('aria-pressed', String(sibling === button));
          answer(group?.dataset['choices'] ?? '', button.dataset['answer'] ?? '');
        });
      }
    }
  }

  /** How many are solved, and whether that is all of them. */
  get progress(): { readonly solved: number; readonly done: boolean } {
    const solved = this.#sections.filter(({ dataset }) => dataset['state'] === 'passed').length;
    return { solved, done: solved > 0 && solved === this.#sections.length };
  }

  reset(): void {
    for (const section of this.#sections) this.#resetSection(section);
    this.#atHand.reset();
    this.#dock.show(this.#atHand.section);
  }

  #resetSection(section: HTMLElement): void {
    section.dataset['state'] = 'todo';
    section.removeAttribute('data-not-so');
    for (const item of all(section, '[data-check]')) this.#showCheck(item, { state: 'pending', because: '' });
    for (const button of all(section, '[data-answer]')) button.setAttribute('aria-pressed', 'false');
    for (const form of all(section, 'form[data-answer-text]')) (form as HTMLFormElement).reset();
    for (const hint of all(section, '.hints > li')) hint.hidden = true;
    const debrief = one(section, '[data-debrief-text]');
    if (debrief) debrief.hidden = true;
    const hint = one(section, '[data-hint]');
    if (hint instanceof HTMLButtonElement) {
      hint.disabled = false;
      hint.textContent = this.#words.showHint;
    }
    const solution = one(section, '[data-solution-text]');
    if (solution) solution.hidden = true;
    one(section, '[data-solution]')?.setAttribute('aria-expanded', 'false');
  }

  /** The one at hand, with its title. Undefined: all are solved. */
  get current(): { readonly id: string; readonly title: string } | undefined {
    const { section } = this.#atHand;
    const id = section?.dataset['exercise'];
    return section && id !== undefined ? { id, title: one(section, 'h3 span')?.textContent ?? id } : undefined;
  }

  /** Values drawn for this learner, in place of `${name}`. */
  fillParams(params: Readonly<Record<string, string>>): void {
    for (const span of all(document, '[data-param]')) {
      const value = params[span.dataset['param'] ?? ''];
      if (value !== undefined) span.textContent = value;
    }
  }

  /** A line is entered. */
  entered(): void {
    this.#isAtWork = true;
    this.#atHand.entered();
    this.#dock.show(this.#atHand.section);
  }

  /** Of an exercise that `hints` does not name, those fit that fit always. */
  show({ verdicts, hints, stopwatch }: Shown): void {
    this.#hints = hints;
    this.#atHand.begun(stopwatch?.exercise);
    let solved: SolvedLine | undefined;
    for (const section of this.#sections) {
      const id = section.dataset['exercise'] ?? '';
      const own = verdicts.filter(({ exercise }) => exercise === id);
      if (own.length === 0) continue;
      const isPassed = own.every(({ state }) => state === 'passed');
      // It was solved, and begun anew.
      if (section.dataset['state'] === 'passed' && !isPassed) this.#resetSection(section);
      const again = one(section, '[data-begin=again]');
      if (again) again.hidden = !isPassed && stopwatch?.exercise !== id;
      for (const verdict of own) {
        const item = all(section, '[data-check]').find((element) => element.dataset['check'] === verdict.check);
        if (!item) continue;
        this.#showCheck(item, verdict);
        showWay(item, verdict.way);
      }
      const passed = own.filter(({ state }) => state === 'passed').length;
      const part = one(section, '[data-part]');
      if (part) {
        part.hidden = passed === 0 || passed === own.length || own.length === 1;
        part.textContent = fill(this.#words, 'partly', { n: passed, total: own.length });
      }
      const debrief = one(section, '[data-debrief-text]');
      if (debrief) debrief.hidden = passed < own.length;
      this.#offerHint(section);
      const was = section.dataset['state'];
      section.dataset['state'] = isPassed ? 'passed' : 'todo';
      const isWrong = own.some(({ wrong }) => wrong);
      section.toggleAttribute('data-not-so', isWrong);
      const badge = one(section, '[data-badge]');
      if (badge) badge.textContent = badge.dataset[isWrong ? 'wrong' : 'passed'] ?? '';
      if (isPassed && was !== 'passed') {
        const exercise = one(section, 'h3 span')?.textContent ?? id;
        solved = { words: fill(this.#words, isWrong ? 'exerciseDoneWrong' : 'exerciseDone', { exercise }), isWrong };
        this.#announce(solved.words);
      }
    }
    const done = one(document, '[data-lesson-done]');
    if (done) done.hidden = !this.progress.done;
    this.#dock.show(this.#atHand.section, this.#isAtWork ? solved : undefined);
  }

  #showCheck(item: HTMLElement, verdict: Pick<CheckVerdict, 'state' | 'because' | 'wrong'>): void {
    const { state, wrong = false } = verdict;
    const because = wrong ? fill(this.#words, 'notSo', { because: verdict.because }) : verdict.because;
    const word = one(item, '[data-state-word]');
    if (word) word.textContent = word.dataset[wrong ? 'wrong' : state] ?? '';
    const changed = item.dataset['state'] !== state;
    item.dataset['state'] = state;
    item.toggleAttribute('data-not-so', wrong);
    const sentence = one(item, '[data-because]');
    const stands = { state: word?.textContent ?? '', check: one(item, '[data-check-ask]')?.textContent ?? '' };
    if (sentence && sentence.dataset['text'] !== because) {
      sentence.dataset['text'] = because;
      sentence.replaceChildren(...withCode(because));
      if (because && state !== 'pending')
        this.#announce(fill(this.#words, 'checkStandsBecause', { ...stands, because: sentence.textContent }));
    } else if (changed && state === 'passed') this.#announce(fill(this.#words, 'checkStands', stands));
    if (sentence) sentence.hidden = because === '' || state === 'pending';
  }

  #announce(text: string): void {
    const live = one(document, '[data-announce]');
    if (live) live.textContent = text;
  }

  /** One that fits what was done comes before those that are for all. */
  #nextHint(section: HTMLElement): HTMLElement | undefined {
    const fits = this.#hints[section.dataset['exercise'] ?? ''];
    const waiting = all(section, '.hints > li')
      .map((item, i) => ({ item, isParticular: item.dataset['when'] !== undefined, fits: fits?.[i] }))
      .filter(({ item, isParticular, fits: does }) => item.hidden && (!isParticular || does === true));
    return (waiting.find(({ isParticular }) => isParticular) ?? waiting[0])?.item;
  }

  #offerHint(section: HTMLElement): void {
    const button = one(section, '[data-hint]');
    if (!(button instanceof HTMLButtonElement)) return;
    const none = this.#nextHint(section) === undefined;
    const shown = all(section, '.hints > li').some((item) => !item.hidden);
    button.disabled = none;
    button.textContent =
      (none ? button.dataset['none'] : shown ? button.dataset['next'] : button.dataset['first']) ?? '';
  }

  #wireHelp(section: HTMLElement): void {
    const button = one(section, '[data-hint]') as HTMLButtonElement | null;
    button?.addEventListener('click', () => {
      const hint = this.#nextHint(section);
      if (hint) hint.hidden = false;
      this.#offerHint(section);
    });
    const solution = one(section, '[data-solution]');
    const confirm = one(section, '[data-confirm]');
    const text = one(section, '[data-solution-text]');
    if (!solution || !confirm || !text) return;
    solution.addEventListener('click', () => {
      if (text.hidden) {
        confirm.hidden = false;
        one(confirm, '[data-confirm-yes]')?.focus();
      } else text.hidden = true;
      solution.setAttribute('aria-expanded', String(!text.hidden));
    });
    one(confirm, '[data-confirm-yes]')?.addEventListener('click', () => {
      confirm.hidden = true;
      text.hidden = false;
      solution.setAttribute('aria-expanded', 'true');
      solution.focus();
    });
    one(confirm, '[data-confirm-no]')?.addEventListener('click', () => {
      confirm.hidden = true;
      solution.focus();
    });
  }
}

/** A sentence in which names stand between backticks. */
const withCode = (text: string): readonly (string | HTMLElement)[] =>
  text.split('`').map((part, i) => {
    if (i % 2 === 0) return part;
    const code = document.createElement('code');
    code.textContent = part;
    return code;
  });

/** Where the request broke that a check was judged by, under its sentence: folded, as what would mend it is a hint too. */
function showWay(item: HTMLElement, way: CheckVerdict['way']): void {
  const details = one(item, '[data-way]');
  const list = one(item, '[data-way-steps]');
  const mend = one(item, '[data-way-mend]');
  if (!details || !list || !mend) return;
  details.hidden = way === undefined;
  list.replaceChildren(
    ...(way?.steps ?? []).map(({ at, text, ok }) => {
      const step = document.createElement('li');
      step.dataset['ok'] = String(ok);
      const place = document.createElement('code');
      place.textContent = at;
      step.append(place, ` ${text}`);
      return step;
    }),
  );
  mend.textContent = way?.mend ?? '';
}
