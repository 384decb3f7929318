// What the controller knows of the cluster, and which Ingresses are its own. Models internal/ingress/controller/store.

import type { ConfigMap, Secret, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Ingress, IngressClass } from '#api/networking/types.ts';
import { keyOf } from '#apimachinery/meta.ts';

/** The objects that a configuration is made of: an informer's copies, or a test's. */
export interface Objects {
  readonly ingresses: readonly Ingress[];
  readonly classes: readonly IngressClass[];
  readonly services: ReadonlyMap<string, Service>;
  readonly slices: readonly EndpointSlice[];
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly configMaps: ReadonlyMap<string, ConfigMap>;
}

export interface ClassOptions {
  /** `--controller-class`. Default `k8s.io/ingress-nginx`. */
  readonly controller: string;
  /** `--ingress-class`: the value of the old annotation. Default `nginx`. */
  readonly annotation: string;
  /** `--watch-ingress-without-class`. */
  readonly withoutClass: boolean;
  /** `--ingress-class-by-name`: classes of another controller too, if they bear the name. */
  readonly byName: boolean;
  /** `--watch-namespace`; empty: all. */
  readonly namespace: string;
}

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** The class that makes an Ingress this controller's own, or why none does, in the words of its log. */
export function classOf(
  { metadata, spec }: Ingress,
  classes: readonly IngressClass[],
  options: ClassOptions,
): { readonly name: string } | { readonly error: string } {
  const { ingressClassName } = spec;
  if (ingressClassName !== undefined) {
    const own = classes.some(
      ({ metadata: { name }, spec: { controller } = {} }) =>
        name === ingressClassName &&
        (controller === options.controller || (options.byName && name === options.annotation)),
    );
    return own
      ? { name: ingressClassName }
      : { error: `no object matching key ${JSON.stringify(ingressClassName)} in local store` };
  }
  const annotation = metadata.annotations?.[CLASS_ANNOTATION];
  if (annotation !== undefined) {
    if (annotation !== '' && annotation !== options.annotation)
      return { error: 'ingress class annotation is not equal to the expected by Ingress Controller' };
    return { name: annotation || options.annotation };
  }
  if (options.withoutClass) return { name: options.annotation };
  return { error: 'ingress does not contain a valid IngressClass' };
}

/** Its own Ingresses, the oldest first; of those of one second the last in the alphabet first. Source: store.go sortIngressSlice. */
export function ownIngresses({ ingresses, classes }: Objects, options: ClassOptions): readonly Ingress[] {
  return ingresses
    .filter(({ metadata }) => options.namespace === '' || metadata.namespace === options.namespace)
    .filter((ingress) => 'name' in classOf(ingress, classes, options))
    .toSorted((a, b) => {
      const [older, newer] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
      if (older !== newer) return older < newer ? -1 : 1;
      return keyOf(a) > keyOf(b) ? -1 : 1;
    });
}
