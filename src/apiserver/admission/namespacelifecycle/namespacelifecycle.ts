// Models apiserver/pkg/admission/plugin/namespace/lifecycle: nothing new in a namespace that is not there, or is going.

import { status } from '#apimachinery/status.ts';
import type { AdmissionPlugin } from '../admission.ts';

/** Source: the plugin's immortalNamespaces in pkg/kubeapiserver. */
const IMMORTAL: readonly string[] = ['default', 'kube-system', 'kube-public'];

export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  handles: ['CREATE', 'UPDATE', 'DELETE'],

  admit({ operation, strategy, name, namespace, object }, { storage }) {
    const { resource, group } = strategy;
    if (operation === 'DELETE' && resource === 'namespaces' && group === '' && IMMORTAL.includes(name)) {
      return status.forbidden('namespaces', '', name, 'this namespace may not be deleted');
    }
    if (!strategy.namespaced || operation === 'DELETE') return undefined;
    const found = storage.get('namespaces', namespace);
    if (!found) return status.notFound('namespaces', '', namespace);
    if (operation !== 'CREATE' || !found.metadata.deletionTimestamp) return undefined;
    const refusal = status.forbidden(
      resource,
      group,
      object?.metadata.name ?? '',
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
    const cause = {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    };
    return { ...refusal, details: { ...refusal.details, causes: [cause] } };
  },
};
