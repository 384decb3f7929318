// pushd, popd, dirs: folders to come back to. Models bash's builtins/pushd.def.

import { join } from '#machine/path.ts';
import { type Context, complain, homeOf, print } from '../context.ts';
import { setVar } from '../state.ts';
import type { Builtin } from './builtin.ts';

/** The folders below the one where the shell is. */
const stacks = new WeakMap<object, string[]>();

function stackOf(context: Context): string[] {
  const { jobs } = context.runtime;
  const found = stacks.get(jobs) ?? [];
  stacks.set(jobs, found);
  return found;
}

const dirs: Builtin = (args, context) => {
  const stack = stackOf(context);
  const letters = args.filter((arg) => /^-[clpv]+$/.test(arg)).join('');
  if (letters.includes('c')) {
    stack.length = 0;
    return 0;
  }
  const home = homeOf(context);
  const short = (path: string): string =>
    !letters.includes('l') && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path;
  const all = [context.state.cwd, ...stack].map(short);
  const asked = args.find((arg) => /^[-+]\d+$/.test(arg));
  if (asked !== undefined) {
    const found = all[indexOf(asked, all.length)];
    return found === undefined ? 1 : print(context, `${found}\n`);
  }
  if (letters.includes('v'))
    return print(context, all.map((path, index) => `${String(index).padStart(2)}  ${path}\n`).join(''));
  return print(context, `${all.join(letters.includes('p') ? '\n' : ' ')}\n`);
};

/** `+1` counts from the top, `-0` from the bottom. */
function indexOf(asked: string, length: number): number {
  const number = Number(asked.slice(1));
  return asked.startsWith('+') ? number : length - 1 - number;
}

function go(path: string, { state }: Context): void {
  setVar(state, 'OLDPWD', state.cwd);
  state.cwd = path;
  setVar(state, 'PWD', path);
}

const pushd: Builtin = (args, context, pos) => {
  const { state, runtime } = context;
  const stack = stackOf(context);
  const [target] = args.filter((arg) => arg !== '-n' && arg !== '--');
  if (target === undefined || /^[-+]\d+$/.test(target)) {
    const all = [state.cwd, ...stack];
    if (all.length === 1) {
      complain(
        context,
        target === undefined ? 'pushd: no other directory' : `pushd: ${target}: directory stack index out of range`,
        pos,
      );
      return 1;
    }
    const at = target === undefined ? 1 : indexOf(target, all.length);
    if (at < 0 || at >= all.length) {
      complain(context, `pushd: ${target}: directory stack index out of range`, pos);
      return 1;
    }
    // Without a number the first two change places; with one the stack is turned.
    const turned = target === undefined ? [all[1]!, all[0]!, ...all.slice(2)] : [...all.slice(at), ...all.slice(0, at)];
    stack.splice(0, stack.length, ...turned.slice(1));
    go(turned[0]!, context);
    return dirs([], context, pos);
  }
  const path = join(state.cwd, target);
  const type = runtime.files.stat(path)?.type;
  if (type !== 'directory') {
    complain(context, `pushd: ${target}: ${type ? 'Not a directory' : 'No such file or directory'}`, pos);
    return 1;
  }
  stack.unshift(state.cwd);
  go(path, context);
  return dirs([], context, pos);
};

const popd: Builtin = (args, context, pos) => {
  const stack = stackOf(context);
  const asked = args.find((arg) => /^[-+]\d+$/.test(arg));
  if (stack.length === 0) {
    complain(context, 'popd: directory stack empty', pos);
    return 1;
  }
  const at = asked === undefined ? 0 : indexOf(asked, stack.length + 1);
  if (at < 0 || at > stack.length) {
    complain(context, `popd: ${asked}: directory stack index out of range`, pos);
    return 1;
  }
  if (at === 0) go(stack.shift()!, context);
  else stack.splice(at - 1, 1);
  return dirs([], context, pos);
};

export const folderBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['dirs', dirs],
  ['pushd', pushd],
  ['popd', popd],
]);
