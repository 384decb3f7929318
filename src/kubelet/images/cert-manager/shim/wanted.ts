// The Certificates that an Ingress asks for by its annotations. Models pkg/controller/certificate-shim/sync.go.

import type { Ingress } from '#api/networking/types.ts';
import { ANNOTATION, API_VERSION, type Certificate } from '../types.ts';

export interface Wanted {
  readonly wanted: readonly Certificate[];
  /** What is wrong with the Ingress, in cert-manager's words. */
  readonly problems: readonly string[];
}

export function certificatesFor(ingress: Ingress): Wanted {
  const { annotations = {}, namespace = 'default', name, uid = '' } = ingress.metadata;
  const issuer = annotations[ANNOTATION.issuer];
  const clusterIssuer = annotations[ANNOTATION.clusterIssuer];
  if (issuer === undefined && clusterIssuer === undefined) return { wanted: [], problems: [] };
  if (issuer !== undefined && clusterIssuer !== undefined)
    return {
      wanted: [],
      problems: [
        `failed to determine issuer to be used for ingress resource: both ${JSON.stringify(ANNOTATION.issuer)} and ${JSON.stringify(ANNOTATION.clusterIssuer)} may not be set`,
      ],
    };
  const problems: string[] = [];
  const wanted: Certificate[] = [];
  (ingress.spec?.tls ?? []).forEach(({ hosts = [], secretName = '' }, i) => {
    const errors = [
      ...(hosts.length === 0 ? [`spec.tls[${i}].hosts: Required value`] : []),
      ...(secretName === '' ? [`spec.tls[${i}].secretName: Required value`] : []),
    ];
    if (errors.length > 0) {
      problems.push(`Skipped a TLS block: ${errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]}`);
      return;
    }
    const owner = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      name,
      uid,
      controller: true,
      blockOwnerDeletion: true,
    };
    wanted.push({
      apiVersion: API_VERSION,
      kind: 'Certificate',
      metadata: {
        name: secretName,
        namespace,
        ownerReferences: [owner],
        ...(ingress.metadata.labels && { labels: ingress.metadata.labels }),
      },
      spec: {
        dnsNames: [...hosts],
        issuerRef: {
          group: 'cert-manager.io',
          kind: clusterIssuer === undefined ? 'Issuer' : 'ClusterIssuer',
          name: (clusterIssuer ?? issuer)!,
        },
        secretName,
        usages: ['digital signature', 'key encipherment'],
        ...(annotations['cert-manager.io/common-name'] !== undefined && {
          commonName: annotations['cert-manager.io/common-name'],
        }),
        ...(annotations['cert-manager.io/duration'] !== undefined && {
          duration: annotations['cert-manager.io/duration'],
        }),
        ...(annotations['cert-manager.io/renew-before'] !== undefined && {
          renewBefore: annotations['cert-manager.io/renew-before'],
        }),
      },
    });
  });
  return { wanted, problems };
}
