// The Certificates that an Ingress or a Gateway asks for by its annotations. Models pkg/controller/certificate-shim/sync.go of cert-manager 1.18.

import type { Ingress } from '#api/networking/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { ownerOf } from '../context.ts';
import { API_VERSION, type Certificate, type IssuerRef } from '../types.ts';
import { issuerRefOf, passedOn, translate } from './annotations.ts';

export interface Wanted {
  /** Undefined: it does not ask for any, or not in a way that can be understood; what it asked for before stays. */
  readonly wanted: readonly Certificate[] | undefined;
  /** What is wrong with it, in cert-manager's words: an event each. */
  readonly problems: readonly string[];
  /** What ends the look at it, and stands in the log alone. */
  readonly fault?: string;
}

/** As far as it is looked at here. */
export interface Gateway extends ApiObject {
  readonly spec: {
    readonly listeners?: readonly {
      readonly hostname?: string;
      readonly tls?: {
        readonly mode?: string;
        readonly certificateRefs?: readonly { readonly name: string; readonly namespace?: string }[];
      };
    }[];
  };
}

export function certificatesForIngress(ingress: Ingress): Wanted {
  return certificatesFor(ingress, () => {
    const names = new Map<string, readonly string[]>();
    const problems: string[] = [];
    (ingress.spec?.tls ?? []).forEach(({ hosts = [], secretName = '' }, i) => {
      const errors = [
        ...(hosts.length === 0 ? [`spec.tls[${i}].hosts: Required value`] : []),
        ...(secretName === '' ? [`spec.tls[${i}].secretName: Required value`] : []),
      ];
      if (errors.length === 0) names.set(secretName, [...(names.get(secretName) ?? []), ...hosts]);
      else problems.push(`Skipped a TLS block: ${errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]}`);
    });
    return { names, problems };
  });
}

export function certificatesForGateway(gateway: Gateway): Wanted {
  return certificatesFor(gateway, () => {
    const names = new Map<string, readonly string[]>();
    const problems: string[] = [];
    (gateway.spec.listeners ?? []).forEach(({ hostname = '', tls }, i) => {
      if (!tls || (tls.mode ?? 'Terminate') !== 'Terminate') return;
      const { certificateRefs = [] } = tls;
      const path = `spec.listeners[${i}]`;
      const foreign = certificateRefs.findIndex(
        ({ namespace }) => (namespace ?? gateway.metadata.namespace) !== gateway.metadata.namespace,
      );
      const errors = [
        ...(hostname === '' ? [`${path}.hostname: Required value: the hostname cannot be empty`] : []),
        ...(certificateRefs.length === 0
          ? [`${path}.tls.certificateRef: Required value: listener has no certificateRefs`]
          : []),
        ...(foreign >= 0
          ? [
              `${path}.tls.certificateRef[${foreign}].namespace: Invalid value: ${JSON.stringify(certificateRefs[foreign]!.namespace)}: cross-namespace secret references are not allowed in listeners`,
            ]
          : []),
      ];
      if (errors.length > 0)
        problems.push(`Skipped a listener block: ${errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]}`);
      else
        for (const { name } of certificateRefs) names.set(name, [...new Set([...(names.get(name) ?? []), hostname])]);
    });
    return { names, problems };
  });
}

interface Named {
  /** Names by the Secret that is to hold their certificate. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly string[];
}

function certificatesFor(object: ApiObject, read: () => Named): Wanted {
  const { annotations = {} } = object.metadata;
  const issuerRef = issuerRefOf(annotations);
  if (issuerRef === undefined) return { wanted: undefined, problems: [] };
  if (typeof issuerRef === 'string')
    return {
      wanted: undefined,
      problems: [`Could not determine issuer for ingress due to bad annotations: ${issuerRef}`],
    };
  const { spec, fault } = translate(annotations);
  const { names, problems } = read();
  if (fault !== undefined && names.size > 0) return { wanted: undefined, problems, fault };
  return { wanted: [...names].map((named) => certificateFor(object, named, issuerRef, spec)), problems };
}

function certificateFor(
  object: ApiObject,
  [secretName, dnsNames]: readonly [string, readonly string[]],
  issuerRef: IssuerRef,
  spec: Partial<Certificate['spec']>,
): Certificate {
  const { annotations = {}, namespace = 'default', labels, name } = object.metadata;
  const own = passedOn(annotations, name);
  return {
    apiVersion: API_VERSION,
    kind: 'Certificate',
    metadata: {
      name: secretName,
      namespace,
      ownerReferences: [ownerOf(object)],
      ...(labels && { labels }),
      ...(Object.keys(own).length > 0 && { annotations: own }),
    },
    spec: {
      dnsNames: [...dnsNames],
      issuerRef,
      secretName,
      usages: ['digital signature', 'key encipherment'],
      ...spec,
    },
  };
}
