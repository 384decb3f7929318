// Models ComputePodQOS of pkg/apis/core/helper/qos: how well a Pod's claims on resources are kept.

import type { Pod } from '#api/core/types.ts';
import { parseQuantity } from '#apimachinery/quantity.ts';

const COUNTED = ['cpu', 'memory'];
const positive = (value: string | undefined): boolean => value !== undefined && (parseQuantity(value) ?? 0) > 0;

export function qosClass({ spec }: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const claims = containers.flatMap(({ resources }) =>
    COUNTED.flatMap((name) => [resources?.requests?.[name], resources?.limits?.[name]]),
  );
  if (!claims.some(positive)) return 'BestEffort';
  const guaranteed = containers.every(({ resources }) =>
    COUNTED.every((name) => {
      const limit = resources?.limits?.[name];
      const request = resources?.requests?.[name] ?? limit;
      return positive(limit) && parseQuantity(limit!) === parseQuantity(request!);
    }),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
