import { expect, test } from 'vitest';
import { helpText, type OptionSpec, parseOptions } from './options.ts';

const specs: Readonly<Record<string, OptionSpec>> = {
  apply: { value: 'texts', metavar: 'FILE', help: 'manifests' },
  kubeconfig: { value: 'text', metavar: 'FILE', help: 'where' },
  nodes: { value: 'whole', metavar: 'N', help: 'worker nodes' },
  speed: { value: 'number', metavar: 'X', help: 'how fast' },
  time: { value: ['live', 'instant'], help: 'how time goes' },
  anonymous: { value: 'flag', help: 'no token' },
  c: { value: 'text', metavar: 'COMMAND', help: 'run this' },
};
const parse = (...args: readonly string[]) => parseOptions('cluster', args, specs);

function parsed(...args: readonly string[]) {
  const result = parse(...args);
  if ('error' in result) throw new Error(result.error);
  return result;
}

test.each([
  [['--nope'], 'unknown option --nope; `portolan cluster --help` lists them'],
  [['--nope=1'], 'unknown option --nope; `portolan cluster --help` lists them'],
  [['-x'], 'unknown option -x; `portolan cluster --help` lists them'],
  [['-nodes', '3'], 'unknown option -nodes; `portolan cluster --help` lists them'],
  [['--kubeconfig'], '--kubeconfig needs a value: --kubeconfig FILE'],
  [['--time'], '--time needs a value: --time VALUE'],
  [['--nodes', 'three'], '--nodes is "three"; give a whole number'],
  [['--nodes', '1.5'], '--nodes is "1.5"; give a whole number'],
  [['--nodes=-1'], '--nodes is "-1"; give a whole number'],
  [['--nodes='], '--nodes is ""; give a whole number'],
  [['--speed', '0'], '--speed is "0"; give a number above 0'],
  [['--speed', 'fast'], '--speed is "fast"; give a number above 0'],
  [['--time', 'slow'], '--time is "slow"; give live or instant'],
  [['--anonymous=yes'], '--anonymous takes no value; write it alone'],
  [['--nodes', 'a\nb'], '--nodes is "a\\nb"; give a whole number'],
])('%j is refused in one line', (args, error) => {
  const result = parse(...args);
  expect(result).toEqual({ error: `portolan cluster: ${error}` });
  expect('error' in result && result.error).not.toContain('\n');
});

test('values come after a space or an equals sign; the last of a single one counts; several are kept in order', () => {
  const options = parsed(
    '--nodes',
    '2',
    '--nodes=5',
    '--apply=a.yaml',
    '--apply',
    'b=c.yaml',
    '--speed=0.5',
    '--time',
    'live',
    '-c',
    'ls',
  );
  expect([
    options.number('nodes'),
    options.texts('apply'),
    options.number('speed'),
    options.text('time'),
    options.text('c'),
  ]).toEqual([5, ['a.yaml', 'b=c.yaml'], 0.5, 'live', 'ls']);
});

test('what was not given is undefined, empty or false', () => {
  const options = parsed();
  expect([
    options.text('kubeconfig'),
    options.texts('apply'),
    options.number('nodes'),
    options.flag('anonymous'),
    options.rest,
  ]).toEqual([undefined, [], undefined, false, []]);
  expect(parsed('--anonymous').flag('anonymous')).toBe(true);
});

test('what is no option is left over; after -- nothing is one', () => {
  expect(parsed('a', '-', '--anonymous', 'b', '--', '--nodes', '-x').rest).toEqual(['a', '-', 'b', '--nodes', '-x']);
});

test('the help lines up', () => {
  expect(
    helpText('cluster [options]', 'Starts one.', {
      c: specs.c!,
      nodes: specs.nodes!,
      time: specs.time!,
      anonymous: specs.anonymous!,
    }),
  ).toBe(`Usage: portolan cluster [options]

Starts one.

Options:
  -c COMMAND           run this
  --nodes N            worker nodes
  --time live|instant  how time goes
  --anonymous          no token
`);
});
