// The types of Kubernetes' own kinds, as far as decoding, patching and field ownership need them.

import { KINDS, TYPES } from './generated/fields.ts';

export type TypeRef =
  /** `divides`: what a field says elsewhere, of a list or map that stands in another one. */
  | { readonly is: 'list' | 'map'; readonly of: TypeRef; readonly divides?: Division }
  /** By the Go type's name, or with its members at hand, where a CustomResourceDefinition gives them. */
  | { readonly is: 'struct'; readonly name: string; readonly struct?: Struct }
  /** Divides as its value does: maps into members, lists not. What a schema leaves open. */
  | { readonly is: 'deduced' }
  | { readonly is: 'scalar'; readonly code: ScalarCode };

/** string, int32, int64, float64, bool, quantity, bytes, int-or-string, time, micro time, anything. */
export type ScalarCode = 's' | 'i' | 'l' | 'f' | 'b' | 'q' | 'y' | 'x' | 't' | 'u' | 'o';

/** How a list or a map divides into what can be owned. */
export interface Division {
  /** A list whose items are told apart by these members. */
  readonly keys?: readonly string[];
  /** Key members that a client may leave out, with the value that they then have. */
  readonly keyDefaults?: Readonly<Record<string, unknown>>;
  /** A list of values, each there once. */
  readonly isSet: boolean;
  readonly isAtomic: boolean;
}

export interface Field extends Division {
  readonly type: TypeRef;
  /** For strategic merge patch. */
  readonly patchMerge: boolean;
  readonly retainKeys: boolean;
  readonly mergeKey?: string;
}

export interface Struct {
  /** The Go type's name: `ServicePort`. */
  readonly name: string;
  readonly isAtomic: boolean;
  readonly fields: ReadonlyMap<string, Field>;
  /** Of members that `fields` does not name. Undefined: there are none. */
  readonly rest?: TypeRef;
  /** Not a Go struct: members exist when somebody sets them, and only then. */
  readonly isCustom?: boolean;
}

const parsed = new Map<string, Struct>();

function typeRef(code: string): TypeRef {
  if (code.startsWith('[]')) return { is: 'list', of: typeRef(code.slice(2)) };
  if (code.startsWith('{}')) return { is: 'map', of: typeRef(code.slice(2)) };
  return code.length === 1 ? { is: 'scalar', code: code as ScalarCode } : { is: 'struct', name: code };
}

function parseField(text: string): [string, Field] {
  const [head = '', ...marks] = text.split(';');
  const colon = head.lastIndexOf(':');
  const value = (name: string): string | undefined =>
    marks.find((m) => m.startsWith(`${name}=`))?.slice(name.length + 1);
  const keys = value('k')?.split('+');
  const mergeKey = value('m');
  const strategies = value('p')?.split('+') ?? [];
  return [
    head.slice(0, colon),
    {
      type: typeRef(head.slice(colon + 1)),
      ...(keys && { keys }),
      isSet: marks.includes('set'),
      isAtomic: marks.includes('atomic'),
      patchMerge: strategies.includes('merge'),
      retainKeys: strategies.includes('retainKeys'),
      ...(mergeKey && { mergeKey }),
    },
  ];
}

export function structOf(name: string): Struct | undefined {
  let struct = parsed.get(name);
  if (struct) return struct;
  const text = TYPES[name];
  if (text === undefined) return undefined;
  const isAtomic = text.startsWith('!');
  const fields = text
    .slice(isAtomic ? 1 : 0)
    .split(' ')
    .filter(Boolean)
    .map(parseField);
  struct = { name: name.replace(/^(?:[A-Z][a-z]+)*V\d+/, ''), isAtomic, fields: new Map(fields) };
  parsed.set(name, struct);
  return struct;
}

export const structOfRef = (type: TypeRef): Struct | undefined =>
  type.is === 'struct' ? (type.struct ?? structOf(type.name)) : undefined;

/** The type of a built-in kind; undefined for custom resources, which take anything. */
export function structOfKind(apiVersion: string, kind: string): Struct | undefined {
  const name = KINDS[`${apiVersion} ${kind}`];
  return name === undefined ? undefined : structOf(name);
}
