import { beforeAll, expect, test } from 'vitest';
import { preload } from '#lab/preload.ts';
import { realTime } from '../cli/real-time.ts';
import { parseLesson } from './lesson.ts';
import { showProblem } from './problem.ts';
import { proofsOf } from './prove.ts';
import { requiredBefore } from './required.ts';

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
  hints = '',
  letsThrough = ONLY_THE_TYPE,
} = {}): string => `  - id: one
    ask: { en: a, zh: b }
    checks:
${checks}
    solution: ['${solution}']
    alternatives: [['kubectl create service nodeport web --tcp=81']]
    nearMisses:
      - { why: { en: the wrong type, zh: 类型不对 }, run: ['${miss}'], fails: made, says: '${says}' }
${hints}${letsThrough}`;

/** What went wrong with each proof that failed. */
async function prove(
  text: string,
  start: readonly unknown[] = [],
  prose: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string>>> {
  const parsed = parseLesson('tiny/lesson.yaml', lessonOf(text));
  if ('problems' in parsed) throw new Error(parsed.problems.map(showProblem).join('\n'));
  const material = {
    dir: 'tiny',
    text: lessonOf(text),
    prose,
    home: {},
    starts: () => start,
    documents: () => undefined,
  };
  const failed: Record<string, string> = {};
  for (const proof of proofsOf({ ...material, lesson: parsed.lesson }, realTime)) {
    const problems = await proof.run();
    if (problems.length > 0) failed[proof.name] = problems.map(showProblem).join('\n');
  }
  return failed;
}
async function namesOf(text: string): Promise<readonly string[]> {
  const parsed = parseLesson('tiny/lesson.yaml', text);
  if ('problems' in parsed) throw new Error(parsed.problems.map(showProblem).join('\n'));
  const material = { dir: 'tiny', text, prose: {}, home: {}, starts: () => [], documents: () => undefined };
  return proofsOf({ ...material, lesson: parsed.lesson }, realTime).map(({ name }) => name);
}
/** Only the type matters, and the lesson says so. */
const ONLY_THE_TYPE = "    letsThrough: [{ mutant: 'Service/web:', because: only the type matters }]\n";
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
      'tiny/lesson.yaml:9:9: CheckNeverFails: exercises.one.made: the check passes before the learner has done anything\n  to do:    Either the start contains the answer, or the check asks too little.',
  });
});

test('a guard must pass at the start, and may', async () => {
  const checks = `${check('made', 'self.spec.type == "NodePort"')}\n${check('guarded', 'true', 'ConfigMap', true)}`;
  expect((await prove(exercise({ checks })))['one: no check passes at the start']).toBe(
    'tiny/lesson.yaml:10:9: GuardFails: exercises.one.guarded: a guard must be true from the start\n  to do:    Compare `start` with the check, or drop `guard`.',
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
  ).toBe(`tiny/lesson.yaml:9:9: SolutionFails: exercises.one.made: after the solution, the check is not passed: Service web does not fulfil: self.spec.ports[0].port == 81
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
      'tiny/lesson.yaml:13:9: NearMissPasses: exercises.one.made: “the wrong type” passes\n  to do:    The check asks too little, or the lines are right after all.',
  });
});

test('a near miss that fails with other words is reported; words of either language count', async () => {
  expect(await prove(exercise({ says: 'refused' }))).toEqual({
    'one: refuses — the wrong type': `tiny/lesson.yaml:13:9: NearMissSaysElse: exercises.one.made: “the wrong type” fails with other words
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
    /^tiny\/lesson.yaml:6:5: CannotPlay: exercises.one: tiny: the starting state was refused: content\/starts\/here.yaml: Service "web" is invalid: spec.ports: Required value\n {2}to do: {4}Mend the start/,
  );
});

test('a mutant that every check lets through is reported, unless the lesson says why', async () => {
  const checks = check('made', 'self.spec.type == "NodePort"');
  const one = exercise({ checks, letsThrough: '' });
  const failed = (await prove(one, [], {}))['one: no mutant of the solution passes'];
  expect(failed).toContain(
    'tiny/lesson.yaml:6:5: MutantPasses: exercises.one: every check lets this mistake through: Service/web: port 81\n' +
      '  to do:    Add a check that refuses it, or say why it is right: letsThrough: [{ mutant: "Service/web: port 81", because: … }]',
  );
  expect(failed).not.toContain('type ClusterIP');
  expect(await prove(`${one}    letsThrough: [{ mutant: 'Service/web:', because: only the type matters }]\n`)).toEqual(
    {},
  );
  const wrong = await prove(
    `${one}    letsThrough: [{ mutant: 'Service/web:', because: x }, { mutant: 'Service/db', because: y }]\n`,
  );
  expect(wrong['one: no mutant of the solution passes']).toContain(
    'NoSuchMutant: exercises.one.letsThrough: no mutant that passes begins with "Service/db"',
  );
});

