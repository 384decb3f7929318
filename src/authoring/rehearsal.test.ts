// A lesson that is made of plays alone, as the builder's page makes it.

import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { parseLesson } from '#grading/lesson.ts';
import { lintLesson } from '#grading/lint/lint.ts';
import { showProblem } from '#grading/problem.ts';
import { proofsOf } from '#grading/prove.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../cli/real-time.ts';
import type { Candidate } from './candidates/candidate.ts';
import { exerciseAdd, exerciseSet, startedWith, withExerciseAdded } from './edits.ts';
import { type LessonFolder, textAt } from './folder.ts';
import { newFolder } from './new-folder.ts';
import { playable } from './playable.ts';
import { Rehearsal } from './rehearsal.ts';
import { checkValue, type Play, refusalOf, sureWords } from './table.ts';
import { tellApart } from './tell-apart.ts';

beforeAll(preload, 60_000);

const stage = {
  starts: (name: string) => {
    const read = parseYamlDocuments(
      readFileSync(new URL(`../../content/starts/${name}.yaml`, import.meta.url), 'utf8'),
    );
    return 'ok' in read ? read.ok : undefined;
  },
  documents: () => undefined,
};
const SOLUTION = ['kubectl expose deployment web --port=80'];
const MISSES = [
  { why: { en: 'another port', zh: '端口不对' }, run: ['kubectl expose deployment web --port=8080 --target-port=80'] },
  { why: { en: 'another name', zh: '名字不对' }, run: ['kubectl expose deployment web --name=shop --port=80'] },
];

function rehearse(folder: LessonFolder): Rehearsal {
  const rehearsal = Rehearsal.of({ text: textAt(folder, 'lesson.yaml'), home: {} }, stage, realTime);
  if ('problems' in rehearsal) throw new Error(rehearsal.problems.map(showProblem).join('\n'));
  return rehearsal;
}

async function apart(folder: LessonFolder, candidates: readonly Candidate[], plays: readonly Play[]) {
  const table = await tellApart(rehearse(folder), textAt(folder, 'lesson.yaml'), 'one', candidates, plays);
  if ('problems' in table) throw new Error(table.problems.map(showProblem).join('\n'));
  return table;
}

test('plays become a lesson that lint and every proof let pass', async () => {
  let folder = newFolder('15-a-name', { en: 'A name', zh: '一个名字' }, { en: 'It stays', zh: '它不变' });
  const typed = [
    'kubectl get nodes',
    'kubectl create deployment web --image=nginx:1.27 --replicas=2',
    'kubectl crate x',
  ];
  const started = await rehearse(folder).sift(undefined, typed);
  expect(started.map(({ matters, exitCode }) => [matters, exitCode])).toEqual([
    [false, 0],
    [true, 0],
    [false, 1],
  ]);
  folder = startedWith(
    folder,
    'run',
    started.filter(({ matters }) => matters).map(({ line }) => line),
  );
  folder = withExerciseAdded(folder, 'one', { en: 'Make `web` answer.', zh: '让 `web` 应答。' }, []);
  folder = exerciseSet(folder, 'one', 'solution', SOLUTION);

  const rehearsal = rehearse(folder);
  const played = ['kubectl get pods', ...SOLUTION, 'curl -s -m 2 http://web'];
  const candidates = await rehearsal.candidates(rehearsal.exercise('one'), SOLUTION, played);
  expect(candidates.map(({ ask }) => ask.en)).toEqual(
    expect.arrayContaining([
      '`http://web/` answers from a Pod',
      'There is a Service `web`',
      '`spec.type` of Service `web` is `ClusterIP`',
    ]),
  );
  const plays: readonly Play[] = [
    { kind: 'start', lines: [] },
    { kind: 'solution', lines: SOLUTION },
    ...MISSES.map(({ run }) => ({ kind: 'nearMiss' as const, lines: run })),
  ];
  const offered = await apart(folder, candidates, plays);
  const shown = Object.fromEntries(
    offered.rows.map(({ id, cells }) => [id, cells.map(({ state }) => state === 'passed')]),
  );
  expect(shown).toMatchObject({
    'web-from-a-pod': [false, true, false, false],
    'service-web': [false, true, true, false],
    'web-port': [false, true, false, false],
  });
  for (const id of ['web-from-a-pod', 'web-type']) {
    const { candidate } = offered.rows.find((row) => row.id === id)!;
    folder = exerciseAdd(folder, 'one', 'checks', checkValue(id, candidate!));
  }
  const table = await apart(folder, [], plays);
  for (const [i, miss] of MISSES.entries()) {
    const refusal = refusalOf(table, i + 2)!;
    expect(refusal.fails).toBe('web-from-a-pod');
    folder = exerciseAdd(folder, 'one', 'nearMisses', { ...miss, ...refusal });
  }
  const alive = table.mutants.filter((name) => !table.rows.some(({ refuses }) => refuses.includes(name)));
  for (const mutant of alive) folder = exerciseAdd(folder, 'one', 'letsThrough', { mutant, because: 'Nobody asks.' });

  const text = textAt(folder, 'lesson.yaml');
  expect(text).toBe(WRITTEN);
  const dir = 'content/lessons/15-a-name';
  const parsed = parseLesson(`${dir}/lesson.yaml`, text);
  if ('problems' in parsed) throw new Error(parsed.problems.map(showProblem).join('\n'));
  const prose = { en: textAt(folder, 'en.mdx'), zh: textAt(folder, 'zh.mdx') };
  const material = { ...stage, dir, text, prose, home: {}, lesson: parsed.lesson };
  expect((await lintLesson(material)).map(showProblem)).toEqual([]);
  for (const proof of proofsOf(material, realTime))
    expect([proof.name, ...(await proof.run()).map(showProblem)]).toEqual([proof.name]);
}, 60_000);

