// The reference of lesson.yaml, as Markdown: written from the shapes that read it.

import { VARIABLES } from './expression.ts';
import * as format from './format.ts';
import { HINT_VARIABLES } from './hints.ts';
import { kinds } from './kinds/index.ts';
import { readableForms } from './live.ts';
import { BLOCKS, PROPERTIES } from './prose.ts';
import type { Field, Fields, JsonSchema, Shape } from './shape.ts';

const code = (text: string): string => `\`${text}\``;

/** What a value must be, in few words. */
function typeOf(schema: JsonSchema): string {
  const {
    type,
    anyOf,
    enum: values,
    $ref,
    items,
    examples,
  } = schema as {
    type?: string | readonly string[];
    anyOf?: readonly JsonSchema[];
    enum?: readonly string[];
    $ref?: string;
    items?: JsonSchema;
    examples?: readonly string[];
  };
  if ($ref) return $ref === '#/$defs/text' ? '`{ en, zh }`' : '';
  if (values) return values.length > 6 ? 'one of a list' : values.map(code).join(', ');
  if (type === 'array') return `list of ${typeOf(items ?? {}).replace(/(mapping|text|number)$/, '$1s')}`;
  if (type === 'object') return 'mapping';
  if (examples) return examples.map(code).join(', ');
  if (typeof type === 'string')
    return { string: 'text', integer: 'whole number', boolean: '`true`, `false`' }[type] ?? type;
  if (type) return type.join(', ');
  const parts = (anyOf ?? []).map(typeOf).filter((part) => part !== '');
  return parts.length > 0 ? [...new Set(parts)].join(' or ') : 'anything';
}

/** Mappings within are told with their fields' names before them: `send.headers`. */
function rows(fields: Fields, before = ''): readonly string[] {
  return Object.entries(fields).flatMap(([name, { shape, about, presence, otherwise }]) => {
    const fallback = otherwise && !(Array.isArray(otherwise.written) && otherwise.written.length === 0);
    const must = presence === 'needed' && !otherwise ? ' **needed**' : '';
    const more = fallback ? ` Default ${code(String(otherwise.written))}.` : '';
    const inner = (shape as Partial<{ fields: Fields }> & Shape<unknown>).fields;
    return [
      `| ${code(before + name)}${must} | ${typeOf(shape.schema)} | ${about.replaceAll('|', '\\|')}${more} |`,
      ...(inner ? rows(inner, `${before}${name}.`) : []),
    ];
  });
}

const table = (fields: Fields): string => `| field | is | means |\n| --- | --- | --- |\n${rows(fields).join('\n')}\n`;
/** A field whose own fields have a table of their own. */
const below = (type: 'array' | 'object', about: string): Field<unknown> => ({
  shape: { read: () => undefined, schema: type === 'array' ? { type, items: { type: 'object' } } : { type } },
  about,
  presence: 'optional',
});
const listed = (about: string): Field<unknown> => below('array', about);
const mapped = (about: string): Field<unknown> => below('object', about);

export function referenceOf(): string {
  const { start: _, ...exercise } = format.exercise.fields;
  return `# Reference: lesson.yaml

<!-- Written by scripts/lesson-schema.ts from src/grading/format.ts. -->

What the [author's guide](authoring.md) leaves out. Every text, check and line may hold \`\${param}\`; a value that is nothing but that may stand anywhere. Editors know all of this from \`content/lesson.schema.json\`, by the first line of a lesson.yaml.

## The lesson

${table({
  ...format.lesson.fields,
  start: mapped('The cluster at which it begins; below.'),
  params: mapped('What is drawn, by name: `{ port: { oneOf: [30036, 30080] } }`.'),
  exercises: { ...listed('In the order of the prose; below.'), presence: 'needed' },
})}
### start

${table(format.startFields)}
## An exercise

${table({
  ...exercise,
  start: mapped('A cluster of its own; the same fields as the lesson’s.'),
  checks: { ...listed('At least one; below.'), presence: 'needed' },
  hints: listed('`{ en, zh }`, or `{ when, text }`.'),
  nearMisses: listed('Below.'),
})}
### A hint with \`when\`

${table(format.hintWhen.fields)}
### A near miss

${table(format.nearMiss.fields)}
### letsThrough

${table(format.letsThrough.fields)}
## A check

It has these, and the fields of exactly one kind.

${table(format.checkFields)}
${kinds
  .map(({ kind, purpose, shape, beside }) => {
    const { fields } = shape as Shape<unknown> & { readonly fields: Fields };
    const also = beside ? `\nBeside it, in the check itself:\n\n${table(beside)}` : '';
    return `### ${kind}\n\n${purpose[0]!.toUpperCase()}${purpose.slice(1)}.\n\n${table(fields)}${also}`;
  })
  .join('\n')}
## Values of the cluster

${readableForms()
  .map((form) => code(`\${${form}}`))
  .join(', ')}

## Names in expressions

${Object.keys(VARIABLES).map(code).join(', ')}; in \`when\` also ${HINT_VARIABLES.map(code).join(', ')}.

## Blocks of the prose

| block | properties |
| --- | --- |
${BLOCKS.map((name) => `| ${code(`<${name}>`)} | ${PROPERTIES[name].map(({ name: property, needed }) => `${code(property)}${needed ? ' **needed**' : ''}`).join(', ')} |`).join('\n')}
`;
}
