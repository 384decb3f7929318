// Each check of the exercise at hand in its words and its fields, and one more of any kind by hand.

import type { DraftCheck, DraftExercise } from '#authoring/draft.ts';
import { exerciseSet, freeId } from '#authoring/edits.ts';
import { initialOf } from '#authoring/form.ts';
import { answerMissing, isAnswered } from '#authoring/renames.ts';
import { LOCALES } from '#grading/text.ts';
import { filled } from '../i18n/filled.ts';
import { renameCheck } from './another-name.ts';
import { chooser } from './chooser.ts';
import { control, fieldsOf } from './control.ts';
import { el, redraw } from './element.ts';
import { idField, idsIn } from './ids.ts';
import { add, placeOf, write } from './place.ts';
import { removal } from './removal.ts';
import { type Room, textFields } from './room.ts';

export function checkForms(room: Room, parent: HTMLElement): void {
  const { desk } = room;
  const draw = (): void => {
    const i = desk.draft?.exercises.findIndex(({ id }) => id === desk.exercise) ?? -1;
    const exercise = desk.draft?.exercises[i];
    redraw(
      parent,
      ...(exercise
        ? [...exercise.checks.map((_, j) => checkForm(room, exercise, i, j)), byHand(room, exercise, i)]
        : []),
    );
  };
  desk.onChange((change) => change === 'shape' && draw());
  draw();
}

const foldOf = (id: string): string => `check-${id}`;

/** Opens the form of a check, and goes there. */
export function turnToCheck({ forms }: Room, id: string): void {
  forms.opened.add(foldOf(id));
  const fold = document.querySelector<HTMLDetailsElement>(`[data-check-form="${CSS.escape(id)}"]`);
  if (!fold) return;
  fold.open = true;
  fold.querySelector<HTMLElement>('summary')?.focus();
  fold.scrollIntoView({ block: 'nearest' });
}

function checkForm(room: Room, exercise: DraftExercise, i: number, j: number): HTMLElement {
  const { w, forms, locale } = room;
  const check = exercise.checks[j]!;
  const { id, kind } = check;
  const path = ['exercises', i, 'checks', j];
  const known = forms.of.checks[kind];
  const title = el('span', { data: { checkTitle: id } }, check.ask[locale] || w.noWords);
  const fold = el(
    'details',
    { class: 'check', open: forms.opened.has(foldOf(id)), data: { checkForm: id, at: placeOf(path) } },
    el('summary', {}, title, ' ', el('code', {}, id), ' ', el('small', {}, forms.words[`kind.${kind}`] ?? kind)),
    nameField(room, check),
    textFields(w.checkAsk, `check-${exercise.id}-${id}`, check.ask, (text) => {
      write(room, [...path, 'ask'], text);
      for (const shown of document.querySelectorAll(`[data-check-title="${CSS.escape(id)}"]`))
        shown.textContent = text[locale] || w.noWords;
    }),
    known && fieldsOf(room, [...path, kind], known.own.fields),
    known && known.beside.length > 0 && fieldsOf(room, path, known.beside),
    guard(room, path, check),
    answerOf(room, exercise, id),
    el(
      'p',
      {},
      removal(room, id, () => write(room, path, undefined, 'shape'), w.removeCheck),
    ),
  );
  fold.addEventListener('toggle', () => {
    if (fold.open) forms.opened.add(foldOf(id));
    else forms.opened.delete(foldOf(id));
  });
  return fold;
}

const guard = (room: Room, path: readonly (string | number)[], { guard: isOn }: DraftCheck): HTMLElement =>
  control(room, [...path, 'guard'], { kind: 'flag' }, isOn);

function nameField(room: Room, { id }: DraftCheck): HTMLElement {
  const { desk, w, forms } = room;
  return idField(room, w.checkId, `check-id-${id}`, id, (wanted) => {
    forms.opened.add(foldOf(wanted));
    renameCheck(desk, id, wanted);
  });
}

/** A question is answered in the solution too: the line that does is written on a click. */
function answerOf({ desk, w }: Room, { id, checks }: DraftExercise, check: string): HTMLElement | false {
  const { kind } = checks.find((one) => one.id === check)!;
  if (kind !== 'answer' && kind !== 'predict') return false;
  const click = (): void => {
    const line = answerMissing(desk.folder, id, check);
    if (line === undefined) return;
    const { solution } = desk.draft!.exercises.find((one) => one.id === id)!;
    // A prediction comes before what it is about, but in the exercise's own cluster.
    const first = solution[0]?.startsWith('begin ') ? 1 : 0;
    const lines = kind === 'predict' ? solution.toSpliced(first, 0, line) : [...solution, line];
    desk.edit(exerciseSet(desk.folder, id, 'solution', lines), 'shape');
  };
  const has = isAnswered(desk.draft!.exercises.find((one) => one.id === id)!.solution, check);
  return el(
    'p',
    { class: 'row' },
    el('span', { class: 'quietly' }, filled(has ? w.answerThere : w.answerWanted, { id: check })),
    !has && el('button', { type: 'button', class: 'button small', data: { answerLine: check }, click }, w.answerAdd),
  );
}

function byHand(room: Room, exercise: DraftExercise, i: number): HTMLElement {
  const { w, forms } = room;
  const take = (kind: string): void => {
    // `answer question VALUE` reads better than `answer answer VALUE`.
    const id = freeId(kind === 'answer' ? 'question' : kind, idsIn(room));
    const ask = Object.fromEntries(LOCALES.map((locale) => [locale, '']));
    forms.opened.add(foldOf(id));
    add(room, ['exercises', i, 'checks'], { id, ask, ...begun(room, exercise, kind) });
    document.querySelector<HTMLElement>(`[data-field="${CSS.escape(`check-${exercise.id}-${id}-en`)}"]`)?.focus();
  };
  const kinds = Object.keys(forms.of.checks);
  return chooser(
    'new-kind',
    { label: w.checkByHand, take: w.add },
    kinds.map((kind) => [kind, `${kind}: ${forms.words[`kind.${kind}`]}`]),
    take,
  );
}

/** What a check of this kind begins as: all that it needs, to be filled in. */
function begun({ forms }: Room, { checks }: DraftExercise, kind: string): Readonly<Record<string, unknown>> {
  const { own, beside } = forms.of.checks[kind]!;
  const more = Object.fromEntries(
    beside.filter(({ isNeeded }) => isNeeded).map(({ key, form }) => [key, initialOf(form)]),
  );
  const first = initialOf(own) as Readonly<Record<string, unknown>>;
  const empty = { en: '', zh: '' };
  const choices = ['a', 'b'].map((value) => ({ value, text: empty, because: empty }));
  const known: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    reach: { from: 'laptop', url: 'http://web/' },
    refuse: { from: 'laptop', url: 'http://web/' },
    object: { apiVersion: 'v1', kind: 'Service' },
    holds: { check: checks[0]?.id ?? '' },
    answer: { choices, right: 'a' },
    predict: { choices, right: 'a' },
  };
  return { [kind]: { ...first, ...known[kind] }, ...more };
}
