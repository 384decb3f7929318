// A node as it stands.

import type { Node, Pod } from '#api/core/types.ts';
import { nodeFault } from '../deciding/nodes.ts';
import { byFault } from './standing.ts';

export const nodeStanding = byFault<Node>(
  (node) => nodeFault(node),
  ({ metadata: { name }, spec, status }, facts) => {
    const pods = facts.list<Pod>('Pod').filter((pod) => pod.spec.nodeName === name).length;
    const taints = (spec.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`);
    const parameters = {
      ...{ name, pods: String(pods) },
      ...{ room: status.allocatable?.pods ?? '-', taints: taints.join(', ') || '-' },
    };
    return { code: 'nodeIsWell', parameters };
  },
);
