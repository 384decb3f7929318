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

function resolved(document: Document, schema: Schema): Schema {
  const ref = refOf(schema);
  return (ref && document.components?.schemas?.[ref.slice(ref.lastIndexOf('/') + 1)]) || schema;
}

/** `string`, `[]ServicePort`, `map[string]string`, `ObjectMeta`. */
function typeName(document: Document, schema: Schema): string {
  const ref = refOf(schema);
  const target = resolved(document, schema);
  if (schema.type === 'array') return `[]${schema.items ? typeName(document, schema.items) : 'Object'}`;
  if (ref) {
    // A reference to what is a plain value, such as Time or Quantity, goes by its own name too.
    return ref.slice(ref.lastIndexOf('.') + 1);
  }
  if (typeof schema.additionalProperties === 'object')
    return `map[string]${typeName(document, schema.additionalProperties)}`;
  if (schema.type === 'object' || target.properties) return 'Object';
  return schema.type ?? (schema.oneOf ? 'Object' : 'Object');
}

const WIDTH = 76;

/** Words to lines of at most 76 characters: indented by four they end at column 80. A line break in the text stays. */
function wrap(text: string, indent: string): string {
  return text
    .split('\n')
    .map((paragraph) => {
      const lines: string[] = [''];
      for (const word of paragraph.trim().split(/\s+/)) {
        const last = lines.at(-1) ?? '';
        if (last !== '' && last.length + 1 + word.length > WIDTH) lines.push(word);
        else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
      }
      return lines.map((line) => indent + line).join('\n');
    })
    .join('\n');
}

const descriptionOf = (document: Document, schema: Schema): string =>
  schema.description || resolved(document, schema).description || '<empty>';

/** What a path goes on into: the element of a list, the value of a map. */
function inner(document: Document, schema: Schema): Schema {
  let at = resolved(document, schema);
  for (;;) {
    const next = at.items ?? (typeof at.additionalProperties === 'object' ? at.additionalProperties : undefined);
    if (!next) return at;
    at = resolved(document, next);
  }
}

function enumText({ enum: values }: Schema, indent: string): string {
  if (!values?.length) return '';
  const [first, ...rest] = values.map((v) => JSON.stringify(v).slice(1, -1));
  return `${indent}enum: ${[first, ...rest].join(', ')}\n`;
}

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
      const options = enumText(field, indent);
      if (!recursive) return `${line}${options}${wrap(descriptionOf(document, field), `${indent}  `)}\n\n`;
      const target = inner(document, field);
      return (
        line + options + (seen.includes(target) ? '' : fieldList(document, target, level + 1, true, [...seen, target]))
      );
    })
    .join('');
}

const description = (document: Document, schema: Schema): string =>
  `DESCRIPTION:\n${wrap(descriptionOf(document, schema), '    ')}\n    \n`;

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
  const head = `FIELD: ${path.at(-1)} <${typeName(document, field)}>\n${enumText(field, '')}\n\n`;
  const fields = target.properties ? `FIELDS:\n${fieldList(document, target, 1, recursive, [target])}\n` : '\n';
  return head + description(document, field) + fields;
}
