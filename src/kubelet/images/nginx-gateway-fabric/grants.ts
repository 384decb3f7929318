// References across namespaces: allowed where the namespace that is referred to says so.

import { GATEWAY_GROUP, type ReferenceGrant } from '#api/gateway/types.ts';

interface Reference {
  /** Kind of the Gateway API that refers, and its namespace. */
  readonly from: { readonly kind: string; readonly namespace: string };
  /** What of the core group is referred to. */
  readonly to: { readonly kind: string; readonly namespace: string; readonly name: string };
}

export function isPermitted({ from, to }: Reference, grants: readonly ReferenceGrant[]): boolean {
  if (from.namespace === to.namespace) return true;
  return grants.some(
    ({ metadata, spec }) =>
      metadata.namespace === to.namespace &&
      spec.from.some((f) => f.group === GATEWAY_GROUP && f.kind === from.kind && f.namespace === from.namespace) &&
      spec.to.some((t) => t.group === '' && t.kind === to.kind && (t.name === undefined || t.name === to.name)),
  );
}
