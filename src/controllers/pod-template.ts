// Models pkg/controller/controller_utils.go GetPodFromTemplate.

import type { Pod, PodTemplateSpec } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { generateName } from '#apimachinery/names.ts';
import { controllerRef } from './requests.ts';

/** A Pod called `name`, controlled by `owner`. */
export function podFromTemplate({ metadata = {}, spec }: PodTemplateSpec, owner: ApiObject, name: string): Pod {
  const { labels, annotations, finalizers } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: podPrefix(owner),
      ...(owner.metadata.namespace && { namespace: owner.metadata.namespace }),
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ...(finalizers && { finalizers }),
      ownerReferences: [controllerRef(owner)],
    },
    spec,
    status: {},
  };
}

/** Source: getPodsPrefix. */
function podPrefix({ metadata: { name } }: ApiObject): string {
  return name.length < 253 ? `${name}-` : name;
}

/** Drawn here and not by the server, so that the event can tell it. */
export function podName(owner: ApiObject, random: () => number): string {
  return generateName(podPrefix(owner), random);
}
