// Models plugin/pkg/admission/defaulttolerationseconds: a Pod stays five minutes on a node that has gone quiet.

import type { Pod, Toleration } from '#api/core/types.ts';
import type { AdmissionPlugin } from '../admission.ts';
import { isNewPod } from '../pods.ts';

const SECONDS = 300;

const tolerates = (tolerations: readonly Toleration[], key: string): boolean =>
  tolerations.some((t) => (!t.key || t.key === key) && (!t.effect || t.effect === 'NoExecute'));

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  handles: ['CREATE'],

  admit(attributes) {
    if (!isNewPod(attributes)) return undefined;
    const { spec } = attributes.object as Pod;
    spec.tolerations ??= [];
    for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
      if (tolerates(spec.tolerations, key)) continue;
      spec.tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS });
    }
    return undefined;
  },
};
