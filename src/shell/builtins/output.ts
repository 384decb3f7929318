// echo, printf, true, false, :, test, [.

import { complain, stderr, stdout } from '../context.ts';
import { formatPrintf, unescapeText } from '../printf.ts';
import { type Place, placeOf, writePlace } from '../subscript.ts';
import { testArguments } from '../test-expression.ts';
import type { Builtin } from './builtin.ts';

const echo: Builtin = (args, context) => {
  let at = 0;
  let newline = true;
  let escapes = context.runtime.flavor === 'sh';
  for (; /^-[neE]+$/.test(args[at] ?? '') && (context.runtime.flavor !== 'sh' || args[at] === '-n'); at++) {
    for (const letter of args[at]!.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const plain = args.slice(at).join(' ');
  const { text, stop } = escapes ? unescapeText(plain) : { text: plain, stop: false };
  return stdout(context).write(text + (newline && !stop ? '\n' : '')) ? 0 : 1;
};

const printf: Builtin = async (args, context, pos) => {
  let rest = args;
  let place: Place | undefined;
  const flag = /^-v(.*)$/.exec(rest[0] ?? '');
  const wrong = !flag && /^-[^-]/.test(rest[0] ?? '') ? rest[0]![1] : undefined;
  if (wrong !== undefined) complain(context, `printf: -${wrong}: invalid option`, pos);
  if (flag) {
    const name = flag[1] || rest[1] || '';
    place = await placeOf(name, context);
    if (!place) {
      complain(context, `printf: \`${name}': not a valid identifier`, pos);
      return 2;
    }
    rest = rest.slice(flag[1] ? 1 : 2);
  }
  if (rest[0] === '--') rest = rest.slice(1);
  const [format, ...values] = rest;
  if (format === undefined || wrong !== undefined) {
    stderr(context).write('printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  const { runtime, state } = context;
  const { text, errors } = formatPrintf(format, values, { now: runtime.host.now(), started: state.startedMs });
  if (place) await writePlace(place, text, context);
  else if (!stdout(context).write(text)) return 1;
  for (const error of errors) complain(context, `printf: ${error}`, pos);
  return errors.length > 0 ? 1 : 0;
};

const test =
  (name: 'test' | '['): Builtin =>
  async (args, context, pos) => {
    let asked = args;
    if (name === '[') {
      if (args.at(-1) !== ']') {
        complain(context, "[: missing `]'", pos);
        return 2;
      }
      asked = args.slice(0, -1);
    }
    const answer = await testArguments(asked, context);
    if (typeof answer === 'boolean') return answer ? 0 : 1;
    complain(context, `${name}: ${answer}`, pos);
    return 2;
  };

export const outputBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['echo', echo],
  ['printf', printf],
  ['true', () => 0],
  [':', () => 0],
  ['false', () => 1],
  ['test', test('test')],
  ['[', test('[')],
]);
