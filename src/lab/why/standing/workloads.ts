// What makes Pods, as it stands.

import { keyOf } from '#apimachinery/meta.ts';
import { countOf, type Workload, workloadFault } from '../deciding/workloads.ts';
import { byFault } from './standing.ts';

export const workloadStanding = byFault<Workload>(
  (workload, { facts }) => workloadFault(workload, facts),
  (workload) => {
    const { ready, wanted } = countOf(workload);
    const object = `${workload.kind}/${keyOf(workload)}`;
    return { code: 'workloadIsWell', parameters: { object, ready: String(ready), wanted: String(wanted) } };
  },
);
