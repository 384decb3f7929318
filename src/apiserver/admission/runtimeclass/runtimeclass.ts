// Models plugin/pkg/admission/runtimeclass: what a Pod's runtime costs, and where it is, becomes the Pod's own.

import type { Pod } from '#api/core/types.ts';
import type { RuntimeClass } from '#api/node/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import type { Status } from '#apimachinery/status.ts';
import type { ServerContext } from '../../registry/rest/strategy.ts';
import { type AdmissionPlugin, type Attributes, refuse } from '../admission.ts';
import { isNewPod } from '../pods.ts';
import { mergeTolerations } from './tolerations.ts';

type Overhead = Readonly<Record<string, string>>;

const overheadOf = (pod: Pod): Overhead | undefined => {
  const overhead = pod.spec.overhead as Overhead | undefined;
  return overhead && Object.keys(overhead).length > 0 ? overhead : undefined;
};

/** Undefined: the Pod names none. */
function classOf(attributes: Attributes, { storage }: ServerContext): { found?: RuntimeClass; refused?: Status } {
  const name = (attributes.object as Pod).spec.runtimeClassName as string | undefined;
  if (name === undefined) return {};
  const found = storage.get<RuntimeClass>('runtimeclasses.node.k8s.io', name);
  return found
    ? { found }
    : { refused: refuse(attributes, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`) };
}

const mismatch = (attributes: Attributes): Status =>
  refuse(attributes, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");

function setScheduling(attributes: Attributes, { scheduling }: RuntimeClass): Status | undefined {
  if (!scheduling) return undefined;
  const { spec } = attributes.object as Pod;
  const selector = { ...spec.nodeSelector };
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
    const own = selector[key];
    if (own !== undefined && own !== value) {
      const why = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`;
      return refuse(attributes, why);
    }
    selector[key] = value;
  }
  if (Object.keys(selector).length > 0) spec.nodeSelector = selector;
  const tolerations = mergeTolerations(spec.tolerations ?? [], scheduling.tolerations ?? []);
  if (tolerations.length > 0) spec.tolerations = tolerations;
  return undefined;
}

export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  handles: ['CREATE'],

  admit(attributes, context) {
    if (!isNewPod(attributes)) return undefined;
    const { found, refused } = classOf(attributes, context);
    if (refused || !found) return refused;
    const pod = attributes.object as Pod;
    const given = overheadOf(pod);
    const costs = found.overhead?.podFixed;
    if (found.overhead) {
      if (given && !deepEqual(given, costs)) return mismatch(attributes);
      if (costs) pod.spec.overhead = { ...costs };
    }
    return setScheduling(attributes, found);
  },

  validate(attributes, context) {
    if (!isNewPod(attributes)) return undefined;
    const { found, refused } = classOf(attributes, context);
    if (refused) return refused;
    const given = overheadOf(attributes.object as Pod);
    if (found?.overhead) return deepEqual(given, found.overhead.podFixed) ? undefined : mismatch(attributes);
    if (!given) return undefined;
    return refuse(attributes, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
  },
};
