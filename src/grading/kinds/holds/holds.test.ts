import { afterEach, beforeAll, expect, test } from 'vitest';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../../cli/real-time.ts';
import { parseLesson } from '../../lesson.ts';
import { showProblem } from '../../problem.ts';
import { Seat } from '../../seat.ts';

beforeAll(preload, 60_000);

const web = (
  strategy: object,
  probe: object = { readinessProbe: { httpGet: { port: 8080, path: '/' }, periodSeconds: 1 } },
  replicas = 3,
) => [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      strategy,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [
            {
              name: 'c',
              image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
              args: ['netexec', '--http-port=8080'],
              lifecycle: { preStop: { sleep: { seconds: 5 } } },
              ...probe,
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'client' },
    spec: { containers: [{ name: 'c', image: 'curlimages/curl:8.11.1', command: ['sleep', 'infinity'] }] },
  },
];
const ROLLING = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };

let seat: Seat | undefined;
afterEach(() => seat?.leave());

async function judge(objects: readonly object[], holds: string) {
  const parsed = parseLesson(
    'x/lesson.yaml',
    `title: { en: a, zh: b }\nsummary: { en: a, zh: b }\nminutes: 1\nstart: { from: x }\nexercises:\n  - id: e\n    ask: { en: a, zh: b }\n    checks:\n      - { id: up, ask: { en: a, zh: b }, reach: { from: pod/default/client, url: 'http://web/' } }\n      - { id: stays, ask: { en: a, zh: b }, holds: ${holds} }\n`,
  );
  if ('problems' in parsed) throw new Error(parsed.problems.map(showProblem).join('\n'));
  const { lesson } = parsed;
  seat = await Seat.take({ lesson, home: {}, starts: () => objects, documents: () => undefined }, realTime);
  const before = seat.lab.snapshot();
  const [, stays] = await seat.grade(lesson.exercises[0]!);
  expect(seat.lab.snapshot().storage.objects).toEqual(before.storage.objects);
  return [stays!.state, stays!.because.en, stays!.because.zh];
}

test.each([
  [
    'a rollout that keeps enough Pods',
    web(ROLLING),
    '{ check: up, during: rollout, of: deployment/web }',
    'passed',
    'It went on through: rollout.',
  ],
  [
    'a rollout that takes all away first',
    web({ type: 'Recreate' }),
    '{ check: up, during: rollout, of: deployment/web }',
    'failed',
    'after: rollout. From pod/default/client, http://web/: the connection was refused',
  ],
  [
    'a Pod of three is deleted',
    web(ROLLING),
    '{ check: up, during: delete pod, of: app=web }',
    'passed',
    'It went on through: delete pod.',
  ],
  [
    'the only Pod is deleted',
    web(ROLLING, { lifecycle: {} }, 1),
    '{ check: up, during: delete pod, of: deployment/web, every: 500ms }',
    'failed',
    'after: delete pod',
  ],
  [
    'the only Pod is deleted, and it may take a while',
    web(ROLLING, { lifecycle: {} }, 1),
    '{ check: up, during: delete pod, of: deployment/web, after: 45s, for: 60s }',
    'passed',
    'It went on',
  ],
  [
    'a node is down that is needed',
    web(ROLLING),
    '{ check: up, during: node down, of: node-9 }',
    'failed',
    'There is no Node node-9 yet.',
  ],
  ['nothing but time', web(ROLLING), '{ check: up, for: 30s }', 'passed', 'It went on for 30 s.'],
  [
    'a Deployment that is not there',
    web(ROLLING),
    '{ check: up, during: rollout, of: deployment/gone }',
    'failed',
    'deployments.apps "gone" not found.',
  ],
])(
  '%s',
  async (_what, objects, holds, state, words) => {
    const [found, en, zh] = await judge(objects, holds);
    expect([found, en]).toEqual([state, expect.stringContaining(words)]);
    if (!words.includes('not found')) expect(zh).not.toBe(en);
  },
  30_000,
);

test('while the check itself fails, nothing is tried', async () => {
  const [state, words] = await judge(web(ROLLING, {}, 0), '{ check: up, for: 30s }');
  expect([state, words]).toEqual(['failed', expect.stringMatching(/^From pod\/default\/client, http:\/\/web\/: /)]);
});

test.each([
  ['{ check: stays }', 'NoSuchCheck: exercises[0].checks[1].holds: this exercise has no other check stays'],
  ['{ check: gone }', 'NoSuchCheck: exercises[0].checks[1].holds: this exercise has no other check gone'],
  ['{ check: up, during: flood }', 'WrongType: exercises[0].checks[1].holds.during'],
  ['{ check: up, during: rollout }', 'Missing: exercises[0].checks[1].holds.of'],
  ['{ check: up, for: 60 }', 'WrongType: exercises[0].checks[1].holds.for'],
  ['{ check: up, until: 60s }', 'UnknownField: exercises[0].checks[1].holds.until'],
])('%s is refused', async (holds, words) => {
  await expect(judge([], holds)).rejects.toThrow(words);
});
