// Why a node takes no Pods, or those on it do not count: its kubelet is silent, it is short of something, it is cordoned.

import type { Node } from '#api/core/types.ts';
import { type Finding, note } from './finding.ts';

/** Undefined: it is ready, and takes Pods. */
export function nodeFault({ metadata: { name: node }, spec, status }: Node): Finding | undefined {
  const object = `Node/${node}`;
  const { conditions = [] } = status;
  const cordoned = spec.unschedulable ? [note('node-is-cordoned', { node })] : [];
  const ready = conditions.findIndex(({ type }) => type === 'Ready');
  const { status: is, message = '-', lastHeartbeatTime = '-' } = conditions[ready] ?? {};
  const parameters = { node, message: message.replace(/\.$/, '') };
  if (is === undefined || is === 'Unknown')
    return {
      object,
      path: ready < 0 ? 'status.conditions' : `status.conditions[${ready}].status`,
      notes: [...cordoned, note('node-does-not-report', { ...parameters, last: lastHeartbeatTime })],
    };
  const path = (index: number): string => `status.conditions[${index}].status`;
  if (is === 'False') return { object, path: path(ready), notes: [...cordoned, note('node-not-ready', parameters)] };
  const pressed = conditions.findIndex(({ type, status: on }) => type !== 'Ready' && on === 'True');
  if (pressed >= 0) {
    const { type, message: why = '-' } = conditions[pressed]!;
    const about = { node, condition: type, message: why.replace(/\.$/, '') };
    const said = type.endsWith('Pressure') ? note('node-pressed', about) : note('node-condition', about);
    return { object, path: path(pressed), notes: [...cordoned, said] };
  }
  return cordoned.length > 0 ? { object, path: 'spec.unschedulable', notes: cordoned } : undefined;
}
