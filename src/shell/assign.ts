// name=value, name+=value, name[i]=value, name=(a b c).

import type { Assignment } from 'unbash';
import { arithmeticOfText } from './arithmetic.ts';
import { type Context, ExpansionError } from './context.ts';
import { expandTextLike, expandToText, expandWord } from './expand.ts';
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
  const integer = context.state.vars.get(place.name)?.integer;
  let final = value;
  if (integer) {
    const old = append ? await arithmeticOfText((await readPlace(place, context)) ?? '', context) : 0n;
    final = String(old + (await arithmeticOfText(value, context)));
  } else if (append) final = ((await readPlace(place, context)) ?? '') + value;
  await writePlace(place, final, context);
  return `${place.name}=${/^[\w@%+=:,./-]*$/.test(final) ? final : `'${final}'`}`;
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
  let variable = state.vars.get(node.name);
  if (variable?.readonly) throw new ExpansionError(`${node.name}: readonly variable`);
  if (!variable) {
    variable = { value: '', elements: new Map() };
    state.vars.set(node.name, variable);
  }
  if (!node.append) variable.elements = new Map();
  else variable.elements ??= new Map([['0', variable.value]]);
  let next = Math.max(-1, ...[...variable.elements.keys()].map(Number).filter((n) => !Number.isNaN(n))) + 1;
  for (const element of node.value.elements) {
    const keyed = /^\[([^\]]*)\]=/.exec(element.text);
    if (keyed) {
      const full = await expandToText(element, context);
      const value = full.slice(full.indexOf(']=') + 2);
      await writePlace({ name: node.name, subscript: keyed[1]! }, value, context);
      if (!variable.associative) next = Number(await arithmeticOfText(keyed[1]!, context)) + 1;
      continue;
    }
    for (const value of await expandWord(element, context)) variable.elements.set(String(next++), value);
  }
  return `${node.name}=(${[...variable.elements.values()].join(' ')})`;
}
