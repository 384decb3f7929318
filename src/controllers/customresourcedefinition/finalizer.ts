// Models apiextensions-apiserver/pkg/controller/finalizer: a definition goes once its objects have gone.

import type { CustomResourceDefinition } from '#api/apiextensions/types.ts';
import type { Controller } from '../controller.ts';
import { mergePatch, remove } from '../requests.ts';

const RESOURCE = 'customresourcedefinitions.apiextensions.k8s.io';
const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';
const RETRY_MS = 1000;

export const customresourcedefinitionFinalizer: Controller = {
  name: 'customresourcedefinition-finalizing-controller',
  resources: ['*'],

  keysFor({ type, resource, object }, cache) {
    if (resource === RESOURCE) return type === 'DELETED' ? [] : [object.metadata.name];
    const definition = cache.get<CustomResourceDefinition>(RESOURCE, resource);
    return definition?.metadata.deletionTimestamp ? [definition.metadata.name] : [];
  },

  sync(key, cache) {
    const definition = cache.get<CustomResourceDefinition>(RESOURCE, key);
    const { deletionTimestamp, finalizers = [] } = definition?.metadata ?? {};
    if (!definition || !deletionTimestamp || !finalizers.includes(CLEANUP)) return { requests: [] };
    // A definition's name is the name that storage has for its objects.
    const objects = cache.list(key);
    if (objects.length === 0) {
      const left = finalizers.filter((f) => f !== CLEANUP);
      return {
        requests: [mergePatch(RESOURCE, definition, { metadata: { finalizers: left.length > 0 ? left : null } })],
      };
    }
    const served = definition.spec.versions.find((v) => v.served)?.name;
    const requests = objects
      .filter((o) => !o.metadata.deletionTimestamp)
      .map((o) => remove(key, served ? { ...o, apiVersion: `${definition.spec.group}/${served}` } : o));
    return { requests, requeueAfterMs: RETRY_MS };
  },
};
