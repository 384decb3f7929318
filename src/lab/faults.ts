// What is broken, or scarce, around the cluster: a plain value that is set as a whole. Nothing is, in a new lab.

import type { Container, Pod, Probe } from '#api/core/types.ts';
import type { AddressRange, CloudProvider } from '#controllers/service/cloud.ts';
import type { NetworkFaults } from '#network/faults.ts';
import type { Provider } from './bootstrap.ts';
import { isOf, type Workload } from './workload.ts';

export interface Faults extends NetworkFaults {
  /** How many load balancers the cloud allows. Default 50. */
  readonly loadBalancerQuota?: number;
  /** How many addresses the cloud still has for load balancers, in all. Default 254. */
  readonly loadBalancerAddresses?: number;
  /** Whose containers end soon after each start, with exit code 1. */
  readonly crashing?: readonly Workload[];
  /** Whose probes of this kind fail, whatever the container would answer. */
  readonly failingProbes?: readonly FailingProbe[];
}

export const PROBES = ['readiness', 'liveness', 'startup'] as const;

export interface FailingProbe {
  readonly workload: Workload;
  readonly probe: (typeof PROBES)[number];
}

/** Does this fault make the probe fail? `probe` is one of the container's. */
export function failsProbe({ failingProbes = [] }: Faults, pod: Pod, container: Container, probe: Probe): boolean {
  const kind = PROBES.find((name) => container[`${name}Probe`] === probe);
  return failingProbes.some((fault) => fault.probe === kind && isOf(pod, fault.workload));
}

/** For benchmarks (RFC 2544), so nobody's: the load balancers' addresses. */
const RANGE: AddressRange = { prefix: '198.18.0.', from: 1, to: 254 };
const QUOTA = 50;

/** The cloud as `faults` leave it; undefined where there is none. */
export function cloudOf(provider: Provider, faults: () => Faults): CloudProvider | undefined {
  if (provider !== 'cloud') return undefined;
  return {
    get quota() {
      return faults().loadBalancerQuota ?? QUOTA;
    },
    get range() {
      return { ...RANGE, to: RANGE.from + (faults().loadBalancerAddresses ?? RANGE.to - RANGE.from + 1) - 1 };
    },
  };
}

/** Nodes whose kubelet the control plane does not hear: they are off, or cut off from it. */
export function unheardNodes({ nodesDown = [], partitions = [] }: Faults): ReadonlySet<string> {
  const cut = partitions.flatMap(([a, b]) => (a === 'control-plane' ? [b] : b === 'control-plane' ? [a] : []));
  return new Set([...nodesDown, ...cut.filter((p) => p.startsWith('node/')).map((p) => p.slice(5))]);
}
