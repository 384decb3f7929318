// Puts the builder's page together.

import { LessonTab } from '../bench/lesson-tab.ts';
import { contentIn } from '../i18n/content.ts';
import { languageHere } from '../i18n/here.ts';
import { answersForm } from './answers-form.ts';
import { checkForms } from './check-forms.ts';
import { checksTable } from './checks-table.ts';
import { Desk } from './desk.ts';
import { el } from './element.ts';
import { exerciseForm } from './exercise-form.ts';
import { filesBar } from './files-bar.ts';
import { Forms } from './forms.ts';
import { homeFiles } from './home-files.ts';
import { Judging } from './judging.ts';
import { lessonForm } from './lesson-form.ts';
import { lintNotes } from './lint-notes.ts';
import { newExercise } from './new-exercise.ts';
import { Play } from './play.ts';
import { proofsPanel } from './proofs.ts';
import { proseForm, sourceForm } from './prose-form.ts';
import type { Room } from './room.ts';
import { Stage } from './stage.ts';
import { builderWords, fieldWords } from './words.ts';
import { Workbench } from './workbench.ts';

const at = (name: string): HTMLElement => document.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
const locale = contentIn(languageHere);
const [w, fields] = await Promise.all([builderWords(languageHere), fieldWords(languageHere)]);
const forms = new Forms(fields, JSON.parse(at('lesson').dataset['starts'] ?? '[]') as readonly string[]);
const say = (text: string): void => {
  at('said').textContent = text;
};

function open(desk: Desk): void {
  const told = proofsPanel(w, () => room, at('proofs'));
  const workbench = new Workbench(told, w.workshopDied);
  const room: Room = {
    ...{ desk, w, forms, locale, say },
    get workshop() {
      return workbench.workshop;
    },
  };
  const judging = new Judging(room);
  const stage = new Stage(at('terminal'), locale, w, say);
  const play = new Play(room, stage, judging, at('play-bar'), at('play'));
  filesBar(room, at('files'), () => {
    judging.clear();
    void play.begin(undefined);
  });
  lessonForm(room, at('lesson'));
  homeFiles(room, at('home'));
  exerciseForm(room, at('exercises'));
  checksTable(room, judging, at('checks'));
  checkForms(room, at('check-forms'));
  answersForm(room, at('answers'));
  newExercise(room, at('new-exercise'));
  proseForm(room, at('prose'));
  sourceForm(room, at('source'));
  // Behind all others: what it says of fields is put beside those that they have drawn.
  lintNotes(room, at('notes'));
  desk.onTrouble = () => say(w.notKept);
  say(desk.draft ? w.keptHere : w.unreadable);
  void play.begin(undefined);
}

// --- Whose turn it is: two tabs would write over each other's folder ---------------------------------------------------------------
/** A page that is being left lets go within this. */
const LETTING_GO_MS = 700;
let desk: Desk | undefined;
const tab = new LessonTab('builder', {
  async asked() {
    await desk?.saved;
    elsewhere();
  },
  taken: elsewhere,
});

const goOnHere = (click: () => void): readonly HTMLElement[] => [
  el('span', {}, w.otherTab),
  el('button', { type: 'button', class: 'button small', data: { here: '' }, click }, w.otherTabHere),
];

/** It goes on in another tab. What stands in this one is old from now on. */
function elsewhere(): void {
  desk?.leave();
  const back = (): void => {
    void tab.hold().then(() => location.reload());
    tab.takeOver();
  };
  document.querySelector('main')!.replaceChildren(el('p', { class: 'row desk', role: 'status' }, ...goOnHere(back)));
}

async function here(): Promise<void> {
  const late = setTimeout(() => at('said').replaceChildren(...goOnHere(() => tab.takeOver())), LETTING_GO_MS);
  await tab.hold();
  clearTimeout(late);
  // Only now: what the other tab kept last is there.
  desk = new Desk();
  await desk.ready;
  open(desk);
}
void here();
