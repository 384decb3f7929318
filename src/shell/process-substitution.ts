// <( ): a file that holds what a command prints.
// Differs: the command has ended before the file is read, as there are no named pipes here.

import type { ProcessSubstitutionPart } from 'unbash';
import { type Context, ExpansionError } from './context.ts';
import { commandOutput } from './expand.ts';

export async function readRedirectedScript(part: ProcessSubstitutionPart, context: Context): Promise<string> {
  if (part.operator === '>') throw new ExpansionError('Portolan does not simulate >( )');
  const text = await commandOutput(part.script, context);
  const { files, jobs } = context.runtime;
  files.mkdir('/tmp', { recursive: true });
  const path = `/tmp/.fd-${jobs.nextPid()}`;
  files.write(path, text === '' ? '' : `${text}\n`);
  return path;
}
