// Models pkg/registry/core/namespace/strategy.go and its storage: a Namespace leaves only after what is in it has gone.

import type { Namespace } from '#api/core/types.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { namespaceColumns } from './printer.ts';
import { validateFinalizer, validateNamespaceStatus } from './validation.ts';

export const namespaceStrategy: Strategy<Namespace> = {
  resource: 'namespaces',
  singular: 'namespace',
  kind: 'Namespace',
  group: '',
  version: 'v1',
  namespaced: false,
  shortNames: ['ns'],
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  statusSubresource: true,
  returnDeletedObject: true,
  nameRule: 'label',

  setDefaults(namespace) {
    if (namespace.metadata.name) {
      namespace.metadata.labels = {
        ...namespace.metadata.labels,
        'kubernetes.io/metadata.name': namespace.metadata.name,
      };
    }
    namespace.spec ??= {};
    namespace.status ??= {};
    namespace.status.phase ??= 'Active';
  },
  prepareForCreate(namespace) {
    namespace.status = { phase: 'Active' };
    const finalizers = namespace.spec?.finalizers ?? [];
    namespace.spec = { finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] };
  },
  prepareForUpdate(namespace, old) {
    if (old.spec) namespace.spec = old.spec;
    if (old.status) namespace.status = old.status;
  },
  validate: ({ spec }) => (spec?.finalizers ?? []).flatMap((name) => validateFinalizer(name, 'spec.finalizers')),
  validateUpdate: () => [],
  validateStatusUpdate: validateNamespaceStatus,
  isHeld: (namespace) => (namespace.spec?.finalizers ?? []).length > 0,
  prepareForDelete(namespace) {
    namespace.status = { ...namespace.status, phase: 'Terminating' };
  },
  selectableFields: { 'status.phase': (namespace) => namespace.status?.phase ?? '' },
  columns: namespaceColumns,

  parts: {
    /** Who has cleared the namespace says so here. Source: namespaceFinalizeStrategy. */
    finalize: {
      verbs: ['update'],
      take(whole, { metadata, spec }) {
        whole.metadata = { ...whole.metadata };
        for (const name of ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const) {
          if (metadata[name] === undefined) delete whole.metadata[name];
          else Object.assign(whole.metadata, { [name]: metadata[name] });
        }
        whole.spec = { ...spec };
      },
      validate: ({ spec }) =>
        (spec?.finalizers ?? []).flatMap((name, i) => validateFinalizer(name, `spec.finalizers[${i}]`)),
    },
  },
};
