// An operator: every Deployment with the annotation `example.com/expose: PORT` gets a Service on port 80 that leads to that port of its
// Pods. It knows nothing of Portolan, and would run against any cluster.

import { AppsV1Api, CoreV1Api, makeInformer, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';

export const ANNOTATION = 'example.com/expose';
const APPLY = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply);

/** The Service that a Deployment asks for; undefined: none. */
export function serviceFor({ metadata, spec }) {
  const targetPort = Number(metadata.annotations?.[ANNOTATION]);
  if (!Number.isInteger(targetPort)) return undefined;
  const { name, namespace, uid } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name, uid }] },
    spec: { selector: spec.selector.matchLabels, ports: [{ port: 80, targetPort }] },
  };
}

/**
 * Starts the operator. `onSynced` is told of each Deployment that has been seen to.
 *
 * @param {import('@kubernetes/client-node').KubeConfig} kubeConfig
 */
export async function startOperator(kubeConfig, onSynced = () => {}) {
  const apps = kubeConfig.makeApiClient(AppsV1Api);
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const sync = async (deployment) => {
    const service = serviceFor(deployment);
    const { name, namespace } = deployment.metadata;
    if (service)
      await core.patchNamespacedService({ name, namespace, body: service, fieldManager: 'expose', force: true }, APPLY);
    onSynced(deployment);
  };
  const informer = makeInformer(kubeConfig, '/apis/apps/v1/deployments', () => apps.listDeploymentForAllNamespaces());
  informer.on('add', sync);
  informer.on('update', sync);
  await informer.start();
  return () => informer.stop();
}
