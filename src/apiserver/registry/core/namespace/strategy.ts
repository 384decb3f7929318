// Models pkg/registry/core/namespace/strategy.go and its storage: a Namespace leaves only after what is in it has gone.

import type { Namespace } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { reply, status } from '#apimachinery/status.ts';
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

  subresources: {
    finalize: {
      kind: 'Namespace',
      verbs: ['update'],
      handle(request, { name }, { storage }) {
        const current = storage.get<Namespace>('namespaces', name);
        if (!current) return reply(status.notFound('namespaces', '', name));
        const wanted = (request.body ?? {}) as Partial<Namespace>;
        const version = wanted.metadata?.resourceVersion;
        if (version && version !== current.metadata.resourceVersion) {
          return reply(
            status.conflict(
              'namespaces',
              '',
              name,
              'the object has been modified; please apply your changes to the latest version and try again',
            ),
          );
        }
        const errors = (wanted.spec?.finalizers ?? []).flatMap((finalizer, i) =>
          validateFinalizer(finalizer, `spec.finalizers[${i}]`),
        );
        if (errors.length > 0) return reply(status.invalid('Namespace', '', name, errors));
        const next: Namespace = {
          ...structuredClone(current),
          spec: { ...current.spec, finalizers: wanted.spec?.finalizers ?? [] },
        };
        if (next.spec!.finalizers!.length === 0) delete next.spec!.finalizers;
        const done =
          next.metadata.deletionTimestamp !== undefined &&
          (next.spec?.finalizers ?? []).length === 0 &&
          (next.metadata.finalizers ?? []).length === 0;
        if (!done) return { code: 200, body: storage.put('namespaces', next) };
        storage.remove('namespaces', keyOf(next));
        return { code: 200, body: next };
      },
    },
  },
};
