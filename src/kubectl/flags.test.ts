import { expect, test } from 'vitest';
import type { FlagValues } from './command.ts';
import { parseFlags } from './flags.ts';
import { flag, make } from './standard-flags.ts';

const declared = [
  make.string('output', '', { short: 'o' }),
  make.bool('stdin', '', { short: 'i' }),
  make.bool('tty', '', { short: 't' }),
  make.int('port', 8001, '', { short: 'p' }),
  make.strings('filename', '', { short: 'f' }),
  make.stringArray('env', ''),
  make.duration('timeout', '30s', ''),
  flag.dryRun,
];

test.each([
  ['-owide', (f) => f.string('output'), 'wide'],
  ['-o=wide', (f) => f.string('output'), 'wide'],
  ['-o wide', (f) => f.string('output'), 'wide'],
  ['--output=a=b', (f) => f.string('output'), 'a=b'],
  ['-it', (f) => f.bool('stdin') && f.bool('tty'), true],
  ['--stdin=false', (f) => f.bool('stdin'), false],
  ['x', (f) => f.int('port'), 8001],
  ['-f a,b -f c', (f) => f.list('filename'), ['a', 'b', 'c']],
  ['--env A=1,2 --env B=3', (f) => f.list('env'), ['A=1,2', 'B=3']],
  ['--timeout 1m30s', (f) => f.durationMs('timeout'), 90_000],
  ['--dry-run', (f) => f.string('dry-run'), 'unchanged'],
  ['--dry-run=server', (f) => f.string('dry-run'), 'server'],
] as [string, (f: FlagValues) => unknown, unknown][])('%s', (line, read, value) => {
  const parsed = parseFlags(declared, line.split(' '));
  expect('flags' in parsed && read(parsed.flags)).toEqual(value);
});

test.each([
  ['--nope', 'unknown flag: --nope'],
  ['-x', "unknown shorthand flag: 'x' in -x"],
  ['--output', 'flag needs an argument: --output'],
  ['-io', "flag needs an argument: 'o' in -io"],
  ['-p abc', 'invalid argument "abc" for "-p, --port" flag: strconv.ParseInt: parsing "abc": invalid syntax'],
  ['--tty=maybe', 'invalid argument "maybe" for "-t, --tty" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
  ['--timeout 5', 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
  ['--timeout abc', 'invalid argument "abc" for "--timeout" flag: time: invalid duration "abc"'],
])('%s is refused', (line, error) => {
  expect(parseFlags(declared, line.split(' '))).toMatchObject({ error });
});

test('what follows -- is kept apart', () => {
  expect(parseFlags(declared, ['pod', '-i', '--', 'sh', '-c'])).toMatchObject({
    args: ['pod'],
    afterDash: ['sh', '-c'],
  });
});
