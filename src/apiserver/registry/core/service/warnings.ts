// Models GetWarningsForService of pkg/api/service/warnings.go, without what it says of addresses that are written unusually.

import type { Service } from '#api/core/types.ts';
import { isHeadless } from './defaults.ts';
import { TOPOLOGY_HINTS, TOPOLOGY_MODE } from './validation.ts';

export function serviceWarnings(service: Service): readonly string[] {
  const { metadata, spec } = service;
  const texts: string[] = [];
  const outside = (spec.externalIPs ?? []).length > 0;
  if (metadata.annotations?.[TOPOLOGY_HINTS] !== undefined) {
    texts.push(`annotation ${TOPOLOGY_HINTS} is deprecated, please use ${TOPOLOGY_MODE} instead`);
  }
  if (isHeadless(service)) {
    if (spec.loadBalancerIP) texts.push('spec.loadBalancerIP is ignored for headless services');
    if (outside) texts.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity !== 'None') texts.push('spec.SessionAffinity is ignored for headless services');
  }
  if (spec.type === 'ExternalName' && outside)
    texts.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (spec.type !== 'ExternalName' && spec.externalName) {
    texts.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  return texts;
}
