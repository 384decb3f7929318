// Text becomes commands: parsed, its mistakes told in the shell's words, run in place.

import { parse } from 'unbash';
import { type Context, stderr } from './context.ts';
import { runStatements } from './evaluate.ts';
import { syntaxError } from './syntax.ts';

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
  return runStatements(script.commands, { ...context, source: text });
}
