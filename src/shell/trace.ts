// `set -x`: what is about to run, on standard error. Models bash's print_cmd.c, xtrace_print_*.

import { type Context, stderr } from './context.ts';
import { expandTextLike } from './expand.ts';
import { tracedWord } from './quote.ts';
import { getVar } from './state.ts';

/** Does nothing without `set -x`. */
export async function trace(context: Context, text: string): Promise<void> {
  if (!context.state.options.has('x')) return;
  const prompt = getVar(context.state, 'PS4') ?? '+ ';
  const quiet: Context = { ...context, state: { ...context.state, options: without(context.state.options, 'x') } };
  const shown = /[$`]/.test(prompt) ? await expandTextLike(`"${prompt.replace(/["\\]/g, '\\$&')}"`, quiet) : prompt;
  const [first = ''] = [...shown];
  stderr(context).write(`${first.repeat(context.traceDepth)}${shown}${text}\n`);
}

export const tracedWords = (words: readonly string[]): string => words.map(tracedWord).join(' ');

function without(options: ReadonlySet<string>, option: string): Set<string> {
  const rest = new Set(options);
  rest.delete(option);
  return rest;
}
