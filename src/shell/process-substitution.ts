// <( ) and >( ): a file that holds what a command prints, or what it is going to read.
// Differs: the command of <( ) has ended before the file is read, and that of >( ) begins when the file has been written, as there are no named pipes here.

import type { ProcessSubstitutionPart } from 'unbash';
import { textInput } from '#machine/text-input.ts';
import type { Context } from './context.ts';
import { runScriptNode } from './evaluate.ts';
import { printedBy } from './expand.ts';
import { shared } from './shared-input.ts';
import { copyState } from './state.ts';

export async function readRedirectedScript(part: ProcessSubstitutionPart, context: Context): Promise<string> {
  const { files, jobs } = context.runtime;
  files.mkdir('/tmp', { recursive: true });
  const path = `/tmp/.fd-${jobs.nextPid()}`;
  if (part.operator === '<') {
    files.write(path, await printedBy(part.script, context));
    return path;
  }
  files.write(path, '');
  context.readers?.push(async () => {
    const input = shared(textInput(files.read(path) ?? ''));
    files.remove(path);
    const inner: Context = {
      ...context,
      state: copyState(context.state),
      open: new Map([...context.open, [0, { input }]]),
      source: part.script?.source ?? context.source,
      isSubshell: true,
    };
    if (part.script) await runScriptNode(part.script, inner);
  });
  return path;
}
