// Models apiextensions-apiserver/pkg/controller/openapi/builder and openapi/v2: a definition's schema as clients read it, with what
// every object has. Differs: built-in kinds' lists have no schema of their own in our documents, those of custom resources have.

import type { OpenApiVersion } from '../openapi/paths.ts';
import { additionalOf, isEmbedded, itemsOf, preserves, type Schema } from './schema.ts';

const CONVENTIONS = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

const API_VERSION = `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${CONVENTIONS}#resources`;
const KIND = `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${CONVENTIONS}#types-kinds`;
const TYPE_META = {
  apiVersion: { description: API_VERSION, type: 'string' },
  kind: { description: KIND, type: 'string' },
} as const;
const EMBEDDED_TYPE_META = {
  apiVersion: {
    description: `apiVersion defines the versioned schema of this representation of an object. More info: ${CONVENTIONS}#resources`,
    type: 'string',
  },
  kind: {
    description: `kind is a string value representing the type of this object. In CamelCase. More info: ${CONVENTIONS}#types-kinds`,
    type: 'string',
  },
} as const;

export interface CustomKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
}

type Published = Record<string, unknown>;

const OBJECT_META = `Standard object's metadata. More info: ${CONVENTIONS}#metadata`;
const LIST_META = `Standard list metadata. More info: ${CONVENTIONS}#types-kinds`;

/** `stable.example.com/v1.CronTab` → `com.example.stable.v1.CronTab`. Source: kube-openapi util.ToRESTFriendlyName. */
const nameOf = ({ group, version }: CustomKind, kind: string): string =>
  `${group.split('.').reverse().join('.')}.${version}.${kind}`;

/** The kind's schema and that of its lists, by the names that they go by. */
export function customSchemas(
  custom: CustomKind,
  schema: Schema | undefined,
  openapi: OpenApiVersion,
): Record<string, Published> {
  const { group, version, kind, listKind, plural } = custom;
  const ref = (name: string): string => (openapi === 'v2' ? `#/definitions/${name}` : `#/components/schemas/${name}`);
  const pointer = (name: string, description: string): Published =>
    openapi === 'v2' ? { description, $ref: ref(name) } : { description, allOf: [{ $ref: ref(name) }] };
  const is = (name: string): Published => ({ 'x-kubernetes-group-version-kind': [{ group, kind: name, version }] });
  const metadata = pointer(`${META}.ObjectMeta`, OBJECT_META);

  // Otherwise a client would refuse whatever is not named. Source: buildKubeNative.
  const isOpen = !schema || (openapi === 'v2' && preserves(schema));
  const published = isOpen
    ? { type: 'object' }
    : publish(openapi === 'v2' ? plainer(schema) : unfolded(schema), metadata, openapi);
  const own = isOpen
    ? published
    : { ...published, properties: { ...(published.properties as Published), ...TYPE_META, metadata } };
  const items = { type: 'array', items: { $ref: ref(nameOf(custom, kind)) } };
  return {
    [nameOf(custom, kind)]: { ...own, ...is(kind) },
    [nameOf(custom, listKind)]: {
      description: `${listKind} is a list of ${kind}`,
      type: 'object',
      required: ['items'],
      properties: {
        ...TYPE_META,
        items: { description: `List of ${plural}. More info: ${CONVENTIONS}`, ...items },
        metadata: pointer(`${META}.ListMeta`, LIST_META),
      },
      ...is(listKind),
    },
  };
}

/** Embedded objects have what objects have; in v2 not where anything may stand beside it. Source: addEmbeddedProperties. */
function publish(schema: Schema, metadata: Published, openapi: OpenApiVersion): Published {
  const out = eachWithin(schema, (s) => publish(s, metadata, openapi));
  if (!isEmbedded(schema) || (openapi === 'v2' && preserves(schema))) return { ...out };
  return {
    ...out,
    properties: { ...out.properties, ...EMBEDDED_TYPE_META, metadata },
    required: [...new Set([...(schema.required ?? []), 'kind', 'apiVersion'])],
  };
}

/** What may be an integer or a string says so as alternatives. Source: Structural.Unfold. */
function unfolded(schema: Schema): Schema {
  const out = eachWithin(schema, unfolded);
  if (schema['x-kubernetes-int-or-string'] && !schema.anyOf && !schema.allOf) {
    out.anyOf = [{ type: 'integer' }, { type: 'string' }];
  }
  return out;
}

/** What v2 can say of it: no alternatives, and no type where kubectl would not understand it. Source: openapi/v2/conversion.go. */
function plainer(schema: Schema): Schema {
  const { allOf: _all, anyOf: _any, oneOf: _one, not: _not, nullable, ...out } = eachWithin(schema, plainer);
  if (out.required) {
    const required = additionalOf(schema)?.nullable
      ? []
      : out.required.filter((key) => !schema.properties?.[key]?.nullable);
    if (required.length > 0) out.required = required;
    else delete out.required;
  }
  if (nullable || preserves(schema)) {
    delete out.items;
    delete out.properties;
  }
  const isUntyped = nullable || (out.type === 'array' && !out.items) || (preserves(schema) && out.type === 'object');
  if (isUntyped) delete out.type;
  return out;
}

/** A copy in which the schemas of members are what `change` makes of them. */
function eachWithin<T extends object>(schema: Schema, change: (inner: Schema) => T): Schema {
  const out: Published = { ...schema };
  const items = itemsOf(schema);
  const additional = additionalOf(schema);
  if (schema.properties) {
    out.properties = Object.fromEntries(Object.entries(schema.properties).map(([key, s]) => [key, change(s)]));
  }
  if (items) out.items = change(items);
  if (additional) out.additionalProperties = change(additional);
  return out;
}
