// Faults one by one: the command that makes each, and what is left without it.

import type { ClosedPorts } from '#network/faults.ts';
import type { Faults } from '../faults.ts';
import type { Workload } from '../workload.ts';

export interface Entry {
  /** What stands behind `fault`: `node-down node-1`. */
  readonly line: string;
  readonly without: Faults;
}

/** `node/node-1` → `node-1`; other places as they are. */
const shortPlace = (place: string): string => place.replace(/^node\//, '');

/** `Deployment/shop/web` → `deployment/web -n shop`. */
export function workloadText(workload: Workload): string {
  const [kind = '', namespace = '', name = ''] = workload.split('/');
  return `${kind.toLowerCase()}/${name}${namespace === 'default' ? '' : ` -n ${namespace}`}`;
}

export const portsText = ({ from, to, protocol }: ClosedPorts): string =>
  `${from}${from === to ? '' : `-${to}`}${protocol ? `/${protocol}` : ''}`;

export function entriesOf(faults: Faults): readonly Entry[] {
  const { nodesDown, partitions, slowLinks, lossyLinks, proxyLagMs, crashing, failingProbes, closedPorts } = faults;
  const { loadBalancerQuota, loadBalancerAddresses } = faults;
  const each = <K extends keyof Faults, T>(
    key: K,
    list: readonly T[] | undefined,
    line: (item: T) => string,
  ): readonly Entry[] =>
    (list ?? []).map((item) => {
      const rest = list!.filter((other) => other !== item);
      const { [key]: _gone, ...others } = faults;
      return { line: line(item), without: rest.length > 0 ? { ...others, [key]: rest } : others };
    });
  const one = (key: keyof Faults, line: string): readonly Entry[] => {
    const { [key]: _gone, ...without } = faults;
    return faults[key] === undefined ? [] : [{ line, without }];
  };
  const pair = ([a, b]: readonly [string, string]): string => `${shortPlace(a)} ${shortPlace(b)}`;
  return [
    ...each('nodesDown', nodesDown, (node) => `node-down ${node}`),
    ...each('partitions', partitions, (places) => `partition ${pair(places)}`),
    ...each('slowLinks', slowLinks, ({ between, delayMs }) => `slow ${pair(between)} ${delayMs}`),
    ...each('lossyLinks', lossyLinks, ({ between, lossPercent }) => `lossy ${pair(between)} ${lossPercent}`),
    ...one('proxyLagMs', `proxy-lag ${proxyLagMs}`),
    ...each('crashing', crashing, (workload) => `crash ${workloadText(workload)}`),
    ...each('failingProbes', failingProbes, ({ workload, probe }) => `probe ${workloadText(workload)} ${probe}`),
    ...each('closedPorts', closedPorts, (ports) => `firewall ${portsText(ports)}`),
    ...one('loadBalancerQuota', `quota ${loadBalancerQuota}`),
    ...one('loadBalancerAddresses', `addresses ${loadBalancerAddresses}`),
  ];
}

/** All, or those whose line begins so. Undefined: there are none. */
export function healed(faults: Faults, line: string): Faults | undefined {
  if (line === '') return {};
  const isMeant = (entry: Entry): boolean => entry.line === line || entry.line.startsWith(`${line} `);
  let rest = faults;
  for (let next = entriesOf(rest).find(isMeant); next; next = entriesOf(rest).find(isMeant)) rest = next.without;
  return rest === faults ? undefined : rest;
}
