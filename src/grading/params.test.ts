import { expect, test } from 'vitest';
import { parseLesson, unfilledLesson } from './lesson.ts';
import { drawParams, everyValue, flatValues, nextSeed, showValues } from './params.ts';
import { showProblem } from './problem.ts';
import { fillParams, placesIn } from './template.ts';

const port = { name: 'port', oneOf: [30036, 30080, 31234] };
const fault = {
  name: 'fault',
  oneOf: [
    { name: 'selector', lines: ['a', 'b'] },
    { name: 'port', lines: ['c'] },
  ],
};

test('a seed draws the same values each time; seeds draw all of them; one param more changes no other', () => {
  expect(drawParams([port, fault], 7)).toEqual(drawParams([port, fault], 7));
  expect(new Set(Array.from({ length: 40 }, (_, seed) => drawParams([port], seed)['port']))).toEqual(
    new Set(port.oneOf),
  );
  for (let seed = 0; seed < 10; seed++)
    expect(drawParams([fault, port], seed)['port']).toBe(drawParams([port], seed)['port']);
});

test('the next seed draws something else for what stands in the value, and passes over those that do not', () => {
  const drawn = (seed: number) => drawParams([port, fault], seed);
  for (let seed = 0; seed < 20; seed++) {
    const next = nextSeed({ run: ['${fault.lines}'] }, [port, fault], seed)!;
    expect(drawn(next)['fault']).not.toEqual(drawn(seed)['fault']);
    for (let between = seed + 1; between < next; between++)
      expect(drawn(between)['fault']).toEqual(drawn(seed)['fault']);
  }
  expect(nextSeed({ run: ['echo ${faulty} ${HOME}'] }, [port, fault], 1)).toBeUndefined();
  expect(nextSeed('${one}', [{ name: 'one', oneOf: [1, 1] }], 1)).toBeUndefined();
  expect(nextSeed(undefined, [port], 1)).toBeUndefined();
});

test('every value of each param is drawn once or more', () => {
  expect(everyValue([port, fault]).map(showValues)).toEqual([
    'port=30036 fault=selector',
    'port=30080 fault=port',
    'port=31234 fault=selector',
  ]);
  expect(everyValue([])).toEqual([{}]);
});

test('values by their path, for the page', () => {
  expect(flatValues({ port: 1, fault: fault.oneOf[0] })).toEqual({
    port: '1',
    'fault.name': 'selector',
    'fault.lines': 'a\nb',
  });
});

test('a text that is a param alone becomes the value; in others it is written out; what is no param stays, and is told', () => {
  const told: string[] = [];
  const filled = fillParams(
    { a: '${port}', b: 'on ${port}', c: ['${fault.lines}'], d: '${HOME}', e: '${node.any.name}:${port}' },
    { values: { port: 30036, fault: fault.oneOf[0] }, other: (place, path) => told.push(`${path.join('.')} ${place}`) },
  );
  expect(filled).toEqual({ a: 30036, b: 'on 30036', c: [['a', 'b']], d: '${HOME}', e: '${node.any.name}:30036' });
  expect(told).toEqual(['d HOME', 'e node.any.name']);
});

test('what the shell has of its own is no place of ours', () => {
  expect(placesIn('${port} ${#x} ${x:-y} $port ${ x } ${node.any.name}')).toEqual(['port', 'x:-y', 'node.any.name']);
});

const LESSON = `title: { en: a, zh: b }
summary: { en: a, zh: b }
minutes: 1
params:
  port: { oneOf: [30036, 30080] }
  fault: { oneOf: [{ start: one, mend: [first, second], says: { en: yes, zh: 是 } }, { start: two, mend: [third], says: { en: no, zh: 否 } }] }
exercises:
  - id: one
    ask: { en: 'on \${port}', zh: '在 \${port}' }
    start: { from: '\${fault.start}' }
    checks:
      - { id: c, ask: { en: a, zh: b }, reach: { from: laptop, url: 'http://\${node.any.externalIP}:\${port}/', status: '\${port}' } }
    solution: ['echo \${HOME} \${port}']
    alternatives: ['\${fault.mend}']
    debrief: '\${fault.says}'
`;
const parse = (text: string, values?: Record<string, unknown>) => {
  const parsed = parseLesson('x/lesson.yaml', text, values);
  if ('problems' in parsed) throw new Error(parsed.problems.map(showProblem).join('\n'));
  return parsed.lesson;
};

test('a lesson has its params filled in, everywhere, and with their types', () => {
  const { exercises, params } = parse(LESSON, {
    port: 30080,
    fault: { start: 'two', mend: ['third'], says: { en: 'no', zh: '否' } },
  });
  expect(exercises[0]).toMatchObject({
    ask: { en: 'on 30080' },
    start: { from: ['two'] },
    checks: [{ spec: { url: 'http://${node.any.externalIP}:30080/', status: [30080] } }],
    solution: ['echo ${HOME} 30080'],
    alternatives: [['third']],
    debrief: { en: 'no', zh: '否' },
  });
  expect(params.map(({ name }) => name)).toEqual(['port', 'fault']);
});

test('shown before anything was drawn, it has the places', () => {
  expect(unfilledLesson('x/lesson.yaml', LESSON).exercises[0]).toMatchObject({
    ask: { en: 'on ${port}' },
    solution: ['echo ${HOME} ${port}'],
    alternatives: [['${fault.mend}']],
    debrief: { en: '${fault.says.en}', zh: '${fault.says.zh}' },
  });
});

test('a mistake in any of the values is found', () => {
  expect(() => parse(LESSON.replace('mend: [third]', 'mend: 3'))).toThrow('WrongType: exercises[0].alternatives[0]');
});

test('a place that nothing fills is told, but in lines for the shell', () => {
  expect(() => parse(LESSON.replace("en: 'on ${port}'", "en: 'on ${prot}'"))).toThrow(
    'x/lesson.yaml:9:12: NoSuchParam: exercises[0].ask.en: nothing is called prot\n  to do:    Declare it in `params`, or use one of: port, fault, node.NAME.name',
  );
});
