// The plain-text pages of kubectl explain. Models kubectl/pkg/explain/v2/templates/plaintext.tmpl.

import { Fail } from '../../errors.ts';

export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly enum?: readonly unknown[];
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}
export interface Document {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export function schemaOf(document: Document, group: string, version: string, kind: string): Schema | undefined {
  return Object.values(document.components?.schemas ?? {}).find((schema) =>
    schema['x-kubernetes-group-version-kind']?.some(
      (g) => g.group === group && g.version === version && g.kind === kind,
    ),
  );
}

const refOf = (schema: Schema): string | undefined => schema.$ref ?? schema.allOf?.[0]?.$ref;

const resolve = (document: Document, ref: string | undefined): Schema | undefined =>
  ref === undefined ? undefined : document.components?.schemas?.[ref.slice(ref.lastIndexOf('/') + 1)];

const resolved = (document: Document, schema: Schema): Schema => resolve(document, refOf(schema)) ?? schema;

/** `string`, `[]ServicePort`, `map[string]string`, `ObjectMeta`. Source: the template's typeGuess. */
function typeName(document: Document, schema: Schema): string {
  if (schema.items) return `[]${typeName(document, schema.items)}`;
  if (typeof schema.additionalProperties === 'object')
    return `map[string]${typeName(document, schema.additionalProperties)}`;
  const ref = refOf(schema);
  if (ref) {
    // What is a plain value goes by its type: a Time is a string.
    const { type } = resolved(document, schema);
    return type && type !== 'object' ? type : ref.slice(Math.max(ref.lastIndexOf('.'), ref.lastIndexOf('/')) + 1);
  }
  return !schema.type || schema.type === 'object' ? 'Object' : schema.type;
}

const WIDTH = 76;

/** Lines of at most 76 characters: indented by four they end at column 80. Models mitchellh/go-wordwrap. */
function wrap(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line) => (indent + wrapLine(line)).replaceAll('\n', `\n${indent}`))
    .join('\n');
}

/** A word that does not fit goes to the next line, without the space before it; other spaces stay as they are. */
function wrapLine(line: string): string {
  let text = '';
  let used = 0;
  for (const [, space = '', word = ''] of line.matchAll(/(\s*)(\S*)/g)) {
    const isWide = word.length >= WIDTH;
    const fits = used + space.length + word.length <= WIDTH || (isWide && used + space.length + WIDTH - 1 <= WIDTH);
    if (word === '') text += used + space.length > WIDTH ? '' : space;
    else if (fits) text += space + word;
    else text += `\n${word}`;
    used = fits ? used + space.length + word.length : word.length;
  }
  return text;
}

/** The schema's own, and those of all that it is made of. */
function descriptionsOf(document: Document, schema: Schema): string {
  const { description, allOf = [], items, additionalProperties } = resolve(document, schema.$ref) ?? schema;
  const inside = [...allOf, ...(items ? [items] : [])];
  if (typeof additionalProperties === 'object') inside.push(additionalProperties);
  return (description ? `${description}\n` : '') + inside.map((part) => descriptionsOf(document, part)).join('');
}

/** What a path goes on into: the element of a list, the value of a map. */
function inner(document: Document, schema: Schema): Schema {
  let at = resolved(document, schema);
  for (;;) {
    const next = at.items ?? (typeof at.additionalProperties === 'object' ? at.additionalProperties : undefined);
    if (!next) return at;
    at = resolved(document, next);
  }
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)) || '""';
const AT_MOST = 4;

function enumLine({ enum: values = [] }: Schema, indent: string): string {
  if (values.length === 0) return '';
  const some = values.slice(0, AT_MOST).map(shown);
  return `${indent}enum: ${[...some, ...(values.length > AT_MOST ? ['....'] : [])].join(', ')}\n`;
}

const enumBlock = ({ enum: values = [] }: Schema): string =>
  values.length === 0 ? '' : `ENUM:${values.map((value) => `\n    ${shown(value)}`).join('')}`;

function fieldList(
  document: Document,
  schema: Schema,
  level: number,
  recursive: boolean,
  seen: readonly Schema[],
): string {
  const indent = '  '.repeat(level);
  return Object.entries(schema.properties ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => {
      const line = `${indent}${name}\t<${typeName(document, field)}>${schema.required?.includes(name) ? ' -required-' : ''}\n`;
      const options = enumLine(field, indent);
      if (!recursive) return `${line}${options}${wrap(field.description || '<no description>', `${indent}  `)}\n\n`;
      const target = inner(document, field);
      return (
        line + options + (seen.includes(target) ? '' : fieldList(document, target, level + 1, true, [...seen, target]))
      );
    })
    .join('');
}

const description = (document: Document, schema: Schema): string =>
  `DESCRIPTION:\n${wrap(descriptionsOf(document, schema) || '<empty>', '    ')}\n`;

export function overviewPage(document: Document, root: Schema, recursive: boolean): string {
  return `${description(document, root)}FIELDS:\n${fieldList(document, root, 1, recursive, [root])}\n`;
}

export function fieldPage(document: Document, root: Schema, path: readonly string[], recursive: boolean): string {
  let field = root;
  for (const name of path) {
    const next = inner(document, field).properties?.[name];
    if (!next) throw new Fail(`field ${JSON.stringify(name)} does not exist`);
    field = next;
  }
  const target = inner(document, field);
  const head = `FIELD: ${path.at(-1)} <${typeName(document, field)}>\n${enumBlock(field)}\n\n`;
  const fields = target.properties ? `FIELDS:\n${fieldList(document, target, 1, recursive, [target])}\n` : '\n';
  return head + description(document, field) + fields;
}
