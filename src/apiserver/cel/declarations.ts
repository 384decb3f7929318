// Models apiserver/pkg/cel/common/schemas.go SchemaDeclType and cel/escaping.go: what a rule may see of a value, by its schema.

import { additionalOf, isEmbedded, itemsOf, type Schema } from '../customresources/schema.ts';

export type Declaration =
  | { readonly is: 'scalar'; readonly type: ScalarType }
  | { readonly is: 'list'; readonly of: Declaration }
  | { readonly is: 'map'; readonly of: Declaration }
  /** `fields` by the names that they go by in rules; `key` is the name in the value. */
  | {
      readonly is: 'object';
      readonly name: string;
      readonly fields: ReadonlyMap<string, FieldDeclaration>;
      /** Of its values, by which they are known. */
      readonly ctor: new () => object;
    };

export interface FieldDeclaration {
  readonly key: string;
  readonly declaration: Declaration;
}

/** As the library calls types. */
const LIBRARY_NAMES: Readonly<Record<string, string>> = {
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
};

export const typeOf = (declaration: Declaration): string => {
  switch (declaration.is) {
    case 'scalar':
      return LIBRARY_NAMES[declaration.type] ?? declaration.type;
    case 'list':
      return `list<${typeOf(declaration.of)}>`;
    case 'map':
      return `map<string, ${typeOf(declaration.of)}>`;
    case 'object':
      return declaration.name;
  }
};

export type ScalarType = 'dyn' | 'string' | 'int' | 'double' | 'bool' | 'bytes' | 'timestamp' | 'duration';

const scalar = (type: ScalarType): Declaration => ({ is: 'scalar', type });
export const DYN = scalar('dyn');
export const STRING = scalar('string');

const STRING_FORMATS: Readonly<Record<string, ScalarType>> = {
  byte: 'bytes',
  duration: 'duration',
  date: 'timestamp',
  'date-time': 'timestamp',
};

/** What every resource shows of itself, whatever its schema says. Source: WithTypeAndObjectMeta. */
const TYPE_AND_META: Schema = {
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } },
  },
};

/**
 * @param name Of the object type, where it is one: members' names are made from it.
 * @param isResource The value is an object of its own, with apiVersion, kind and metadata.
 * @returns Undefined for what rules cannot see, since nothing is known of it.
 */
export function declarationOf(schema: Schema, name: string, isResource = false): Declaration | undefined {
  if (schema['x-kubernetes-int-or-string']) return DYN;
  switch (schema.type) {
    case 'array': {
      const items = itemsOf(schema);
      const of = items && declarationOf(items, `${name}.items`, isEmbedded(items));
      return of && { is: 'list', of };
    }
    case 'object': {
      const additional = additionalOf(schema);
      if (!additional) return objectOf(schema, name, isResource);
      const of = declarationOf(additional, `${name}.values`, isEmbedded(additional));
      return of && { is: 'map', of };
    }
    case 'string':
      return scalar(STRING_FORMATS[schema.format ?? ''] ?? 'string');
    case 'boolean':
      return scalar('bool');
    case 'integer':
      return scalar('int');
    case 'number':
      return scalar('double');
    default:
      return undefined;
  }
}

function objectOf(schema: Schema, name: string, isResource: boolean): Declaration {
  const properties = { ...schema.properties, ...(isResource && TYPE_AND_META.properties) };
  const fields = new Map<string, FieldDeclaration>();
  for (const [key, property] of Object.entries(properties)) {
    const escaped = escapedName(key);
    const declaration = escaped && declarationOf(property, `${name}.${escaped}`, isEmbedded(property));
    if (escaped && declaration) fields.set(escaped, { key, declaration });
  }
  return { is: 'object', name, fields, ctor: class {} };
}

const RESERVED = new Set(
  ['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import'].concat(
    ['let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while'],
  ),
);
const ESCAPES: Readonly<Record<string, string>> = {
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
  __: '__underscores__',
};

/** The name that a property has in rules; undefined where it can have none. */
export function escapedName(key: string): string | undefined {
  if (RESERVED.has(key)) return `__${key}__`;
  if (!/^[A-Za-z0-9_.\-/]+$/.test(key) || /^\d/.test(key)) return undefined;
  return key.replace(/__|[.\-/]/g, (part) => ESCAPES[part]!);
}
