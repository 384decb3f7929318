// Models printNode of pkg/printers/internalversion/printers.go.

import type { Node } from '#api/core/types.ts';
import { ageColumn, nameColumn, text, wide } from '../../columns.ts';
import type { Column } from '../../rest/strategy.ts';

const ADDRESSES_DESCRIPTION =
  'List of addresses reachable to the node. Queried from cloud provider, if available. More info: https://kubernetes.io/docs/reference/node/node-status/#addresses';

function nodeStatus({ spec, status }: Node): string {
  const ready = status.conditions?.find((c) => c.type === 'Ready');
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (spec.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

/** Source: findNodeRoles. */
function nodeRoles({ metadata }: Node): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith('node-role.kubernetes.io/')) {
      const role = key.slice('node-role.kubernetes.io/'.length);
      if (role) roles.add(role);
    } else if (key === 'kubernetes.io/role' && value) {
      roles.add(value);
    }
  }
  return [...roles].sort().join(',') || '<none>';
}

const address = (node: Node, type: 'InternalIP' | 'ExternalIP'): string =>
  node.status.addresses?.find((a) => a.type === type)?.address ?? '<none>';
const info = (node: Node, field: string): string => node.status.nodeInfo?.[field] || '<unknown>';

export const nodeColumns: readonly Column<Node>[] = [
  nameColumn,
  text('Status', 'The status of the node', nodeStatus),
  text('Roles', 'The roles of the node', nodeRoles),
  ageColumn,
  text('Version', 'Kubelet Version reported by the node.', (node) => node.status.nodeInfo?.kubeletVersion ?? ''),
  wide(text('Internal-IP', ADDRESSES_DESCRIPTION, (node) => address(node, 'InternalIP'))),
  wide(text('External-IP', ADDRESSES_DESCRIPTION, (node) => address(node, 'ExternalIP'))),
  wide(
    text('OS-Image', 'OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).', (node) =>
      info(node, 'osImage'),
    ),
  ),
  wide(
    text('Kernel-Version', "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64).", (node) =>
      info(node, 'kernelVersion'),
    ),
  ),
  wide(
    text(
      'Container-Runtime',
      'ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).',
      (node) => info(node, 'containerRuntimeVersion'),
    ),
  ),
];
