import { beforeAll, expect, test } from 'vitest';
import { preload } from '#lab/preload.ts';
import { realTime } from '../cli/real-time.ts';
import { parseLesson } from './lesson.ts';
import { showProblem } from './problem.ts';
import { proofsOf, requiredBefore } from './prove.ts';

// Its time is no test's.
beforeAll(preload, 60_000);

const check = (id: string, that: string, kind = 'Service', guard = false): string =>
  `      - { id: ${id}, ask: { en: a, zh: b }, guard: ${guard}, object: { apiVersion: v1, kind: ${kind}, name: web }, that: '${that}' }`;
const lessonOf = (exercises: string): string => `title: { en: a, zh: b }
summary: { en: a, zh: b }
minutes: 1
start: { from: here, nodes: 1 }
exercises:
${exercises}`;
const exercise = ({
  checks = check('made', 'self.spec.type == "NodePort"'),
  solution = 'kubectl create service nodeport web --tcp=80',
  miss = 'kubectl create service clusterip web --tcp=80',
  says = 'does not fulfil',
} = {}): string => `  - id: one
    ask: { en: a, zh: b }
    checks:
${checks}
    solution: ['${solution}']
    alternatives: [['kubectl create service nodeport web --tcp=81']]
    nearMisses:
      - { why: { en: the wrong type, zh: 类型不对 }, run: ['${miss}'], fails: made, says: '${says}' }
`;

/** What went wrong with each proof that failed. */
async function prove(text: string, start: readonly unknown[] = []): Promise<Readonly<Record<string, string>>> {
  const parsed = parseLesson('tiny/lesson.yaml', lessonOf(text));
  if ('problems' in parsed) throw new Error(parsed.problems.map(showProblem).join('\n'));
  const material = { dir: 'tiny', home: {}, starts: () => start, documents: () => undefined };
  const failed: Record<string, string> = {};
  for (const proof of proofsOf({ ...material, lesson: parsed.lesson }, realTime)) {
    const problems = await proof.run();
    if (problems.length > 0) failed[proof.name] = problems.map(showProblem).join('\n');
  }
  return failed;
}
const service = (name: string, type = 'ClusterIP') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { type, ports: [{ port: 80 }] },
});

test('a lesson that keeps its promises has nothing to report', async () => {
  expect(await prove(exercise())).toEqual({});
});

test('a check that never fails is reported', async () => {
  expect(await prove(exercise(), [service('web', 'NodePort')])).toMatchObject({
    'one: no check passes at the start':
      'tiny/lesson.yaml: CheckNeverFails: exercises.one.made: the check passes before the learner has done anything\n  to do:    Either the start contains the answer, or the check asks too little.',
  });
});

test('a guard must pass at the start, and may', async () => {
  const checks = `${check('made', 'self.spec.type == "NodePort"')}\n${check('guarded', 'true', 'ConfigMap', true)}`;
  expect((await prove(exercise({ checks })))['one: no check passes at the start']).toBe(
    'tiny/lesson.yaml: GuardFails: exercises.one.guarded: a guard must be true from the start\n  to do:    Compare `start` with the check, or drop `guard`.',
  );
  expect(
    await prove(exercise({ checks }), [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' } }]),
  ).toEqual({});
});

test('a solution that fails is reported, with what its lines did; so is an alternative', async () => {
  const failed = await prove(exercise({ checks: check('made', 'self.spec.ports[0].port == 81') }));
  expect(Object.keys(failed)).toEqual(['one: solution passes']);
  expect(
    failed['one: solution passes'],
  ).toBe(`tiny/lesson.yaml: SolutionFails: exercises.one.made: after the solution, the check is not passed: Service web does not fulfil: self.spec.ports[0].port == 81
  expected: passed
  found:    $ kubectl create service nodeport web --tcp=80 → 0
  to do:    Mend the lines or the check.`);
  expect(
    Object.keys(
      await prove(exercise({ checks: check('made', 'self.spec.ports[0].port == 80 && self.spec.type == "NodePort"') })),
    ),
  ).toEqual(['one: alternative 1 passes']);
});

test('a near miss that passes is reported', async () => {
  expect(await prove(exercise({ miss: 'kubectl create service nodeport web --tcp=82' }))).toEqual({
    'one: refuses — the wrong type':
      'tiny/lesson.yaml: NearMissPasses: exercises.one.made: “the wrong type” passes\n  to do:    The check asks too little, or the lines are right after all.',
  });
});

test('a near miss that fails with other words is reported; words of either language count', async () => {
  expect(await prove(exercise({ says: 'refused' }))).toEqual({
    'one: refuses — the wrong type': `tiny/lesson.yaml: NearMissSaysElse: exercises.one.made: “the wrong type” fails with other words
  expected: refused
  found:    Service web does not fulfil: self.spec.type == "NodePort"
  to do:    Mend \`says\`, or the words of the check.`,
  });
  expect(await prove(exercise({ says: '不满足' }))).toEqual({});
});

test('an exercise starts after those that it needs', async () => {
  const second = `  - id: two
    needs: [one]
    ask: { en: a, zh: b }
    checks:
${check('scaled', 'self.metadata.labels.tier == "front"')}
    solution: [kubectl label service web tier=front]
`;
  expect(await prove(exercise() + second)).toEqual({});
  expect(Object.keys(await prove(exercise() + second.replace('    needs: [one]\n', '')))).toEqual([
    'two: solution passes',
  ]);
});

test('what is needed by what is needed comes too, each once, in the lesson’s order', () => {
  const text = (id: string, needs: string) =>
    `  - { id: ${id}, ask: { en: a, zh: b }, needs: [${needs}], checks: [{ id: ${id}-x, ask: { en: a, zh: b }, ran: { line: a } }] }`;
  const parsed = parseLesson(
    'tiny/lesson.yaml',
    lessonOf([text('a', ''), text('b', 'a'), text('c', ''), text('d', 'b, a')].join('\n')),
  );
  if ('problems' in parsed) throw new Error(parsed.problems.map(showProblem).join('\n'));
  expect(requiredBefore(parsed.lesson, parsed.lesson.exercises[3]!).map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a start that the API server refuses is the author’s mistake, told as one', async () => {
  const failed = await prove(exercise(), [
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [] } },
  ]);
  expect(failed['one: no check passes at the start']).toMatch(
    /^tiny\/lesson.yaml: CannotPlay: exercises.one: tiny: the starting state was refused: content\/starts\/here.yaml: Service "web" is invalid: spec.ports: Required value\n {2}to do: {4}Mend the start/,
  );
});
