// Models apiextensions schema/cel ValidFieldPath: what a path such as `.spec.tags['a.b']` names in a schema.

import { additionalOf, type Schema } from '../../../customresources/schema.ts';

const END = 'unexpected end of JSON path';

/** The schema at `path`, or what is wrong with the path. */
export function fieldAt(path: string, schema: Schema): { readonly schema: Schema } | { readonly wrong: string } {
  let at = schema;
  const tokens = path.match(/'(?:[^'\\]|\\.)*'|[.[\]]|[^.[\]]+/g) ?? [];
  while (tokens.length > 0) {
    const token = tokens.shift();
    if (token !== '.' && token !== '[') return { wrong: `expected [ or . but got: ${token}` };
    let name = tokens.shift();
    if (name === undefined) return { wrong: END };
    if (token === '[') {
      if (!/^'.*'$/s.test(name)) return { wrong: `expected single quoted string but got ${name}` };
      name = name.slice(1, -1).replace(/\\(.)/g, '$1');
    }
    const next: Schema | undefined = at.properties ? at.properties[name] : additionalOf(at);
    if (!next) return { wrong: 'does not refer to a valid field' };
    at = next;
    if (token !== '[') continue;
    const end = tokens.shift();
    if (end === undefined) return { wrong: END };
    if (end !== ']') return { wrong: `expected ] but got ${end}` };
  }
  return { schema: at };
}
