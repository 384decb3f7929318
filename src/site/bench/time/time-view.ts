// The panel of time: stop, step, jump, speed; the moments before each command; what differs between two of them.

import type { Jump, Step } from '#lab/stepping.ts';
import { fill, type Words } from '../../i18n/messages.ts';
import type { MomentShown } from '../../worker/protocol.ts';
import { element } from '../map/elements.ts';
import { drawDifferences } from './differences.ts';
import type { TimeActions } from './time-panel.ts';

export interface TimeViewActions extends TimeActions {
  set(speed: number): void;
}

const SPEEDS = [1, 2, 5, 10, 20, 50, 100];
/** Milliseconds between two looks at the cluster's clock, while the panel is open. */
const LOOK_MS = 250;
/** Lines of what happened that stay. */
const SAID = 50;

export const clockText = (ms: number): string => new Date(ms).toLocaleTimeString(document.documentElement.lang);

export class TimeView {
  readonly #words: Words;
  readonly #actions: TimeViewActions;
  readonly #pause: HTMLButtonElement;
  readonly #speeds: HTMLSelectElement;
  readonly #now = element('output', { class: 'now', 'data-time-now': '' });
  readonly #said = element('div', { class: 'said', role: 'status', 'data-time-said': '' });
  readonly #until: HTMLSelectElement;
  readonly #moments = element('ol', { class: 'moments', 'data-moments': '' });
  readonly #about = element('p', { class: 'about' });
  readonly #differences = element('div', { class: 'differences', 'data-differences': '' });
  #speed = 1;
  #look: ReturnType<typeof setInterval> | undefined;
  /** What is drawn: most looks find nothing new. */
  #drawn = '';
  #busy = false;

