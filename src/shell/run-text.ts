// Text becomes commands: parsed, its mistakes told in the shell's words, run in place.

import { parse, type Statement } from 'unbash';
import { type Context, stderr } from './context.ts';
import { runStatements } from './evaluate.ts';
import { extendedGlobIn } from './extglob.ts';
import { syntaxError, unexpected } from './syntax.ts';

export interface RunTextOptions {
  /** What stands before `line N: syntax error`. Default: the shell's name. */
  readonly label?: string;
}

/** As `eval` does: `exit`, `return` and `break` in it leave what is around it. */
export async function runText(text: string, context: Context, options: RunTextOptions = {}): Promise<number> {
  const script = parse(text);
  const wrong = syntaxError(script, text);
  if (wrong) {
    const { runtime, state } = context;
    // A shell reads command by command: what stands on the lines before the mistake has run when it is found.
    const lineStart = text.lastIndexOf('\n', Math.max(0, wrong.pos - 1)) + 1;
    const good = script.commands.filter((statement) => statement.end <= lineStart && statement.end > statement.pos);
    await runStatements(good, { ...context, source: text });
    const label = options.label ?? state.arg0.replace(/^-/, '');
    stderr(context).write(wrong.tell(label, runtime.flavor, runtime.interactive));
    state.status = 2;
    return 2;
  }
  if (/[?*+@!]\(/.test(text) && context.runtime.flavor === 'bash')
    return runByLines(script.commands, text, context, options);
  return runStatements(script.commands, { ...context, source: text });
}

/** A line is read when those before it have run: `shopt -s extglob` changes what the next may say. */
async function runByLines(
  statements: readonly Statement[],
  text: string,
  context: Context,
  options: RunTextOptions,
): Promise<number> {
  const { state, runtime } = context;
  for (let from = 0; from < statements.length; ) {
    let to = from + 1;
    while (to < statements.length && !text.slice(statements[to - 1]!.end, statements[to]!.pos).includes('\n')) to++;
    const line = statements.slice(from, to);
    const wrong = state.options.has('extglob') ? undefined : line.map(extendedGlobIn).find((pos) => pos !== undefined);
    if (wrong !== undefined) {
      const label = options.label ?? state.arg0.replace(/^-/, '');
      stderr(context).write(unexpected(wrong, text).tell(label, runtime.flavor, runtime.interactive));
      state.status = 2;
      return 2;
    }
    await runStatements(line, { ...context, source: text });
    from = to;
  }
  return state.status;
}
