// Models what pkg/registry/core/service/storage/storage.go and strategy.go carry from the stored Service to the new one:
// patchAllocatedValues, normalizeClusterIPs, dropTypeDependentFields. All mutate the new Service only.

import type { Service } from '#api/core/types.ts';
import { externallyAccessible, needsHealthCheck } from './defaults.ts';

const needsClusterIp = ({ spec }: Service): boolean => spec.type !== 'ExternalName';
const needsNodePort = ({ spec }: Service): boolean => spec.type === 'NodePort' || spec.type === 'LoadBalancer';
const nodePorts = ({ spec }: Service): Set<number> =>
  new Set((spec.ports ?? []).flatMap((p) => (p.nodePort ? [p.nodePort] : [])));
const sameList = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  (a ?? []).join() === (b ?? []).join();

/** Fills in allocated values that a client left out, so that applying the same manifest again changes nothing. */
export function patchAllocatedValues(service: Service, old: Service): void {
  const { spec } = service;
  if (needsClusterIp(old) && needsClusterIp(service)) {
    if (!spec.clusterIP && old.spec.clusterIP) spec.clusterIP = old.spec.clusterIP;
    if ((spec.clusterIPs ?? []).length === 0 && spec.clusterIP === old.spec.clusterIP && old.spec.clusterIPs) {
      spec.clusterIPs = [...old.spec.clusterIPs];
    }
  }
  if (needsNodePort(old) && needsNodePort(service)) {
    const before = nodePorts(old);
    const used = new Set([...nodePorts(service)].filter((port) => before.has(port)));
    const byName = new Map((old.spec.ports ?? []).map((p) => [p.name ?? '', p.nodePort]));
    for (const port of spec.ports ?? []) {
      const previous = byName.get(port.name ?? '');
      if (port.nodePort || !previous || used.has(previous)) continue;
      port.nodePort = previous;
      used.add(previous);
    }
  }
  if (needsHealthCheck(old) && needsHealthCheck(service) && !spec.healthCheckNodePort && old.spec.healthCheckNodePort) {
    spec.healthCheckNodePort = old.spec.healthCheckNodePort;
  }
}

/** Makes `clusterIP` and `clusterIPs` say the same, for clients that know only one of them. */
export function normalizeClusterIps(service: Service, old: Service | undefined): void {
  const { spec } = service;
  if (!old) {
    if (spec.clusterIP && (spec.clusterIPs ?? []).length === 0) spec.clusterIPs = [spec.clusterIP];
    return;
  }
  if ((spec.clusterIPs ?? []).length === 0 && old.spec.clusterIPs && spec.clusterIP === old.spec.clusterIP) {
    spec.clusterIPs = [...old.spec.clusterIPs];
  }
  if (spec.clusterIP !== old.spec.clusterIP && sameList(spec.clusterIPs, old.spec.clusterIPs)) {
    if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP];
    else delete spec.clusterIPs;
  }
}

/** Wipes what the new type has no use for, where the client did not change it. */
export function dropTypeDependentFields(service: Service, old: Service): void {
  const { spec } = service;
  if (needsClusterIp(old) && !needsClusterIp(service)) {
    if (spec.clusterIP === old.spec.clusterIP && sameList(spec.clusterIPs, old.spec.clusterIPs)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (sameList(spec.ipFamilies, old.spec.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === old.spec.ipFamilyPolicy) delete spec.ipFamilyPolicy;
  }
  if (needsNodePort(old) && !needsNodePort(service)) {
    const before = nodePorts(old);
    if ([...nodePorts(service)].every((port) => before.has(port))) {
      for (const port of spec.ports ?? []) delete port.nodePort;
    }
  }
  if (
    needsHealthCheck(old) &&
    !needsHealthCheck(service) &&
    spec.healthCheckNodePort === old.spec.healthCheckNodePort
  ) {
    delete spec.healthCheckNodePort;
  }
  if (old.spec.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts === old.spec.allocateLoadBalancerNodePorts)
      delete spec.allocateLoadBalancerNodePorts;
    if (spec.loadBalancerClass === old.spec.loadBalancerClass) delete spec.loadBalancerClass;
  }
  if (
    externallyAccessible(old) &&
    !externallyAccessible(service) &&
    spec.externalTrafficPolicy === old.spec.externalTrafficPolicy
  ) {
    delete spec.externalTrafficPolicy;
  }
}
