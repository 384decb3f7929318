// Models printIngress of pkg/printers/internalversion/printers.go.

import type { Ingress } from '#api/networking/types.ts';
import { ageColumn, firstThree, nameColumn, text } from '../../columns.ts';
import type { Column } from '../../rest/strategy.ts';

function hosts({ spec }: Ingress): string {
  const named = (spec.rules ?? []).flatMap(({ host }) => (host ? [host] : []));
  return named.length === 0 ? '*' : firstThree(named);
}

function addresses({ status }: Ingress): string {
  const all = new Set((status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || ''));
  return [...all].filter(Boolean).sort().join(',');
}

export const ingressColumns: readonly Column<Ingress>[] = [
  nameColumn,
  text(
    'Class',
    'The name of the IngressClass resource that should be used for additional configuration',
    ({ spec }) => spec.ingressClassName || '<none>',
  ),
  text('Hosts', 'Hosts that incoming requests are matched against before the ingress rule', hosts),
  text('Address', 'Address is a list containing ingress points for the load-balancer', addresses),
  text('Ports', 'Ports of TLS configurations that open', ({ spec }) =>
    (spec.tls ?? []).length > 0 ? '80, 443' : '80',
  ),
  ageColumn,
];
