// What a rule may see of a built-in kind, by the field table.

import { type Struct, structOfKind, structOfRef, type TypeRef } from '#apimachinery/schema/schema.ts';
import { type Declaration, DYN, escapedName, type FieldDeclaration, type ScalarType } from './declarations.ts';

const SCALARS: Readonly<Record<string, ScalarType>> = {
  s: 'string',
  i: 'int',
  l: 'int',
  f: 'double',
  b: 'bool',
  q: 'string',
  y: 'bytes',
  t: 'timestamp',
  u: 'timestamp',
};

/** A type that holds itself, such as a schema, is known to this depth. */
const MAX_DEPTH = 12;

export function declarationOfStruct(apiVersion: string, kind: string): Declaration | undefined {
  const struct = structOfKind(apiVersion, kind);
  return struct && ofStruct(struct, 'object', 0);
}

function ofStruct(struct: Struct, name: string, depth: number): Declaration {
  if (depth > MAX_DEPTH) return DYN;
  const fields = new Map<string, FieldDeclaration>();
  for (const [key, { type }] of struct.fields) {
    const escaped = escapedName(key);
    if (escaped) fields.set(escaped, { key, declaration: ofType(type, `${name}.${escaped}`, depth + 1) });
  }
  return { is: 'object', name, fields, ctor: class {} };
}

function ofType(type: TypeRef, name: string, depth: number): Declaration {
  if (type.is === 'list') return { is: 'list', of: ofType(type.of, `${name}.items`, depth) };
  if (type.is === 'map') return { is: 'map', of: ofType(type.of, `${name}.values`, depth) };
  const struct = structOfRef(type);
  if (struct) return ofStruct(struct, name, depth);
  const scalar = type.is === 'scalar' ? SCALARS[type.code] : undefined;
  return scalar ? { is: 'scalar', type: scalar } : DYN;
}
