// Playing: where the terminal stands, what was typed there, and what it is.

import { withParams } from '#authoring/drawn.ts';
import { exerciseAdd, exerciseSet, startedWith } from '#authoring/edits.ts';
import { playable } from '#authoring/playable.ts';
import { showProblem } from '#grading/problem.ts';
import { filled } from '../i18n/filled.ts';
import { el, redraw } from './element.ts';
import type { Judging } from './judging.ts';
import { linesList } from './lines-list.ts';
import { write, written } from './place.ts';
import { attempt, type Room } from './room.ts';
import type { Stage } from './stage.ts';

/** Behind an exercise's id: its own start. */
const OWN = '/start';

type Kind = 'start' | 'solution' | 'alternative' | 'nearMiss';

export class Play {
  readonly #room: Room;
  readonly #stage: Stage;
  readonly #judging: Judging;
  /** Undefined: the start is being played. */
  #exercise: string | undefined;
  /** The exercise's own start is. */
  #isOwnStart = false;
  /** The exercise at hand, and where it began, when a play last did. */
  #seen = '';
  readonly #where: HTMLSelectElement;
  readonly #typed: HTMLElement;
  readonly #actions: HTMLElement;
  readonly #all: HTMLInputElement;

  constructor(room: Room, stage: Stage, judging: Judging, bar: HTMLElement, below: HTMLElement) {
    const { desk, w } = room;
    this.#room = room;
    this.#stage = stage;
    this.#judging = judging;
    this.#where = el('select', { 'aria-label': w.playing, data: { where: '' } });
    this.#where.addEventListener('change', () => {
      const [id = '', start] = this.#where.value.split(OWN);
      // What is played is what is being written, which begins it.
      const isAnother = id !== '' && id !== desk.exercise;
      if (isAnother) desk.turnTo(id);
      if (!isAnother || start !== undefined) void this.begin(id || undefined, start !== undefined);
    });
    bar.append(
      el('label', {}, el('span', {}, w.playing), ' ', this.#where),
      el(
        'button',
        {
          type: 'button',
          class: 'button small',
          data: { begin: '' },
          click: () => void this.begin(this.#exercise, this.#isOwnStart),
        },
        w.beginAgain,
      ),
      el('span', { class: 'quietly' }, w.pace),
    );
    this.#typed = el('div', { class: 'typed' });
    this.#all = el('input', { type: 'checkbox' });
    this.#actions = el('div', { class: 'row' });
    below.append(
      el('p', { class: 'label' }, w.typed),
      this.#typed,
      el('label', { class: 'tick' }, this.#all, ` ${w.keepAll}`),
      this.#actions,
    );
    stage.onLines = () => this.#draw();
    desk.onChange((change) => {
      if (change === 'text') return;
      this.#draw();
      // What is played is what is being written.
      if (this.#atHand() !== this.#seen) void this.begin(desk.exercise);
    });
    this.#draw();
  }

  /** The terminal's cluster is made anew, at the beginning of the exercise. */
  async begin(exercise: string | undefined, isOwnStart = false): Promise<void> {
    const { desk, workshop, w, say } = this.#room;
    this.#exercise = exercise;
    this.#isOwnStart = isOwnStart;
    this.#seen = this.#atHand();
    this.#draw();
    await attempt(this.#room, async () => {
      const of = desk.manuscript;
      const beginning = await workshop.beginning(of, exercise, isOwnStart);
      if ('problems' in beginning) return say(`${w.cannotBegin}\n${beginning.problems.map(showProblem).join('\n')}`);
      const { start, params, before } = beginning;
      const files = { file: `content/lessons/${of.name}/lesson.yaml`, yaml: playable(of.text), home: of.home };
      await this.#stage.begin({ start, params, files }, before);
    });
  }

  #atHand(): string {
    const { desk } = this.#room;
    const own = desk.draft?.exercises.find(({ id }) => id === desk.exercise);
    return JSON.stringify([desk.exercise, own?.hasStart, own?.needs]);
  }

  #draw(): void {
    const { desk, w } = this.#room;
    const exercises = desk.draft?.exercises ?? [];
    this.#where.replaceChildren(
      el('option', { value: '' }, w.playStart),
      ...exercises.flatMap(({ id, hasStart }) => [
        ...(hasStart ? [el('option', { value: `${id}${OWN}` }, filled(w.playOwnStart, { id }))] : []),
        el('option', { value: id }, id),
      ]),
    );
    this.#where.value = `${this.#exercise ?? ''}${this.#isOwnStart ? OWN : ''}`;
    const { lines } = this.#stage;
    redraw(
      this.#typed,
      lines.length > 0 ? linesList(this.#room, lines, 'typed') : el('p', { class: 'quietly' }, w.typedNone),
    );
    const button = (kind: Kind, label: string): HTMLElement =>
      el(
        'button',
        {
          type: 'button',
          class: kind === 'start' || kind === 'solution' ? 'button primary' : 'button',
          data: { thisIs: kind },
          click: () => void this.take(kind),
        },
        label,
      );
    redraw(
      this.#actions,
      ...(this.#exercise === undefined || this.#isOwnStart
        ? [button('start', w.thisStart)]
        : [
            button('solution', w.thisSolution),
            button('alternative', w.thisAlternative),
            button('nearMiss', w.thisNearMiss),
          ]),
    );
  }

  /** What was typed is written down as this. */
  async take(kind: Kind): Promise<void> {
    const { desk, workshop, w, say } = this.#room;
    const [exercise, typed] = [this.#exercise, [...this.#stage.lines]];
    await attempt(this.#room, async () => {
      say(w.looking);
      const sifted = await workshop.sift(desk.manuscript, exercise, typed);
      if ('problems' in sifted) return say(sifted.problems.map(showProblem).join('\n'));
      const matter = sifted.lines.filter(({ matters }) => matters || this.#all.checked).map(({ line }) => line);
      // A mistake may be a command that is refused: nothing changes, and that is what is wrong.
      const kept = matter.length === 0 && kind === 'nearMiss' ? typed : matter;
      if (kept.length === 0) return say(filled(w.keptNone, { all: w.keepAll }));
      this.#write(kind, exercise, withParams(kept, desk.draft?.params ?? []), typed);
      say(filled(w.kept, { n: kept.length, m: typed.length - kept.length }));
      if (kind !== 'start') await this.#judging.look(kind === 'solution');
      // From the start as it is now, and from where what is chosen by now begins.
      await this.begin(this.#exercise, this.#isOwnStart);
    });
  }

  #write(kind: Kind, exercise: string | undefined, kept: readonly string[], typed: readonly string[]): void {
    const { desk } = this.#room;
    if (exercise === undefined) {
      const run = [...(desk.draft?.start.run ?? []), ...kept];
      desk.edit(startedWith(desk.folder, 'run', run), 'shape');
      return;
    }
    if (kind === 'start') {
      const i = desk.draft!.exercises.findIndex(({ id }) => id === exercise);
      const path = ['exercises', i, 'start', 'run'];
      const were = (written(this.#room, path) ?? []) as readonly string[];
      write(this.#room, path, [...were, ...kept], 'shape');
      return;
    }
    if (kind === 'nearMiss') {
      desk.lay({ waiting: [...desk.waiting, { exercise, run: kept }] }, 'shape');
      return;
    }
    if (kind === 'alternative') {
      desk.edit(exerciseAdd(desk.folder, exercise, 'alternatives', kept), 'shape');
      return;
    }
    const all = {
      ...Object.fromEntries((desk.draft?.exercises ?? []).map(({ id }) => [id, desk.typedFor(id)])),
      [exercise]: typed,
    };
    // Its own cluster is begun by whoever solves it.
    const hasStart = desk.draft?.exercises.find(({ id }) => id === exercise)?.hasStart;
    const solution = hasStart ? [`begin ${exercise}`, ...kept.filter((line) => line !== `begin ${exercise}`)] : kept;
    desk.lay({ folder: exerciseSet(desk.folder, exercise, 'solution', solution), typed: all }, 'shape');
  }
}
