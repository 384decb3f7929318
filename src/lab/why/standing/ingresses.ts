// An Ingress as it stands: it waits for its address, or nobody serves it.

import type { Pod } from '#api/core/types.ts';
import type { Ingress, IngressClass } from '#api/networking/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { isGce } from '#controllers/gceingress/class.ts';
import { told } from '#machine/hop.ts';
import { classFault } from '../deciding/ingresses.ts';
import type { Facts } from '../facts.ts';
import { type Around, broken, type Standing, said } from './standing.ts';

export function ingressStanding(ingress: Ingress, around: Around): Standing {
  const { facts, hasCloud } = around;
  const key = keyOf(ingress);
  const object = `Ingress/${key}`;
  const address = ingress.status?.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname)[0];
  if (address) return said('ingressHasAddress', { name: key, address }, around);
  if (isGce(ingress))
    return hasCloud
      ? said('ingressWaits', { name: key }, around)
      : broken(object, told('nobody serves it', 'ingress-unserved', { ingress: key }), around);
  if (classFault(ingress, facts))
    return broken(object, told('nobody serves it', 'ingress-unserved', { ingress: key }), around);
  const { controller = '-' } = classOf(ingress, facts)?.spec ?? {};
  const runs = facts
    .list<Pod>('Pod')
    .some(
      ({ metadata, status }) =>
        metadata.labels?.['app.kubernetes.io/name'] === 'ingress-nginx' && status.phase === 'Running',
    );
  if (!runs)
    return broken(object, told('nobody serves it', 'ingress-no-controller', { ingress: key, controller }), around);
  return said('ingressWaits', { name: key }, around);
}

const classOf = ({ spec }: Ingress, facts: Facts): IngressClass | undefined =>
  facts
    .list<IngressClass>('IngressClass')
    .find((found) =>
      spec.ingressClassName === undefined
        ? found.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true'
        : keyOf(found) === spec.ingressClassName,
    );
