// Redirections: which files a command's descriptors stand for.

import type { Redirection } from 'unbash';
import { strerror } from '#machine/errno.ts';
import { join } from '#machine/path.ts';
import type { Input, Output } from '#machine/program.ts';
import { nullInput, textInput } from '#machine/text-input.ts';
import { nullOutput } from '#machine/text-sink.ts';
import { type Context, complain, lineAt, type OpenFile, stderr } from './context.ts';
import { expandToText, expandWord } from './expand.ts';
import { shared } from './shared-input.ts';
import { getVar, setVar } from './state.ts';

const USUAL_UMASK = 0o022;
/** Of `{name}>file`: the shell chooses a descriptor from here on. */
const FIRST_FREE = 10;

/** The context with the redirections done, or undefined after the complaint has been printed. */
export async function redirect(list: readonly Redirection[], context: Context): Promise<Context | undefined> {
  if (list.length === 0) return context;
  const open = new Map(context.open);
  const changed: Context = { ...context, open };
  for (const each of list) {
    const failed = await one(each, open, changed, context.open);
    if (failed !== undefined) {
      complain(context, failed, each.pos);
      return undefined;
    }
  }
  return changed;
}

async function one(
  each: Redirection,
  open: Map<number, OpenFile>,
  context: Context,
  before: ReadonlyMap<number, OpenFile>,
): Promise<string | undefined> {
  let given = each.descriptor?.type === 'FileDescriptor' ? each.descriptor.value : undefined;
  if (each.descriptor?.type === 'FileDescriptorVariable') {
    const { name } = each.descriptor;
    const closes = each.type === 'Redirect' && each.target?.text === '-';
    if (closes) given = Number(getVar(context.state, name) ?? Number.NaN);
    else {
      given = FIRST_FREE;
      while (open.has(given)) given++;
      setVar(context.state, name, String(given));
    }
    if (Number.isNaN(given)) return `${name}: Bad file descriptor`;
  }
  if (each.type === 'HereDoc') {
    const { body } = each;
    const raw = each.delimiter?.quoted || !body.parts;
    let text = raw ? body.text : await expandToText({ text: body.text, value: body.text, parts: body.parts }, context);
    if (raw && !each.delimiter?.quoted) text = text.replace(/\\([\\$`])/g, '$1').replace(/\\\n/g, '');
    if (each.closing === undefined) {
      if (text !== '' && !text.endsWith('\n')) text += '\n';
      const { source } = context;
      const words = `warning: here-document at line ${lineAt(source, each.pos)} delimited by end-of-file (wanted \`${each.delimiter?.value ?? ''}')`;
      if (context.runtime.flavor === 'bash') complain(context, words, source.length);
    }
    if (each.operator === '<<-') text = text.replace(/^\t+/gm, '');
    open.set(given ?? 0, { input: shared(textInput(text)) });
    return undefined;
  }
  if (!each.target) return "syntax error near unexpected token `newline'";
  if (each.type === 'HereString') {
    open.set(given ?? 0, { input: shared(textInput(`${await expandToText(each.target, context)}\n`)) });
    return undefined;
  }
  // A command in >( ) writes to what was open before.
  const names = await expandWord(each.target, { ...context, open: before });
  const [name] = names;
  if (name === undefined || names.length > 1) return `${each.target.text}: ambiguous redirect`;
  const { operator } = each;
  if (operator === '<&' || operator === '>&') {
    const to = given ?? (operator === '<&' ? 0 : 1);
    if (name === '-') {
      open.delete(to);
      return undefined;
    }
    if (/^\d+$/.test(name)) {
      const from = open.get(Number(name));
      if (!from) return `${name}: Bad file descriptor`;
      open.set(to, from);
      return undefined;
    }
    if (operator === '<&') return `${name}: ambiguous redirect`;
  }
  const file = openFile(name, operator, open, context);
  if (typeof file === 'string') return `${name}: ${file}`;
  const both = operator === '&>' || operator === '&>>' || (operator === '>&' && given === undefined);
  open.set(given ?? (operator.startsWith('<') ? 0 : 1), file);
  if (both) open.set(2, file);
  return undefined;
}

function openFile(name: string, operator: string, open: Map<number, OpenFile>, context: Context): OpenFile | string {
  const reads = operator.startsWith('<');
  const device = /^\/dev\/(null|stdin|stdout|stderr|tty|fd\/(\d+)|tcp\/.*|udp\/.*)$/.exec(name);
  if (device) {
    const what = device[1]!;
    if (what === 'null') return { input: shared(nullInput), output: nullOutput };
    const number =
      { stdin: 0, stdout: 1, stderr: 2 }[what] ?? (device[2] === undefined ? undefined : Number(device[2]));
    if (number !== undefined) return open.get(number) ?? 'No such file or directory';
    if (what === 'tty') return [...open.values()].find((f) => f.isTerminal) ?? 'No such device or address';
    return 'Portolan does not simulate raw sockets';
  }
  const { files } = context.runtime;
  const path = join(context.state.cwd, name);
  const stat = files.stat(path);
  if (name === '') return 'No such file or directory';
  if (reads && operator !== '<>') {
    if (stat?.type === 'directory') return { input: shared(directoryInput(context)) };
    const text = files.read(path);
    if (text === undefined) return 'No such file or directory';
    if ((stat!.mode & 0o444) === 0) return 'Permission denied';
    return { input: shared(textInput(text)) };
  }
  if (stat?.type === 'directory') return 'Is a directory';
  if (stat && (stat.mode & 0o222) === 0 && context.runtime.host.user !== 'root') return 'Permission denied';
  const appends = operator === '>>' || operator === '&>>' || operator === '<>';
  if (!appends && operator === '>' && context.state.options.has('C') && stat) return 'cannot overwrite existing file';
  const failed = appends ? files.append(path, '') : files.write(path, '');
  if (failed) return strerror(failed);
  // Differs: what programs make by themselves does not heed the umask.
  if (!stat && context.state.umask !== USUAL_UMASK) files.chmod(path, 0o666 & ~context.state.umask);
  const output: Output = {
    write(text) {
      const error = files.append(path, text);
      if (error) stderr(context).write(`write error: ${strerror(error)}\n`);
      return error === undefined;
    },
    drained: async () => {},
  };
  if (operator === '<>') return { input: shared(textInput(files.read(path) ?? '')), output };
  return { output };
}

function directoryInput(context: Context): Input {
  return {
    async read() {
      stderr(context).write('read error: Is a directory\n');
      return undefined;
    },
  };
}
