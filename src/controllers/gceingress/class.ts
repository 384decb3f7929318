// Which Ingresses are the cloud's.

import type { Ingress } from '#api/networking/types.ts';

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/**
 * Is it this controller's? Class `gce`, by annotation as GKE wants it, or by ingressClassName.
 * Differs: GKE takes Ingresses without any class too; here nobody serves those, as in clusters without a default controller.
 */
export function isGce({ metadata, spec }: Ingress): boolean {
  const annotation = metadata.annotations?.[CLASS_ANNOTATION];
  return annotation === undefined ? spec.ingressClassName === 'gce' : annotation === 'gce';
}
