// What a route's parents say of it.

import type { Condition } from '#api/core/types.ts';
import type { GRPCRoute, HTTPRoute, ParentReference, TLSRoute } from '#api/gateway/types.ts';

export type Route = HTTPRoute | GRPCRoute | TLSRoute;

const isSame = (a: ParentReference, b: ParentReference): boolean =>
  a.name === b.name && a.namespace === b.namespace && a.sectionName === b.sectionName && a.port === b.port;

export const saidOf = ({ status }: Route, ref: ParentReference, type: string): Condition | undefined =>
  status?.parents?.find(({ parentRef }) => isSame(parentRef, ref))?.conditions.find((said) => said.type === type);
