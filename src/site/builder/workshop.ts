// The worker of the builder: plays what the author played, judges it, proves the lesson. Each lab in it lives as long as one question.

import { createBirpc } from 'birpc';
import { draftOf } from '#authoring/draft.ts';
import { withParams } from '#authoring/drawn.ts';
import { playable } from '#authoring/playable.ts';
import { newMemory, Rehearsal, type Stage } from '#authoring/rehearsal.ts';
import { tellApart } from '#authoring/tell-apart.ts';
import { parseLesson, unfilledLesson } from '#grading/lesson.ts';
import { lintLesson } from '#grading/lint/lint.ts';
import { treeOf } from '#grading/lint/tree.ts';
import { proofsOf } from '#grading/prove.ts';
import { requiredBefore } from '#grading/required.ts';
import { documentOf } from '../worker/documents.ts';
import { startObjects } from '../worker/lesson-files.ts';
import { openApiOf } from '../worker/openapi.ts';
import { realTime } from '../worker/real-time.ts';
import type { Manuscript, Told, Workshop } from './protocol.ts';

const stage: Stage = { starts: startObjects, documents: documentOf, openApi: openApiOf };
const memory = newMemory();
const dirOf = ({ name }: Manuscript): string => `content/lessons/${name}`;
const fileOf = (of: Manuscript): string => `${dirOf(of)}/lesson.yaml`;

const rehearse = ({ text, home }: Manuscript): ReturnType<typeof Rehearsal.of> =>
  Rehearsal.of({ text, home }, stage, realTime, memory);

/** Counts what was asked to be proved: only the last is. */
let proofs = 0;

const workshop: Workshop = {
  async beginning(of, exercise, isOwnStart) {
    const text = playable(of.text);
    const read = parseLesson(fileOf(of), text);
    if ('problems' in read) return read;
    const { start, params, exercises } = unfilledLesson(fileOf(of), text);
    // What is typed is what was drawn first: that is what is played with, everywhere in the builder.
    const played = params.map(({ name, oneOf: [first] }) => ({ name, oneOf: [first] }));
    const own = exercises.find(({ id }) => id === exercise)?.start;
    if (isOwnStart && own) return { start: own, params: played, before: [] };
    const at = read.lesson.exercises.find(({ id }) => id === exercise);
    const before = at ? requiredBefore(read.lesson, at).flatMap(({ solution }) => solution) : [];
    return { start, params: played, before: at && own ? [...before, `begin ${at.id}`] : before };
  },
  async sift(of, exercise, lines) {
    const rehearsal = rehearse(of);
    if ('problems' in rehearsal) return rehearsal;
    return { lines: await rehearsal.sift(exercise === undefined ? undefined : rehearsal.exercise(exercise), lines) };
  },
  async candidates(of, id, typed) {
    const rehearsal = rehearse(of);
    if ('problems' in rehearsal) return rehearsal;
    const exercise = rehearsal.exercise(id);
    const candidates = await rehearsal.candidates(exercise, exercise.solution, typed);
    return { candidates: withParams(candidates, draftOf(of.text)?.params ?? []) };
  },
  async tellApart(of, exercise, candidates, plays) {
    const rehearsal = rehearse(of);
    return 'problems' in rehearsal ? rehearsal : tellApart(rehearsal, of.text, exercise, candidates, plays);
  },
  async lint(of) {
    const read = parseLesson(fileOf(of), of.text);
    return 'problems' in read
      ? read.problems
      : lintLesson({ lesson: read.lesson, text: of.text, dir: dirOf(of), prose: of.prose });
  },
  async prove(of) {
    const mine = ++proofs;
    const read = parseLesson(fileOf(of), of.text);
    if ('problems' in read) {
      await page.proving(1);
      await page.proved({ name: 'keeps to the format', problems: read.problems });
      return true;
    }
    const { text, home, prose } = of;
    const all = proofsOf({ ...stage, dir: dirOf(of), text, home, prose, lesson: read.lesson }, realTime);
    await page.proving(all.length);
    for (const proof of all) {
      const problems = await proof.run();
      if (mine !== proofs) return false;
      await page.proved({ name: proof.name, problems });
    }
    return true;
  },
  treeOf: async (file, prose) => treeOf(file, prose),
};

const page = createBirpc<Told, Workshop>(workshop, {
  post: (data) => self.postMessage(data),
  on: (receive) => self.addEventListener('message', (event: MessageEvent) => receive(event.data)),
  eventNames: ['proving', 'proved'],
  timeout: -1,
});
