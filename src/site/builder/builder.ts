// Puts the builder's page together.

import { createBirpc } from 'birpc';
import { contentIn } from '../i18n/content.ts';
import { languageHere } from '../i18n/here.ts';
import { checksTable } from './checks-table.ts';
import { Desk } from './desk.ts';
import { exerciseForm } from './exercise-form.ts';
import { filesBar } from './files-bar.ts';
import { Judging } from './judging.ts';
import { lessonForm } from './lesson-form.ts';
import { Play } from './play.ts';
import { proofsPanel } from './proofs.ts';
import { proseForm, sourceForm } from './prose-form.ts';
import type { Told, Workshop } from './protocol.ts';
import type { Room } from './room.ts';
import { Stage } from './stage.ts';
import { builderWords } from './words/words.ts';
import WorkshopWorker from './workshop.ts?worker';

const at = (name: string): HTMLElement => document.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
const locale = contentIn(languageHere);
const w = builderWords(languageHere);

const desk = new Desk();
void desk.ready.then(() => {
  const worker = new WorkshopWorker();
  const say = (text: string): void => {
    at('said').textContent = text;
  };
  const told = proofsPanel(w, () => room, at('proofs'));
  const workshop = createBirpc<Workshop, Told>(told, {
    post: (data) => worker.postMessage(data),
    on: (receive) => worker.addEventListener('message', (event: MessageEvent) => receive(event.data)),
    timeout: -1,
  });
  const room: Room = { desk, workshop, w, locale, say };
  const judging = new Judging(room);
  const stage = new Stage(at('terminal'), locale, w, say);
  const play = new Play(room, stage, judging, at('play-bar'), at('play'));
  filesBar(room, at('files'), () => {
    judging.clear();
    void play.begin(undefined);
  });
  lessonForm(room, at('lesson'), JSON.parse(at('lesson').dataset['starts'] ?? '[]') as readonly string[]);
  exerciseForm(room, at('exercises'));
  checksTable(room, judging, at('checks'));
  proseForm(room, at('prose'));
  sourceForm(room, at('source'));
  desk.onTrouble = () => say(w.notKept);
  say(desk.draft ? w.keptHere : w.unreadable);
  void play.begin(undefined);
});
