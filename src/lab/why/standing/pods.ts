// A Pod as it stands.

import type { Pod } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { unwell } from '../deciding/pods.ts';
import { byFault, type Well } from './standing.ts';

export const podStanding = byFault<Pod>((pod, { facts }) => unwell(pod, facts), wellPod);

function wellPod(pod: Pod): Well {
  const { spec, status } = pod;
  const name = keyOf(pod);
  if (status.phase === 'Succeeded') return { code: 'podIsDone', parameters: { name } };
  const node = spec.nodeName ?? '-';
  const states = status.containerStatuses ?? [];
  const ready = states.filter((state) => state.ready).length;
  if (ready === 0) return { code: 'podBegins', parameters: { name, node } };
  const restarts = states.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const counts = { containers: spec.containers.length, ready, restarts };
  const parameters = Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, String(count)]));
  return { code: 'podIsWell', parameters: { ...parameters, name, node } };
}
