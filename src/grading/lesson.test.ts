import { expect, test } from 'vitest';
import { parseLesson, slugOf } from './lesson.ts';
import { showProblem } from './problem.ts';
import { NO_START } from './start.ts';

const FILE = 'content/lessons/02-clusterip/lesson.yaml';

const GOOD = `title: { en: ClusterIP, zh: 集群 IP }
summary: { en: Inside, zh: 里面 }
minutes: 20
start:
  from: web
  nodes: 2
  provider: bare-metal
exercises:
  - id: expose
    ask: { en: Expose it, zh: 暴露它 }
    checks:
      - id: answers
        ask: { en: It answers, zh: 它有应答 }
        reach: { from: laptop, url: 'http://web/' }
      - id: stays
        ask: { en: It stays, zh: 它还在 }
        guard: true
        object: { apiVersion: v1, kind: Service, name: web }
        that: self.spec.type == "ClusterIP"
    hints:
      - { en: Read, zh: 读 }
    solution: [kubectl expose deployment web]
    alternatives:
      - [kubectl apply -f web.yaml]
    nearMisses:
      - why: { en: other port, zh: 别的端口 }
        run: [kubectl expose deployment web --port=81]
        fails: answers
        says: refused
  - id: outside
    ask: { en: Outside, zh: 外面 }
    needs: [expose]
    checks:
      - id: guess
        ask: { en: Guess, zh: 猜 }
        predict:
          right: a
          choices:
            - { value: a, text: { en: A, zh: 甲 }, because: { en: yes, zh: 对 } }
    solution: [answer guess a]
`;

const problemsOf = (text: string): readonly string[] => {
  const parsed = parseLesson(FILE, text);
  // Columns are held by wrong.test.ts.
  return 'problems' in parsed ? parsed.problems.map(({ column: _, ...problem }) => showProblem(problem)) : [];
};
const changed = (from: string, to: string): readonly string[] => {
  expect(GOOD).toContain(from);
  return problemsOf(GOOD.replace(from, to));
};

test('a lesson without mistakes is read whole', () => {
  const parsed = parseLesson(FILE, GOOD);
  if ('problems' in parsed) throw new Error(parsed.problems.map(showProblem).join('\n'));
  const { lesson } = parsed;
  expect(lesson).toMatchObject({
    slug: 'clusterip',
    title: { en: 'ClusterIP', zh: '集群 IP' },
    minutes: 20,
    start: { from: ['web'], nodes: 2, provider: 'bare-metal' },
    exercises: [
      {
        id: 'expose',
        needs: [],
        hints: [{ text: { en: 'Read', zh: '读' } }],
        solution: ['kubectl expose deployment web'],
        alternatives: [['kubectl apply -f web.yaml']],
        checks: [
          {
            id: 'answers',
            guard: false,
            kind: { kind: 'reach' },
            spec: { from: 'laptop', url: 'http://web/', status: [200] },
          },
          {
            id: 'stays',
            guard: true,
            kind: { kind: 'object' },
            spec: { that: 'self.spec.type == "ClusterIP"', namespace: 'default' },
          },
        ],
        nearMisses: [
          {
            why: { en: 'other port' },
            run: ['kubectl expose deployment web --port=81'],
            fails: 'answers',
            says: 'refused',
          },
        ],
      },
      { id: 'outside', needs: ['expose'], checks: [{ kind: { kind: 'predict' }, spec: { right: 'a' } }] },
    ],
  });
});

test('without `start` there are three nodes in a cloud, and nothing else', () => {
  const parsed = parseLesson(FILE, GOOD.replace(/start:\n( {2}\w.*\n)+/, ''));
  expect('lesson' in parsed && parsed.lesson.start).toEqual(NO_START);
});

test.each([
  ['content/lessons/02-clusterip/lesson.yaml', 'clusterip'],
  ['content/lessons/why-services/lesson.yaml', 'why-services'],
])('%s is the lesson %s', (file, slug) => expect(slugOf(file)).toBe(slug));

