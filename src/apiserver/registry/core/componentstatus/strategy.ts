// Models pkg/registry/core/componentstatus/rest.go: what is left of asking the control plane's parts how they are.

import type { ComponentStatus } from '#api/core/types.ts';
import { nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';

const healthy = ({ conditions }: ComponentStatus): NonNullable<ComponentStatus['conditions']>[number] | undefined =>
  conditions?.find(({ type }) => type === 'Healthy');

/** Source: printComponentStatus. */
function statusOf(object: ComponentStatus): string {
  const found = healthy(object);
  if (!found || found.status === 'Unknown') return 'Unknown';
  return found.status === 'True' ? 'Healthy' : 'Unhealthy';
}

export const componentStatusStrategy: Strategy<ComponentStatus> = {
  resource: 'componentstatuses',
  singular: 'componentstatus',
  kind: 'ComponentStatus',
  group: '',
  version: 'v1',
  namespaced: false,
  shortNames: ['cs'],
  verbs: ['get', 'list'],
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  columns: [
    nameColumn,
    text('Status', 'Status of the component conditions', statusOf),
    text('Message', 'Message of the component conditions', (object) => healthy(object)?.message ?? ''),
    text('Error', 'Error of the component conditions', (object) => healthy(object)?.error ?? ''),
  ],
};
