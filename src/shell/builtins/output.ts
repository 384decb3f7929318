// echo, printf, true, false, :, test, [.

import { complain, stderr, stdout } from '../context.ts';
import { formatPrintf, unescapeText } from '../printf.ts';
import { setVar } from '../state.ts';
import { strftime } from '../strftime.ts';
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

/** `%(%F)T`: the time now; of a given moment it is that of the arguments, which only `date -d` knows here. */
function dated(format: string, now: number): string {
  return format.replace(/%\(([^)]*)\)T/g, (_, inner: string) => strftime(inner || '%T', now).replaceAll('%', '%%'));
}

const printf: Builtin = (args, context, pos) => {
  let rest = args;
  let variable: string | undefined;
  if (rest[0] === '-v') {
    variable = rest[1];
    rest = rest.slice(2);
  }
  if (rest[0] === '--') rest = rest.slice(1);
  const [format, ...values] = rest;
  if (format === undefined) {
    stderr(context).write('printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  const { text, errors } = formatPrintf(dated(format, context.runtime.host.now()), values);
  if (variable !== undefined) setVar(context.state, variable, text);
  else stdout(context).write(text);
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
