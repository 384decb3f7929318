// Where a server's certificate comes from: the Secret that an Ingress or a Gateway names for a host, or that it does not.

import type { Secret } from '#api/core/types.ts';
import type { Gateway } from '#api/gateway/types.ts';
import type { Ingress } from '#api/networking/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { find } from '../facts.ts';
import { type Case, type Finding, note } from './finding.ts';

/** What ingress-nginx shows where it has no certificate for a host. */
const OWN = 'ingress.local';

const covers = (pattern: string, host: string): boolean =>
  pattern.startsWith('*.') ? host.slice(host.indexOf('.')) === pattern.slice(1) : pattern === host;

export function certificateOf({ reason, facts }: Case): Finding {
  const { host = '', certificate = '' } = reason.parameters;
  const isOwn = certificate.split(', ').includes(OWN);
  for (const ingress of facts.list<Ingress>('Ingress')) {
    const object = `Ingress/${keyOf(ingress)}`;
    const { tls = [], rules = [] } = ingress.spec;
    const index = tls.findIndex(({ hosts }) => hosts?.some((name) => covers(name, host)));
    const rule = rules.findIndex((r) => r.host !== undefined && covers(r.host, host));
    if (index < 0) {
      if (rule < 0 || !isOwn) continue;
      // A tls entry for other hosts only is the nearest thing to it.
      const path = tls.length > 0 ? 'spec.tls[0].hosts' : 'spec.tls';
      return { object, path, notes: [note('no-tls', { owner: object })] };
    }
    const { secretName = '' } = tls[index]!;
    const secret = `${ingress.metadata.namespace}/${secretName}`;
    const path = `spec.tls[${index}].secretName`;
    if (!find<Secret>(facts, `Secret/${secret}`))
      return { object, path, notes: [note('secret-missing', { ingress: keyOf(ingress), secret })] };
    return { object, path, notes: [isOwn ? note('secret-unfit', { secret, host }) : note('secret-of', { secret })] };
  }
  for (const gateway of facts.list<Gateway>('Gateway')) {
    const index = gateway.spec.listeners.findIndex(
      ({ hostname, tls }) => tls?.certificateRefs?.length && (hostname === undefined || covers(hostname, host)),
    );
    const [ref] = gateway.spec.listeners[index]?.tls?.certificateRefs ?? [];
    if (!ref) continue;
    const secret = `${ref.namespace ?? gateway.metadata.namespace}/${ref.name}`;
    const path = `spec.listeners[${index}].tls.certificateRefs[0].name`;
    return { object: `Gateway/${keyOf(gateway)}`, path, notes: [note('secret-of', { secret })] };
  }
  return {};
}
