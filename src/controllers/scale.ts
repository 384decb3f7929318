// Models k8s.io/client-go/scale: how many replicas an object asks for and has, whatever its kind.

import type { CustomResourceDefinition } from '#api/apiextensions/types.ts';
import { requirementsOf, requirementsText } from '#apimachinery/labels.ts';
import type { ApiObject, LabelSelector } from '#apimachinery/meta.ts';
import type { Informer } from '#client/informer.ts';

export interface Scale {
  /** What it asks for. */
  readonly replicas: number;
  /** What it has. */
  readonly currentReplicas: number;
  /** Of its Pods: `app=web`. Empty: it names none. */
  readonly selector: string;
}

interface Replicated extends ApiObject {
  spec?: { replicas?: number; selector?: LabelSelector };
  status?: { replicas?: number };
}

const WITH_SCALE = ['deployments.apps', 'replicasets.apps', 'statefulsets.apps', 'replicationcontrollers'];

/** `resource` as storage names it. Undefined: the kind has no scale subresource. */
export function scaleOf(resource: string, object: ApiObject, cache: Informer): Scale | undefined {
  const { spec = {}, status = {} } = object as Replicated;
  if (WITH_SCALE.includes(resource)) {
    const selector =
      resource === 'replicationcontrollers'
        ? { matchLabels: spec.selector as unknown as Record<string, string> }
        : spec.selector;
    return {
      replicas: spec.replicas ?? 1,
      currentReplicas: status.replicas ?? 0,
      selector: requirementsText(requirementsOf(selector ?? {})),
    };
  }
  const definition = cache.get<CustomResourceDefinition>('customresourcedefinitions.apiextensions.k8s.io', resource);
  const version = object.apiVersion.split('/')[1];
  const paths = definition?.spec.versions.find((v) => v.name === version)?.subresources?.scale;
  if (!paths) return undefined;
  const at = (path: string | undefined): unknown =>
    path
      ?.split('.')
      .filter(Boolean)
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);
  return {
    replicas: Number(at(paths.specReplicasPath) ?? 0),
    currentReplicas: Number(at(paths.statusReplicasPath) ?? 0),
    selector: String(at(paths.labelSelectorPath) ?? ''),
  };
}