  constructor(pane: HTMLElement, words: Words, actions: TimeViewActions) {
    this.#words = words;
    this.#actions = actions;
    this.#pause = this.#button(words.timePause, 'pause', () => this.#actions.set(this.#speed === 0 ? 1 : 0));
    const step = this.#button(words.timeStep, 'step', () => this.#stepOnce(), words.timeStepTitle);
    const jump = this.#button(words.timeJump, 'jump', () => this.#jumpOnce(), words.timeJumpTitle);
    this.#speeds = element(
      'select',
      { 'data-time-speed': '', 'aria-label': words.timeSpeed },
      ...SPEEDS.map((speed) => element('option', { value: String(speed) }, `×${speed}`)),
    );
    this.#speeds.addEventListener('change', () => this.#actions.set(Number(this.#speeds.value)));
    this.#until = element('select', { 'data-time-until': '', 'aria-label': words.timeUntil });
    const bar = element('div', { class: 'panel-bar' });
    this.#now.setAttribute('aria-label', words.timeNow);
    bar.append(this.#pause, step, jump, this.#speeds, element('span', { class: 'space' }), this.#now);
    const heading = element(
      'div',
      { class: 'heading' },
      element('h3', {}, words.timeMoments),
      element('label', {}, element('span', {}, words.timeUntil), this.#until),
    );
    const body = element('div', { class: 'body', tabindex: '0', role: 'group', 'aria-label': words.time });
    body.append(this.#said, this.#differences, heading, this.#moments, this.#about);
    pane.replaceChildren(bar, body);
  }

  open(): void {
    this.#look ??= setInterval(() => void this.#refresh(), LOOK_MS);
    void this.#refresh();
  }

  close(): void {
    clearInterval(this.#look);
    this.#look = undefined;
  }

  runs(speed: number): void {
    if (speed === 0 && this.#speed !== 0) this.#say([this.#words.timePaused]);
    this.#speed = speed;
    this.#pause.textContent = speed === 0 ? this.#words.timeGoOn : this.#words.timePause;
    this.#pause.setAttribute('aria-pressed', String(speed === 0));
    if (speed > 0) this.#speeds.value = String(speed);
  }

  #button(text: string, name: string, act: () => unknown, title = text): HTMLButtonElement {
    const button = element('button', { type: 'button', class: 'button small', [`data-time-${name}`]: '', title }, text);
    button.addEventListener('click', () => void this.#whenFree(act));
    return button;
  }

  /** One thing at a time: a jump may take a while. */
  async #whenFree(act: () => unknown): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#actions.started();
      await act();
      await this.#refresh();
    } finally {
      this.#busy = false;
    }
  }

  async #stepOnce(): Promise<void> {
    const done = await this.#actions.engine().step();
    if (this.#speed !== 0) this.#actions.set(0);
    const time = await this.#actions.engine().time();
    this.#say([time ? clockText(time.nowMs) : '', ...(done ? stepLines(done) : [this.#words.timeNothing])]);
  }

  async #jumpOnce(): Promise<void> {
    const done = await this.#actions.engine().jump();
    const time = await this.#actions.engine().time();
    this.#say([time ? clockText(time.nowMs) : '', ...(done ? jumpLines(done) : [this.#words.timeNoChange])]);
  }

  #say(lines: readonly string[]): void {
    const text = lines.filter(Boolean);
    this.#said.prepend(element('p', {}, ...text.flatMap((line, i) => (i === 0 ? [line] : [element('br'), line]))));
    while (this.#said.children.length > SAID) this.#said.lastElementChild!.remove();
  }

  /** Another worker is there, with moments of its own. */
  again(): void {
    this.#drawn = '';
    this.#moments.replaceChildren();
    this.#differences.replaceChildren();
  }

  async #refresh(): Promise<void> {
    const { engine } = this.#actions;
    const [time, { moments, dropped }] = await Promise.all([engine().time(), engine().moments()]);
    if (!time) return;
    const waiting = time.speed === 0 && time.waiting > 0 ? fill(this.#words, 'timeWaiting', { n: time.waiting }) : '';
    const shown = [clockText(time.nowMs), waiting].filter(Boolean).join(' · ');
    if (this.#now.textContent !== shown) this.#now.textContent = shown;
    const drawn = moments.map(({ id }) => id).join();
    if (drawn === this.#drawn && moments.length > 0) return;
    this.#drawn = drawn;
    this.#draw(moments, dropped);
  }

  #draw(moments: readonly MomentShown[], dropped: number): void {
    const { timeUntilNow, timeNone, timeKept } = this.#words;
    const chosen = this.#until.value;
    this.#until.replaceChildren(
      element('option', { value: '' }, timeUntilNow),
      ...moments.map((moment) => element('option', { value: String(moment.id) }, this.#title(moment))),
    );
    if (moments.some(({ id }) => String(id) === chosen)) this.#until.value = chosen;
    const focused = (document.activeElement as HTMLElement | null)?.dataset['moment'];
    this.#moments.replaceChildren(...moments.toReversed().map((moment) => this.#item(moment)));
    if (focused) this.#moments.querySelector<HTMLElement>(`[data-moment="${focused}"]`)?.focus();
    const texts =
      moments.length === 0
        ? [timeNone]
        : [timeKept, dropped > 0 ? fill(this.#words, 'timeDropped', { n: dropped }) : ''];
    this.#about.textContent = texts.filter(Boolean).join(' ');
  }

  #title({ atMs, line }: MomentShown): string {
    const text = line === undefined ? this.#words.timeLeft : line.split('\n')[0]!;
    return `${clockText(atMs)} ${text.length > 40 ? `${text.slice(0, 39)}…` : text}`;
  }

  #item(moment: MomentShown): HTMLElement {
    const { id, atMs, line } = moment;
    const time = clockText(atMs);
    const back = this.#button(this.#words.timeBack, 'back', () => this.#goBack(moment));
    const label = fill(this.#words, 'timeBackTo', { time, line: line ?? this.#words.timeLeft });
    back.setAttribute('aria-label', label);
    back.title = label;
    back.dataset['moment'] = `back-${id}`;
    const since = fill(this.#words, 'timeChangedTitle', { time });
    const changed = this.#button(this.#words.timeChanged, 'changed', () => this.#compare(moment), since);
    changed.setAttribute('aria-label', since);
    changed.dataset['moment'] = `changed-${id}`;
    const what = line === undefined ? element('em', {}, this.#words.timeLeft) : element('code', {}, line);
    return element('li', {}, element('time', {}, time), what, changed, back);
  }

  async #goBack({ id, atMs, line }: MomentShown): Promise<void> {
    const time = clockText(atMs);
    const said = fill(this.#words, line === undefined ? 'timeWentBackTo' : 'timeWentBack', {
      time,
      line: line?.split('\n')[0] ?? '',
    });
    const done = await this.#actions.engine().rewind(id, said);
    this.#differences.replaceChildren();
    this.#say([done ? said : this.#words.timeGone]);
  }

  async #compare({ id, atMs }: MomentShown): Promise<void> {
    const to = this.#until.value === '' ? undefined : Number(this.#until.value);
    const found = await this.#actions.engine().compare(id, to);
    if (!found) {
      this.#say([this.#words.timeGone]);
      return;
    }
    const until = to === undefined ? this.#words.timeUntilNow : (this.#until.selectedOptions[0]?.textContent ?? '');
    const summary = fill(this.#words, found.length > 0 ? 'timeDifferences' : 'timeSame', {
      from: clockText(atMs),
      to: until,
      n: found.length,
    });
    drawDifferences(this.#differences, summary, found, this.#words);
    this.#actions.announce(summary);
    this.#differences.querySelector<HTMLElement>('button')?.focus();
  }
}

const stepLines = ({ controller, key, requests }: Step): readonly string[] => [
  `${controller} ${key}`,
  ...requests.map(({ method, path, code }) => `${method} ${path} → ${code}`),
];

/** Changes of one moment that are listed; the rest is counted. */
const LISTED = 12;

const jumpLines = ({ changes }: Jump): readonly string[] => [
  ...changes.slice(0, LISTED).map(({ type, resource, name }) => `${type} ${resource} ${name}`),
  ...(changes.length > LISTED ? [`+ ${changes.length - LISTED}`] : []),
];