test('where the solution fails, nothing is said of the mistakes that the lesson lets through', async () => {
  const wrong = await prove(exercise({ solution: 'kubectl create service clusterip web --tcp=80' }));
  expect(Object.keys(wrong)).toEqual(['one: solution passes']);
});

test('a hint that fits nowhere is reported', async () => {
  const hints = (when: string) => exercise({ hints: `    hints: [{ when: '${when}', text: { en: a, zh: b } }]\n` });
  expect(await prove(hints('has(service.web) && service.web.spec.type == "ClusterIP"'))).toEqual({});
  expect(await prove(hints('checks.made == "failed" && !has(service.web)'))).toEqual({});
  expect(await prove(hints('has(service.other)'))).toEqual({
    'one: every hint fits somewhere': expect.stringContaining(
      'HintNeverFits: exercises.one.hints[0]: `when` is true neither at the start, nor after any near miss, nor after the solution: has(service.other)',
    ),
  });
});

test('commands of the prose run at their place, and fail only where it says so', async () => {
  const prose =
    '<Run fails>kubectl get service web</Run>\n\n<Exercise id="one"/>\n\n<Run>kubectl get service web</Run>\n<Run>kubectl get pods -w</Run>\n';
  expect(await prove(exercise(), [], { en: prose, zh: prose })).toEqual({});
  expect(
    await prove(exercise(), [], {
      en: prose.replace(' fails', ''),
      zh: prose.replace('<Run>kubectl get s', '<Run fails>kubectl get s'),
    }),
  ).toEqual({
    'prose (en): every command runs': `tiny/en.mdx:1: RunFails: this command fails here: kubectl get service web
  expected: exit code 0
  found:    exit code 1 Error from server (NotFound): services "web" not found
  to do:    Mend the command, or say that it is meant to: <Run fails>.`,
    'prose (zh): every command runs': `tiny/zh.mdx:5: RunDoesNotFail: this command does not fail: kubectl get service web
  expected: an exit code other than 0
  found:    exit code 0
  to do:    Remove \`fails\`, or mend the command.`,
  });
});

test('every value of a param is proved, and what does not depend on it only once', async () => {
  const drawn = exercise({ checks: check('made', 'self.spec.type == "${type}"') }).replace(
    /'kubectl create service nodeport web --tcp=80'/,
    "'kubectl create service ${type} web --tcp=80'",
  );
  const proofs = await namesOf(`${lessonOf(drawn)}params: { type: { oneOf: [NodePort, LoadBalancer] } }\n`);
  expect(proofs.filter((name) => name.startsWith('one: solution passes'))).toEqual([
    'one: solution passes (type=NodePort)',
    'one: solution passes (type=LoadBalancer)',
  ]);
  expect(await namesOf(`${lessonOf(exercise())}params: { type: { oneOf: [NodePort, LoadBalancer] } }\n`)).toEqual(
    expect.arrayContaining(['one: solution passes (type=NodePort)']),
  );
  expect(
    (await namesOf(`${lessonOf(exercise())}params: { type: { oneOf: [NodePort, LoadBalancer] } }\n`)).filter((name) =>
      name.startsWith('one: solution passes'),
    ),
  ).toHaveLength(1);
});

test('an exercise with a cluster of its own is played there, and `begin` takes one to it', async () => {
  const own = `  - id: own
    ask: { en: a, zh: b }
    start: { from: here, provider: bare-metal }
    checks:
${check('own-made', 'self.spec.type == "NodePort"')}
    solution: ['begin own', 'kubectl delete service web', 'kubectl create service nodeport web --tcp=80']
    alternatives: [['kubectl patch service web -p "{\\"spec\\":{\\"type\\":\\"NodePort\\"}}"']]
    letsThrough: [{ mutant: 'Service/web:', because: only the type matters }]
`;
  expect(await prove(own, [service('web')])).toEqual({});
});
