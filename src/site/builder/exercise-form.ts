// The exercises, one at a time: what is asked, how it is solved, and the ways in which it is got wrong.

import type { DraftExercise } from '#authoring/draft.ts';
import {
  exerciseAdd,
  exerciseCut,
  exerciseEdit,
  exerciseSet,
  freeId,
  withExerciseAdded,
  withoutExerciseOf,
} from '#authoring/edits.ts';
import { filled } from '../i18n/filled.ts';
import { el, field, redraw } from './element.ts';
import { linesList } from './lines-list.ts';
import { type Room, textFields } from './room.ts';

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export function exerciseForm(room: Room, parent: HTMLElement): void {
  const { desk } = room;
  const draw = (): void => {
    const { draft, exercise: id } = desk;
    if (!draft) {
      redraw(parent);
      return;
    }
    const current = draft.exercises.find((exercise) => exercise.id === id);
    const tabs = draft.exercises.map((exercise) =>
      el(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-pressed': String(exercise.id === id),
          data: { exerciseTab: exercise.id },
          click: () => desk.turnTo(exercise.id),
        },
        exercise.id,
      ),
    );
    redraw(
      parent,
      el('div', { class: 'row' }, ...tabs),
      ...(current ? exerciseParts(room, current) : []),
      newExercise(room),
    );
  };
  desk.onChange((change) => change === 'shape' && draw());
  draw();
}

function newExercise(room: Room): HTMLElement {
  const { desk, w } = room;
  const exercises = desk.draft!.exercises;
  const id = el('input', {
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: freeId('make-it-answer', idsIn(room)),
  });
  const [en, zh] = [el('input', { lang: 'en', autocomplete: 'off' }), el('input', { lang: 'zh', autocomplete: 'off' })];
  const stands = el('input', { type: 'checkbox' });
  stands.checked = exercises.length > 0;
  const add = (): void => {
    const wanted = id.value.trim() || id.placeholder;
    if (!ID.test(wanted) || idsIn(room).includes(wanted)) {
      room.say(filled(w.idTaken, { id: wanted }));
      return;
    }
    const last = exercises.at(-1)?.id;
    const needs = stands.checked && last !== undefined ? [last] : [];
    desk.edit(withExerciseAdded(desk.folder, wanted, { en: en.value, zh: zh.value }, needs), 'shape');
    desk.turnTo(wanted);
  };
  return el(
    'details',
    { class: 'add', open: exercises.length === 0, data: { addExercise: '' } },
    el('summary', {}, w.addExercise),
    field(w.exerciseId, 'new-id', id),
    el('div', { class: 'pair' }, field(`${w.ask} (en)`, 'new-ask-en', en), field(`${w.ask} (zh)`, 'new-ask-zh', zh)),
    exercises.length > 0 && el('label', { class: 'tick' }, stands, ` ${w.standsOn}`),
    el(
      'p',
      {},
      el('button', { type: 'button', class: 'button', data: { add: 'exercise' }, click: add }, w.addExercise),
    ),
  );
}

const idsIn = ({ desk }: Room): readonly string[] =>
  desk.draft!.exercises.flatMap(({ id, checks }) => [id, ...checks.map((check) => check.id)]);

