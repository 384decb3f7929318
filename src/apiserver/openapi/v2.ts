// Models kube-openapi/pkg/builder3/util and schemamutation: schemas of OpenAPI v3 as v2 has them, without what it has no word for.

import type { Schemas } from './openapi.ts';

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is text or number is text in v2, where a value has one type. Source: intstr.IntOrString.OpenAPISchemaType, resource.Quantity. */
const ONE_OF_TYPES = 'string';

/** A reference stands in v3 inside allOf, for its default's sake; in v2 beside its description. */
function schemaOf(schema: Node): Node {
  const { allOf, oneOf, default: given, ...rest } = schema;
  const reference = Array.isArray(allOf) && allOf.length === 1 && isNode(allOf[0]) ? allOf[0].$ref : schema.$ref;
  if (typeof reference === 'string') {
    const name = reference.slice(reference.lastIndexOf('/') + 1);
    return { ...rest, $ref: `#/definitions/${name}` };
  }
  const out: Node = { ...rest, ...(oneOf !== undefined && { type: ONE_OF_TYPES }) };
  if (given !== undefined && !isNode(given)) out.default = given;
  if (isNode(rest.properties)) out.properties = definitionsOf(rest.properties);
  if (isNode(rest.items)) out.items = schemaOf(rest.items);
  if (isNode(rest.additionalProperties)) out.additionalProperties = schemaOf(rest.additionalProperties);
  return out;
}

/** Schemas by name, or properties by name. */
export function definitionsOf(schemas: Schemas): Node {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, schemaOf(schema as Node)]));
}
