// name=value, name+=value, name[i]=value, name=(a b c).

import type { Assignment } from 'unbash';
import { arithmeticOfText } from './arithmetic.ts';
import { type Context, ExpansionError } from './context.ts';
import { expandTextLike, expandToText, expandWord } from './expand.ts';
import { tracedWord } from './quote.ts';
import { resolveName } from './state.ts';
import { type Place, readPlace, writePlace } from './subscript.ts';

/** Returns it as `set -x` shows it. */
export async function assign(node: Assignment, context: Context): Promise<string> {
  if (node.value.type === 'ArrayValue') return assignArray(node, context);
  const value = await tildes(node, context);
  const place: Place = node.index ? { name: node.name, subscript: node.index.text } : { name: node.name };
  return store(place, value, node.append === true, context);
}

/** Also for `export name=value`. @throws {ExpansionError} when read-only. */
export async function store(place: Place, value: string, append: boolean, context: Context): Promise<string> {
  const integer = context.state.vars.get(resolveName(context.state, place.name))?.integer;
  let final = value;
  if (integer) {
    const old = append ? await arithmeticOfText((await readPlace(place, context)) ?? '', context) : 0n;
    final = String(old + (await arithmeticOfText(value, context)));
  } else if (append) final = ((await readPlace(place, context)) ?? '') + value;
  await writePlace(place, final, context);
  const shown = place.subscript === undefined ? place.name : `${place.name}[${place.subscript}]`;
  return `${shown}${append ? '+' : ''}=${value === '' ? '' : tracedWord(value)}`;
}

/** After `=` and each `:`, as in PATH=~/bin:~/x. */
async function tildes(node: Assignment, context: Context): Promise<string> {
  const word = node.value;
  if (word.type === 'ArrayValue') return '';
  const text = await expandToText(word, context);
  if (word.parts || !word.text.includes(':~')) return text;
  const home = await expandTextLike('$HOME', context);
  return text.replace(/:~(?=\/|:|$)/g, `:${home}`);
}

async function assignArray(node: Assignment, context: Context): Promise<string> {
  if (node.value.type !== 'ArrayValue') return '';
  const { state } = context;
  const name = resolveName(state, node.name);
  let variable = state.vars.get(name);
  if (variable?.readonly) throw new ExpansionError(`${node.name}: readonly variable`);
  // What stands between the parentheses is worked out before anything is changed: `a=("${a[@]}")`.
  const given: { readonly key?: string; readonly value: string }[] = [];
  for (const element of node.value.elements) {
    const keyed = /^\[([^\]]*)\]=/.exec(element.text);
    if (keyed) {
      const full = await expandToText(element, context);
      given.push({ key: keyed[1]!, value: full.slice(full.indexOf(']=') + 2) });
    } else for (const value of await expandWord(element, context)) given.push({ value });
  }
  if (!variable) {
    variable = { value: '', elements: new Map() };
    state.vars.set(name, variable);
  }
  delete variable.bare;
  if (!node.append) variable.elements = new Map();
  else variable.elements ??= new Map([['0', variable.value]]);
  const { elements } = variable;
  if (variable.associative && given.every(({ key }) => key === undefined)) {
    for (let i = 0; i < given.length; i += 2) elements.set(given[i]!.value, given[i + 1]?.value ?? '');
  } else {
    let next = Math.max(-1, ...[...elements.keys()].map(Number).filter((n) => !Number.isNaN(n))) + 1;
    for (const { key, value } of given) {
      const place = key ?? String(next);
      await store({ name, subscript: place }, value, false, context);
      if (!variable.associative) next = key === undefined ? next + 1 : Number(await arithmeticOfText(key, context)) + 1;
    }
  }
  return `${node.name}${node.append ? '+' : ''}=(${node.value.elements.map(({ text }) => text).join(' ')})`;
}