test.each([
  [
    'a wrong type',
    'minutes: 20',
    'minutes: "20"',
    [
      `${FILE}:3: WrongType: minutes: this is not what the format has here`,
      '  expected: a whole number of at least 1',
      '  found:    "20"',
      '  to do:    Write it as: 20',
    ],
  ],
  [
    'a wrong type deep inside',
    "url: 'http://web/' }",
    'url: 8080 }',
    [
      `${FILE}:14: WrongType: exercises[0].checks[0].reach.url: this is not what the format has here`,
      '  expected: a URL: http://, https://, tcp://, udp://, ws://, wss://, grpc:// or grpcs://',
      '  found:    8080',
      '  to do:    Write it as: "http://web:80/"',
    ],
  ],
  [
    'a text for a list',
    'solution: [answer guess a]',
    'solution: answer guess a',
    [
      `${FILE}:40: WrongType: exercises[1].solution: this is not what the format has here`,
      '  expected: a list',
      '  found:    "answer guess a"',
      '  to do:    Write it as: - …',
    ],
  ],
  [
    'a choice that is none',
    'provider: bare-metal',
    'provider: azure',
    [
      `${FILE}:7: WrongType: start.provider: this is not what the format has here`,
      '  expected: one of cloud, bare-metal',
      '  found:    "azure"',
      '  to do:    Write it as: cloud',
    ],
  ],
  [
    'not true or false',
    'guard: true',
    'guard: yes',
    [
      `${FILE}:17: WrongType: exercises[0].checks[1].guard: this is not what the format has here`,
      '  expected: true or false',
      '  found:    "yes"',
      '  to do:    Write it as: true',
    ],
  ],
  [
    'an unknown field',
    'minutes: 20',
    'minutes: 20\nlevel: hard',
    [
      `${FILE}:4: UnknownField: level: the format has no such field`,
      '  expected: one of title, summary, minutes, start, params, exercises, letsThrough',
      '  found:    "hard"',
      '  to do:    Remove it, or use one of: title, summary, minutes, start, params, exercises, letsThrough',
    ],
  ],
  [
    'a text that one language lacks',
    '{ en: Expose it, zh: 暴露它 }',
    '{ en: Expose it }',
    [
      `${FILE}:10: Missing: exercises[0].ask.zh: this is needed`,
      '  expected: a string',
      '  found:    nothing',
      '  to do:    Write it as: "…"',
    ],
  ],
  [
    'a text in no language',
    '{ en: Inside, zh: 里面 }',
    'Inside',
    [
      `${FILE}:2: WrongType: summary: this is not what the format has here`,
      '  expected: a text in every language',
      '  found:    "Inside"',
      '  to do:    Write it as: { en: "…", zh: "…" }',
    ],
  ],
  [
    'two exercises of one name',
    'id: outside',
    'id: expose',
    [
      `${FILE}:30: DuplicateId: exercises[1].id: two exercises are called expose`,
      '  to do:    Give each its own id.',
      `${FILE}:36: NeedsLater: exercises[1].needs: expose does not come before expose`,
    ].slice(0, 2),
  ],
  [
    'two checks of one name',
    'id: guess',
    'id: answers',
    [
      `${FILE}:34: DuplicateId: exercises[1].checks[0].id: two checks are called answers`,
      '  to do:    Give each its own id.',
    ],
  ],
  [
    'a near miss that names no check',
    'fails: answers',
    'fails: answer',
    [
      `${FILE}:28: NoSuchCheck: exercises[0].nearMisses[0].fails: this exercise has no check of that name`,
      '  expected: the id of a check',
      '  found:    "answer"',
      '  to do:    Use one of: answers, stays',
    ],
  ],
  [
    'a need that is no exercise',
    'needs: [expose]',
    'needs: [exposed]',
    [
      `${FILE}:32: NoSuchExercise: exercises[1].needs: there is no exercise exposed`,
      '  to do:    Use one of: expose, outside',
    ],
  ],
  [
    'a need that does not come before',
    'needs: [expose]',
    'needs: [outside]',
    [
      `${FILE}:32: NeedsLater: exercises[1].needs: outside does not come before outside`,
      '  to do:    Use one of: expose',
    ],
  ],
  [
    'a check of no kind',
    "reach: { from: laptop, url: 'http://web/' }",
    '',
    [
      `${FILE}:12: OneKind: exercises[0].checks[0]: a check has exactly one kind; this has 0`,
      '  to do:    Use one of: reach, refuse, object, holds, ran, answer, predict',
    ],
  ],
  [
    'a check of two kinds',
    'guard: true',
    "reach: { from: laptop, url: 'http://web/' }",
    [
      `${FILE}:15: OneKind: exercises[0].checks[1]: a check has exactly one kind; this has 2`,
      '  to do:    Use one of: reach, refuse, object, holds, ran, answer, predict',
    ],
  ],
  [
    'what stands beside another kind',
    'guard: true',
    'guard: true\n        otherwise: { en: a }',
    [
      `${FILE}:18: Missing: exercises[0].checks[1].otherwise.zh: this is needed`,
      '  expected: a string',
      '  found:    nothing',
      '  to do:    Write it as: "…"',
    ],
  ],
  [
    'not YAML',
    'minutes: 20',
    'minutes: 20: 30',
    [
      `${FILE}:3: NotYaml: Nested mappings are not allowed in compact mappings`,
      '  to do:    Mend the YAML there: quotes around text with a colon, two spaces for each level.',
    ],
  ],
])('%s', (_what, from, to, lines) => expect(changed(from, to).join('\n')).toBe(lines.join('\n')));

test('an exercise without checks', () => {
  expect(problemsOf(`${GOOD}  - { id: empty, ask: { en: a, zh: b } }\n`)).toEqual([
    `${FILE}:41: NoChecks: exercises[2].checks: an exercise needs at least one check\n  to do:    Add one: - { id: …, ask: …, reach: { from: …, url: … } }`,
  ]);
});

test('an empty file says what a lesson needs', () => {
  const shown = problemsOf('').join('\n');
  expect(shown).toContain('WrongType: this is not what the format has here\n  expected: a mapping\n  found:    null');
  expect(shown).toContain('Missing: title: this is needed');
});

test('all mistakes are told at once', () => {
  expect(problemsOf(GOOD.replace('minutes: 20', 'minutes: x').replace('fails: answers', 'fails: x'))).toHaveLength(2);
});
