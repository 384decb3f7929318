// Models doNoScheduleTaintingPass and doNoExecuteTaintingPass of pkg/controller/nodelifecycle: the taints that follow from a node's state.

import type { Node, Taint } from '#api/core/types.ts';
import { timestamp } from '#apimachinery/names.ts';

const prefixed = (name: string): string => `node.kubernetes.io/${name}`;

/** Condition → status → key. */
const KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: prefixed('not-ready'), Unknown: prefixed('unreachable') },
  MemoryPressure: { True: prefixed('memory-pressure') },
  DiskPressure: { True: prefixed('disk-pressure') },
  NetworkUnavailable: { True: prefixed('network-unavailable') },
  PIDPressure: { True: prefixed('pid-pressure') },
};
const UNSCHEDULABLE = prefixed('unschedulable');
const OURS = new Set([UNSCHEDULABLE, ...Object.values(KEYS).flatMap((keys) => Object.values(keys))]);
const EXECUTED = new Set(Object.values(KEYS.Ready!));

/** Others' taints stay; ours keep the moment at which they came. */
export function wantedTaints({ spec, status }: Node, nowMs: number): Taint[] {
  const old = spec.taints ?? [];
  const is = (a: Pick<Taint, 'key' | 'effect'>, b: Taint): boolean => a.key === b.key && a.effect === b.effect;
  const keys = (status.conditions ?? []).flatMap(({ type, status: value }) => KEYS[type]?.[value] ?? []);
  const wanted = [
    ...keys.map((key) => ({ key, effect: 'NoSchedule' as const })),
    ...(spec.unschedulable ? [{ key: UNSCHEDULABLE, effect: 'NoSchedule' as const }] : []),
    ...keys.filter((key) => EXECUTED.has(key)).map((key) => ({ key, effect: 'NoExecute' as const })),
  ];
  const isOurs = ({ key, effect }: Taint): boolean =>
    (OURS.has(key) && effect === 'NoSchedule') || (EXECUTED.has(key) && effect === 'NoExecute');
  return [
    ...old.filter((taint) => !isOurs(taint) || wanted.some((w) => is(w, taint))),
    ...wanted
      .filter((w) => !old.some((taint) => is(w, taint)))
      .map((w) => ({ key: w.key, effect: w.effect, timeAdded: timestamp(nowMs) })),
  ];
}
