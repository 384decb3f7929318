// Which line of which object decided: the path in its manifest, what stands there, and who wrote it.

import type { ApiObject } from '#apimachinery/meta.ts';
import { toYaml } from '#apimachinery/yaml-emit.ts';
import type { Hop, HopReason } from '#machine/hop.ts';

export interface DecidingField {
  /** `Kind/namespace/name` */
  readonly object: string;
  readonly path: string;
}

const SERVICE_FIELDS: Readonly<Record<string, string>> = {
  'selector-matches-none': 'spec.selector',
  'none-running': 'spec.selector',
  'none-ready': 'spec.selector',
  'not-in-slices': 'spec.selector',
  'no-slices': 'spec',
  'slices-without-address': 'spec.ports',
  'endpoints-unready': 'spec',
  'no-such-port-name': 'spec.ports',
  'no-such-port': 'spec.ports',
  'not-listening': 'spec.ports',
  'source-not-in-ranges': 'spec.loadBalancerSourceRanges',
  'no-cloud': 'spec.type',
  'foreign-class': 'spec.loadBalancerClass',
  'ingress-no-endpoint': 'spec.selector',
  'gateway-no-endpoint': 'spec.selector',
};

/** Of what the broken hop says, or of the Service that the way led through before. */
export function decidingField(reason: HopReason, hop: Hop, before: readonly Hop[]): DecidingField | undefined {
  const { code, parameters } = reason;
  if (code === 'policy-denied' && hop.object) return { object: hop.object, path: `spec.${parameters.field}` };
  if (code.startsWith('gateway-') && code !== 'gateway-no-endpoint')
    return hop.object
      ? { object: hop.object, path: code === 'gateway-no-backend' ? 'spec.rules' : 'spec.listeners' }
      : undefined;
  const service = [...before, hop].findLast(({ object }) => object?.startsWith('Service/'))?.object;
  const path = code === 'local-without-endpoint' ? `spec.${parameters.field}` : SERVICE_FIELDS[code];
  return service && path ? { object: service, path } : undefined;
}

/** What stands at the path, as YAML; undefined: nothing does. */
export function written(object: ApiObject, path: string): string | undefined {
  const keys = path.split('.');
  const value = keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);
  return value === undefined ? undefined : toYaml({ [keys.at(-1)!]: value }).trimEnd();
}

/** Who wrote the field last, of those that managedFields names. */
export function managerOf({ metadata }: ApiObject, path: string): string | undefined {
  const keys = path.split('.').map((key) => `f:${key}`);
  const owns = (fields: unknown): boolean =>
    keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], fields) !== undefined;
  return metadata.managedFields?.findLast(({ fieldsV1 }) => owns(fieldsV1))?.manager;
}
