// Which Services have a load balancer of the cloud, and which nodes may stand behind one.

import type { Node, Service } from '#api/core/types.ts';

/** Source: servicehelper.LoadBalancerCleanupFinalizer. */
export const CLEANUP = 'service.kubernetes.io/load-balancer-cleanup';

/** Another class is another controller's. Source: wantsLoadBalancer. */
export const wants = ({ spec }: Service): boolean =>
  spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined;

export const isFinalized = ({ metadata }: Service): boolean => metadata.finalizers?.includes(CLEANUP) ?? false;

/** May a load balancer send to it at all? Whether it is ready, the health checks say. Source: stableNodeSetPredicates, KEP-3458. */
export function takesBalancers({ metadata, spec }: Node): boolean {
  return (
    !metadata.deletionTimestamp &&
    metadata.labels?.['node.kubernetes.io/exclude-from-external-load-balancers'] === undefined &&
    !isBeingRemoved(spec)
  );
}

/** The autoscaler is about to delete it. Source: ToBeDeletedTaint. */
export const isBeingRemoved = ({ taints }: Node['spec']): boolean =>
  taints?.some(({ key }) => key === 'ToBeDeletedByClusterAutoscaler') ?? false;
