// What a shell remembers: variables, functions, options, where it is. A subshell gets a copy.

import type { Function as FunctionNode } from 'unbash';

export interface Variable {
  value: string;
  /** An array's elements. Keys of an indexed array are whole numbers written in decimal. */
  elements?: Map<string, string>;
  associative?: boolean;
  exported?: boolean;
  readonly?: boolean;
  integer?: boolean;
  /** What is stored becomes lower or upper case. */
  letters?: 'lower' | 'upper';
  /** `declare -n`: the value is the name of the variable that is meant. */
  isReference?: boolean;
  /** Declared, but without a value: it is not set. */
  bare?: boolean;
}

export interface ShellFunction {
  readonly node: FunctionNode;
  /** Where it was defined, as BASH_SOURCE names it. */
  readonly file: string;
  /** The text that the node's positions index. */
  readonly source: string;
}

/** A function or sourced file being run, or the script itself (`main`). */
export interface Frame {
  readonly name: string;
  readonly file: string;
  /** Of the call, in what called it. */
  readonly line: number;
}

export interface ShellState {
  vars: Map<string, Variable>;
  functions: Map<string, ShellFunction>;
  aliases: Map<string, string>;
  positional: string[];
  arg0: string;
  cwd: string;
  /** Letters of `set`, `pipefail`, and names of `shopt`. */
  options: Set<string>;
  /** Builtins that `enable -n` took away. */
  disabled: Set<string>;
  traps: Map<string, string>;
  status: number;
  /** The line of the command that runs, from 1. */
  line: number;
  /** The command that runs, as it was written. */
  command: string;
  /** The innermost first. */
  frames: readonly Frame[];
  /** `$_` */
  lastArgument: string;
  /** Bits that files made by redirections do not get. */
  umask: number;
  /** How many subshells deep. */
  depth: number;
  lastJobPid: number | undefined;
  startedMs: number;
  /** Of RANDOM, once something was assigned to it. */
  randomSeed: number | undefined;
  /** What `local` hid, one map for each function being called. */
  hidden: Map<string, Variable | undefined>[];
}

export function copyState(state: ShellState): ShellState {
  return {
    ...state,
    depth: state.depth + 1,
    vars: new Map(
      [...state.vars].map(([name, v]) => [name, v.elements ? { ...v, elements: new Map(v.elements) } : { ...v }]),
    ),
    functions: new Map(state.functions),
    aliases: new Map(state.aliases),
    positional: [...state.positional],
    options: new Set(state.options),
    disabled: new Set(state.disabled),
    traps: inheritedTraps(state),
    hidden: state.hidden.map((scope) => new Map(scope)),
  };
}

/** A copy that is no subshell's. */
export const keptState = (state: ShellState): ShellState => ({
  ...copyState(state),
  depth: state.depth,
  traps: new Map(state.traps),
});

/** With `set -E` that of ERR comes along, with `set -T` those of DEBUG and RETURN. */
export function inheritedTraps({ options, traps }: Pick<ShellState, 'options' | 'traps'>): Map<string, string> {
  const kept = [...(options.has('E') ? ['ERR'] : []), ...(options.has('T') ? ['DEBUG', 'RETURN'] : [])];
  return new Map(kept.flatMap((name) => (traps.has(name) ? [[name, traps.get(name)!] as const] : [])));
}

/** The name that is meant: references are followed. */
export function resolveName(state: ShellState, name: string): string {
  let found = name;
  for (let i = 0; i < 10 && state.vars.get(found)?.isReference; i++) found = state.vars.get(found)!.value;
  return found;
}

export function getVar(state: ShellState, name: string): string | undefined {
  const variable = state.vars.get(resolveName(state, name));
  if (!variable || variable.bare) return undefined;
  return variable.elements ? variable.elements.get('0') : variable.value;
}

/** False when the variable is read-only. */
export function setVar(state: ShellState, name: string, value: string): boolean {
  const meant = resolveName(state, name);
  const there = state.vars.get(meant);
  if (there?.readonly) return false;
  const shown = inCase(there, value);
  if (there) delete there.bare;
  if (there?.elements) there.elements.set('0', shown);
  else if (there) there.value = shown;
  else state.vars.set(meant, state.options.has('a') ? { value, exported: true } : { value });
  return true;
}

export function inCase(variable: Variable | undefined, value: string): string {
  if (!variable?.letters) return value;
  return variable.letters === 'lower' ? value.toLowerCase() : value.toUpperCase();
}

/** Keys in order: an indexed array's by number, an associative one's by their place in bash's hash table. */
export function keysOf(variable: Variable): string[] {
  if (!variable.elements) return ['0'];
  const keys = [...variable.elements.keys()];
  return variable.associative ? inHashOrder(keys) : keys.sort((a, b) => Number(a) - Number(b));
}

/** Source: bash's hashlib.c, hash_string, and ASSOC_HASH_BUCKETS; in a bucket the newest comes first. */
function inHashOrder(keys: readonly string[]): string[] {
  const bucket = (key: string): number => {
    let hash = 2_166_136_261;
    for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash, 16_777_619) ^ byte;
    return hash & 1023;
  };
  return keys
    .map((key, age) => ({ key, age, bucket: bucket(key) }))
    .sort((a, b) => a.bucket - b.bucket || b.age - a.age)
    .map(({ key }) => key);
}

export function valuesOf(variable: Variable): string[] {
  if (!variable.elements) return variable.bare ? [] : [variable.value];
  return keysOf(variable).map((key) => variable.elements!.get(key)!);
}

export function exportedOf(state: ShellState): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, variable] of state.vars) {
    if (variable.exported && !variable.elements && !variable.bare) env[name] = variable.value;
  }
  return env;
}
