// Models plugin/pkg/admission/network/defaultingressclass: an Ingress that names no class gets the default one.

import type { Ingress, IngressClass } from '#api/networking/types.ts';
import { CLASS_ANNOTATION } from '../../registry/networking/ingress/validation.ts';
import type { ServerContext } from '../../registry/rest/strategy.ts';
import type { AdmissionPlugin } from '../admission.ts';

const DEFAULT_CLASS_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class';

/** Of several defaults the newest, then the first by name. */
function defaultClass({ storage }: ServerContext): string | undefined {
  const newest = ({ metadata }: IngressClass): string => metadata.creationTimestamp ?? '';
  return storage
    .list<IngressClass>('ingressclasses.networking.k8s.io')
    .filter(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS_ANNOTATION] === 'true')
    .sort((a, b) => {
      if (newest(a) !== newest(b)) return newest(a) > newest(b) ? -1 : 1;
      return a.metadata.name < b.metadata.name ? -1 : 1;
    })[0]?.metadata.name;
}

export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  handles: ['CREATE'],

  admit({ strategy, subresource, object }, context) {
    if (strategy.resource !== 'ingresses' || strategy.group !== 'networking.k8s.io' || subresource) return undefined;
    const { spec, metadata } = object as Ingress;
    if (spec.ingressClassName !== undefined || metadata.annotations?.[CLASS_ANNOTATION] !== undefined) return undefined;
    const name = defaultClass(context);
    if (name) spec.ingressClassName = name;
    return undefined;
  },
};
