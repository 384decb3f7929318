// A place that holds a value: a variable, or an element of an array.

import { arithmeticOfText } from './arithmetic.ts';
import { type Context, ExpansionError } from './context.ts';
import { expandTextLike } from './expand.ts';
import { getVar, inCase, resolveName, setVar } from './state.ts';

export interface Place {
  readonly name: string;
  readonly subscript?: string;
}

/** Undefined if the text names no place. */
export async function placeOf(text: string, _context: Context): Promise<Place | undefined> {
  const found = /^([A-Za-z_]\w*)(?:\[([\s\S]+)\])?$/.exec(text);
  if (!found) return undefined;
  return found[2] === undefined ? { name: found[1]! } : { name: found[1]!, subscript: found[2] };
}

/** An associative array's key is the text; an indexed array's is what the text comes to. */
export async function keyOf(name: string, subscript: string, context: Context): Promise<string> {
  const variable = context.state.vars.get(resolveName(context.state, name));
  if (variable?.associative) return expandTextLike(subscript, context);
  const index = await arithmeticOfText(subscript, context);
  if (index >= 0n) return String(index);
  const last = Math.max(-1, ...[...(variable?.elements?.keys() ?? (variable ? ['0'] : []))].map(Number));
  return String(last + 1 + Number(index));
}

export async function readPlace({ name, subscript }: Place, context: Context): Promise<string | undefined> {
  if (subscript === undefined) return getVar(context.state, name);
  const variable = context.state.vars.get(resolveName(context.state, name));
  if (!variable) return undefined;
  const key = await keyOf(name, subscript, context);
  if (!variable.elements) return key === '0' ? variable.value : undefined;
  return variable.elements.get(key);
}

/** @throws {ExpansionError} when the variable is read-only. */
export async function writePlace({ name, subscript }: Place, value: string, context: Context): Promise<void> {
  const { state } = context;
  if (subscript === undefined) {
    if (name === 'SECONDS') state.startedMs = context.runtime.host.now() - Number.parseInt(value, 10) * 1000;
    if (name === 'RANDOM') state.randomSeed = Number.parseInt(value, 10) || 0;
    if (!setVar(state, name, value)) throw new ExpansionError(`${name}: readonly variable`);
    return;
  }
  const meant = resolveName(state, name);
  let variable = state.vars.get(meant);
  if (variable?.readonly) throw new ExpansionError(`${name}: readonly variable`);
  if (!variable) {
    variable = { value: '', elements: new Map() };
    state.vars.set(meant, variable);
  }
  variable.elements ??= new Map(variable.value === '' ? [] : [['0', variable.value]]);
  const key = await keyOf(name, subscript, context);
  if (!variable.associative && key.startsWith('-'))
    throw new ExpansionError(`${name}[${subscript}]: bad array subscript`);
  delete variable.bare;
  variable.elements.set(key, inCase(variable, value));
}