const WRITTEN = `# yaml-language-server: $schema=../../lesson.schema.json
title: { en: "A name", zh: "一个名字" }
summary: { en: "It stays", zh: "它不变" }
minutes: 12
start: { nodes: 3, provider: cloud, run: [ kubectl create deployment web --image=nginx:1.27 --replicas=2 ] }
exercises:
  - id: one
    ask: { en: "Make \`web\` answer.", zh: "让 \`web\` 应答。" }
    checks:
      - id: web-from-a-pod
        ask: { en: "\`http://web/\` answers from a Pod", zh: "在 Pod 里访问 \`http://web/\` 有应答" }
        reach: { from: pod, url: "http://web/" }
      - id: web-type
        ask: { en: "\`spec.type\` of Service \`web\` is \`ClusterIP\`", zh: "Service \`web\` 的 \`spec.type\` 是 \`ClusterIP\`" }
        object: { apiVersion: v1, kind: Service, name: web }
        that: "self.spec.type == 'ClusterIP'"
        otherwise: { en: "Service web has not ClusterIP in spec.type.", zh: "Service web 的 spec.type 不是 ClusterIP。" }
    solution:
      - kubectl expose deployment web --port=80
    nearMisses:
      - why: { en: "another port", zh: "端口不对" }
        run: [ kubectl expose deployment web --port=8080 --target-port=80 ]
        fails: web-from-a-pod
        says: "no answer came"
      - why: { en: "another name", zh: "名字不对" }
        run: [ kubectl expose deployment web --name=shop --port=80 ]
        fails: web-from-a-pod
        says: "the name does not resolve there"
`;

test('a lesson whose exercises have no checks yet can be played', () => {
  const text =
    'title: { en: a, zh: b }\nsummary: { en: a, zh: b }\nminutes: 1\nexercises:\n  - id: x\n    ask: { en: a, zh: b }\n';
  expect('lesson' in parseLesson('a/lesson.yaml', playable(text))).toBe(true);
  expect('lesson' in parseLesson('a/lesson.yaml', playable(text.split('exercises')[0]!))).toBe(true);
});

test.each([
  ['http://web/ answered 503, not 200. Nobody stands behind it.', 'Nobody stands behind it'],
  [
    'The Service “web” has no Endpoints that are ready to take a request now.',
    'has no Endpoints that are ready to take a request now',
  ],
  ['10.0.0.1', '10.0.0.1'],
])('of %j the words that are sure to come again are %j', (sentence, words) => expect(sureWords(sentence)).toBe(words));
