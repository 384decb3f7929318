import { expect, test } from 'vitest';
import { labMessage, runMessage } from './messages.ts';
import { embedOf } from './wanted.ts';

test.each([
  ['?embed', { origin: undefined, panels: ['terminal'], isReadOnly: false, size: undefined, problems: [] }],
  [
    '?embed=https://docs.example.org&panels=map,prose&readonly&size=12',
    { origin: 'https://docs.example.org', panels: ['prose', 'map'], isReadOnly: true, size: 12, problems: [] },
  ],
  ['?embed=http://localhost:8080/', { origin: 'http://localhost:8080' }],
])('%s', (search, wanted) => {
  expect(embedOf(search)).toMatchObject(wanted);
});

test.each(['*', 'null', 'https://a.org/page', 'javascript:alert(1)', 'a.org', 'file:///', 'https://a.org@b.org', ' *'])(
  'messages go to nobody when the origin is %j',
  (origin) => {
    const { origin: told, problems } = embedOf(`?embed=${encodeURIComponent(origin)}`);
    expect(told).toBeUndefined();
    expect(problems).toHaveLength(1);
  },
);

test('what cannot be understood is named', () => {
  expect(embedOf('?embed&panels=map,chart&size=big').problems).toEqual([
    'panels=map,chart: there is no "chart"; there are prose, terminal, map, requests, time, editor, tools',
    'size=big: give a number of pixels from 8 to 32',
  ]);
});

test('only what can be typed at a prompt is run', () => {
  const run = (line: unknown, more = {}) => runMessage({ portolan: 1, type: 'run', line, ...more });
  expect(run('kubectl get pods')).toEqual({ portolan: 1, type: 'run', line: 'kubectl get pods' });
  for (const bad of [
    run('a\x03'),
    run('a\x1b[A'),
    run(1),
    run('x'.repeat(4001)),
    run('a', { portolan: 2 }),
    runMessage(null),
  ])
    expect(bad).toBeUndefined();
  expect(labMessage({ portolan: 1, type: 'run', line: 'a' })).toBeUndefined();
});