function exerciseParts(room: Room, exercise: DraftExercise): readonly HTMLElement[] {
  const { desk, w } = room;
  const { id } = exercise;
  const set = (field: string, value: unknown, change: 'text' | 'shape' = 'text'): void =>
    desk.edit(exerciseSet(desk.folder, id, field, value), change);
  const cut = (...at: readonly (string | number)[]): void => desk.edit(exerciseCut(desk.folder, id, at), 'shape');
  const removal = (label: string, act: () => void): HTMLElement =>
    el('button', { type: 'button', class: 'quiet', 'aria-label': `${w.remove}: ${label}`, click: act }, w.remove);
  const waiting = desk.waiting.filter((one) => one.exercise === id);
  return [
    textFields(w.ask, `ask-${id}`, exercise.ask, (text) => set('ask', text), 2),
    ...(exercise.hasStart ? [el('p', { class: 'quietly' }, filled(w.hasStart, { id }))] : []),
    el('h4', {}, w.solution),
    linesList(room, exercise.solution, 'solution', (lines) => set('solution', lines, 'shape')),
    ...exercise.alternatives.flatMap((lines, i) => [
      el(
        'h4',
        {},
        filled(w.alternative, { n: i + 1 }),
        removal(filled(w.alternative, { n: i + 1 }), () => cut('alternatives', i)),
      ),
      linesList(room, lines, `alternative-${i}`),
    ]),
    ...exercise.nearMisses.map((miss, i) =>
      el(
        'section',
        { class: 'miss', data: { nearMiss: String(i) } },
        el(
          'h4',
          {},
          filled(w.nearMiss, { n: i + 1 }),
          removal(filled(w.nearMiss, { n: i + 1 }), () => cut('nearMisses', i)),
        ),
        linesList(room, miss.run, `miss-${i}`),
        textFields(w.why, `why-${id}-${i}`, miss.why, (text) =>
          desk.edit(exerciseEdit(desk.folder, id, ['nearMisses', i, 'why'], text)),
        ),
        refusal(room, exercise, i),
      ),
    ),
    ...waiting.map(({ run }, i) =>
      el(
        'section',
        { class: 'miss' },
        el(
          'h4',
          {},
          filled(w.nearMiss, { n: exercise.nearMisses.length + i + 1 }),
          removal(w.notRefused, () => desk.lay({ waiting: desk.waiting.filter((one) => one !== waiting[i]) }, 'shape')),
        ),
        linesList(room, run, `waiting-${i}`),
        el('p', { class: 'warn' }, w.notRefused),
      ),
    ),
    el('h4', {}, w.hints),
    ...exercise.hints.map(({ text, when }, i) =>
      el(
        'div',
        { class: 'row' },
        textFields(filled(w.hint, { n: i + 1 }), `hint-${id}-${i}`, text, (said) =>
          desk.edit(exerciseEdit(desk.folder, id, when === '' ? ['hints', i] : ['hints', i, 'text'], said)),
        ),
        removal(filled(w.hint, { n: i + 1 }), () => cut('hints', i)),
      ),
    ),
    el(
      'p',
      { class: 'row' },
      el(
        'button',
        {
          type: 'button',
          class: 'button small',
          click: () => desk.edit(exerciseAdd(desk.folder, id, 'hints', { en: '', zh: '' }), 'shape'),
        },
        w.addHint,
      ),
      el(
        'button',
        {
          type: 'button',
          class: 'quiet',
          click: () => {
            if (!confirm(filled(w.removeConfirm, { id }))) return;
            desk.lay({ waiting: desk.waiting.filter((one) => one.exercise !== id) }, 'text');
            desk.edit(withoutExerciseOf(desk.folder, id), 'shape');
          },
        },
        w.removeExercise,
      ),
    ),
  ];
}

/** By which check a near miss is refused, and with which words. */
function refusal({ desk, w }: Room, { id, checks, nearMisses }: DraftExercise, i: number): HTMLElement {
  const { fails, says } = nearMisses[i]!;
  const select = el('select', {}, ...checks.map((check) => el('option', { value: check.id }, check.id)));
  select.value = fails;
  const words = el('input', { value: says, autocomplete: 'off' });
  const changed = (key: 'fails' | 'says', value: string): void =>
    desk.edit(exerciseEdit(desk.folder, id, ['nearMisses', i, key], value));
  select.addEventListener('change', () => changed('fails', select.value));
  words.addEventListener('change', () => changed('says', words.value));
  return el(
    'div',
    { class: 'pair' },
    field(w.fails, `fails-${id}-${i}`, select),
    field(w.says, `says-${id}-${i}`, words),
  );
}
