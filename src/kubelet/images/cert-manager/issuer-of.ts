// The issuer that an object names. Models pkg/issuer/helper.go.

import type { ControllerContext } from './context.ts';
import { RESOURCES } from './resources.ts';
import { API_VERSION, type Issuer, type IssuerRef, kindOf } from './types.ts';

export function issuerOf(ref: IssuerRef, namespace: string, context: ControllerContext): Issuer | undefined {
  const kind = kindOf(ref);
  const isCluster = kind === 'ClusterIssuer';
  const found = context.get<Issuer>(
    isCluster ? RESOURCES.clusterIssuers : RESOURCES.issuers,
    isCluster ? undefined : namespace,
    ref.name,
  );
  return found && { ...found, apiVersion: API_VERSION, kind };
}

/** Where its Secrets are: a ClusterIssuer's are in the cluster resource namespace. */
export const secretsOf = ({ kind, metadata }: Issuer, { options }: ControllerContext): string =>
  kind === 'ClusterIssuer' ? options.clusterNamespace : (metadata.namespace ?? 'default');
