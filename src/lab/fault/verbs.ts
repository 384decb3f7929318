// `fault VERB …`: what each verb makes of the faults that there are. Pure: a user's mistake is a string.

import type { Pod } from '#api/core/types.ts';
import { closed, portsOf } from '../cloud/firewall.ts';
import { type Faults, PROBES } from '../faults.ts';
import { isOf, type Workload } from '../workload.ts';

export interface Surroundings {
  readonly nodes: readonly string[];
  readonly pods: readonly Pod[];
  readonly hasCloud: boolean;
  readonly namespace: string;
}

/** What is broken afterwards, or why the line cannot be. */
type Verb = (words: readonly string[], faults: Faults, around: Surroundings) => Faults | string;

const KINDS: Readonly<Record<string, string>> = {
  pod: 'Pod',
  pods: 'Pod',
  po: 'Pod',
  deployment: 'Deployment',
  deployments: 'Deployment',
  deploy: 'Deployment',
  statefulset: 'StatefulSet',
  sts: 'StatefulSet',
  daemonset: 'DaemonSet',
  ds: 'DaemonSet',
  replicaset: 'ReplicaSet',
  rs: 'ReplicaSet',
  job: 'Job',
};

const OTHERS = ['laptop', 'internet', 'control-plane'];

function placeOf(word: string, { nodes }: Surroundings): string | undefined {
  const name = word.replace(/^node\//, '');
  if (nodes.includes(name)) return `node/${name}`;
  return OTHERS.includes(word) ? word : undefined;
}

/** Pairs of one place with the other, or with all others. */
function pairsOf(
  words: readonly string[],
  around: Surroundings,
): readonly (readonly [string, string])[] | { readonly error: string } {
  const all = [...around.nodes.map((name) => `node/${name}`), ...OTHERS];
  const [a, b] = words.map((word) => placeOf(word, around));
  const unknown = words.find((word) => placeOf(word, around) === undefined);
  if (unknown !== undefined)
    return { error: `there is no place ${unknown}: give ${around.nodes.join(', ')}, ${OTHERS.join(', ')}` };
  if (words.length < 1 || words.length > 2 || a === undefined) return { error: 'give one place, or two' };
  if (a === b) return { error: 'give two different places' };
  return b === undefined ? all.filter((other) => other !== a).map((other) => [a, other] as const) : [[a, b]];
}

function workloadOf(
  word: string | undefined,
  { namespace, pods }: Surroundings,
): { readonly workload: Workload; readonly pods: readonly Pod[] } | string {
  const [kind = '', name] = word?.split('/') ?? [];
  const known = KINDS[kind.toLowerCase()];
  if (!known || !name) return `give what it is about as deployment/NAME or pod/NAME, not ${word ?? 'nothing'}`;
  const workload = `${known}/${namespace}/${name}`;
  const own = pods.filter((pod) => isOf(pod, workload));
  return own.length > 0 ? { workload, pods: own } : `no Pod belongs to ${kind}/${name} in namespace ${namespace}`;
}

const same = (a: readonly [string, string], b: readonly [string, string]): boolean =>
  (a[0] === b[0] && a[1] === b[1]) || (a[0] === b[1] && a[1] === b[0]);

const added = <T>(list: readonly T[] | undefined, item: T): readonly T[] =>
  list?.includes(item) ? list : [...(list ?? []), item];

const numberIn = (word: string | undefined, from: number, to: number): number | undefined =>
  word !== undefined && /^\d+(\.\d+)?$/.test(word) && Number(word) >= from && Number(word) <= to
    ? Number(word)
    : undefined;

/** Milliseconds: `300`, `300ms`, `2s`. */
function msOf(word: string | undefined): number | undefined {
  const [, number, unit] = /^(\d+)(ms|s)?$/.exec(word ?? '') ?? [];
  return number === undefined ? undefined : Number(number) * (unit === 's' ? 1000 : 1);
}

export const VERBS: Readonly<Record<string, Verb>> = {
  'node-down'(words, faults, { nodes }) {
    const name = words[0]?.replace(/^node\//, '') ?? '';
    if (!nodes.includes(name)) return `there is no node ${name}: give one of ${nodes.join(', ')}`;
    return { ...faults, nodesDown: added(faults.nodesDown, name) };
  },

  partition(words, faults, around) {
    const pairs = pairsOf(words, around);
    if ('error' in pairs) return pairs.error;
    const kept = (faults.partitions ?? []).filter((old) => !pairs.some((pair) => same(pair, old)));
    return { ...faults, partitions: [...kept, ...pairs] };
  },

  slow(words, faults, around) {
    const delayMs = msOf(words.at(-1));
    if (!delayMs) return 'give at last how many milliseconds: fault slow node-1 node-2 300';
    const pairs = pairsOf(words.slice(0, -1), around);
    if ('error' in pairs) return pairs.error;
    const kept = (faults.slowLinks ?? []).filter(({ between }) => !pairs.some((pair) => same(pair, between)));
    return { ...faults, slowLinks: [...kept, ...pairs.map((between) => ({ between, delayMs }))] };
  },

  lossy(words, faults, around) {
    const lossPercent = numberIn(words.at(-1)?.replace(/%$/, ''), 1, 100);
    if (lossPercent === undefined) return 'give at last how many of a hundred are lost: fault lossy node-1 node-2 30';
    const pairs = pairsOf(words.slice(0, -1), around);
    if ('error' in pairs) return pairs.error;
    const kept = (faults.lossyLinks ?? []).filter(({ between }) => !pairs.some((pair) => same(pair, between)));
    return { ...faults, lossyLinks: [...kept, ...pairs.map((between) => ({ between, lossPercent }))] };
  },

  'proxy-lag'([word], faults) {
    const proxyLagMs = msOf(word);
    return proxyLagMs ? { ...faults, proxyLagMs } : 'give how many milliseconds: fault proxy-lag 2000';
  },

  crash([word], faults, around) {
    const read = workloadOf(word, around);
    return typeof read === 'string' ? read : { ...faults, crashing: added(faults.crashing, read.workload) };
  },

  probe([word, kind = 'readiness'], faults, around) {
    const read = workloadOf(word, around);
    if (typeof read === 'string') return read;
    const probe = PROBES.find((name) => name === kind.replace(/^--/, ''));
    if (!probe) return `there is no probe ${kind}: give ${PROBES.join(', ')}`;
    const has = read.pods.some(({ spec }) => spec.containers.some((container) => container[`${probe}Probe`]));
    if (!has) return `${word} has no ${probe} probe that could fail: without one the kubelet takes it for well`;
    const { workload } = read;
    const kept = (faults.failingProbes ?? []).filter((f) => f.workload !== workload || f.probe !== probe);
    return { ...faults, failingProbes: [...kept, { workload, probe }] };
  },

  firewall([word], faults, { hasCloud }) {
    if (!hasCloud) return 'there is no cloud around this cluster, so no firewall of one';
    const ports = portsOf(word ?? '');
    return typeof ports === 'string' ? ports : { ...faults, closedPorts: closed(faults.closedPorts ?? [], ports) };
  },

  quota([word], faults, { hasCloud }) {
    const loadBalancerQuota = numberIn(word, 0, 10_000);
    if (!hasCloud) return 'there is no cloud around this cluster, so no quota of one';
    return loadBalancerQuota === undefined ? 'give a number: fault quota 0' : { ...faults, loadBalancerQuota };
  },

  addresses([word], faults, { hasCloud }) {
    const loadBalancerAddresses = numberIn(word, 0, 254);
    if (!hasCloud) return 'there is no cloud around this cluster, so none that gives addresses';
    return loadBalancerAddresses === undefined
      ? 'give a number up to 254: fault addresses 0'
      : { ...faults, loadBalancerAddresses };
  },
};
