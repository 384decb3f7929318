// The requests that controllers make, as client-go would write their paths.

import type { ApiObject, OwnerReference } from '#apimachinery/meta.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';

/** `pods` of `v1` in `default`: `/api/v1/namespaces/default/pods`. `resource` may carry its group: `deployments.apps`. */
export function collectionPath(apiVersion: string, resource: string, namespace?: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = resource.split('.')[0];
  return namespace ? `${root}/namespaces/${namespace}/${plural}` : `${root}/${plural}`;
}

export function pathOf(resource: string, { apiVersion, metadata }: ApiObject, subresource?: string): string {
  const path = `${collectionPath(apiVersion, resource, metadata.namespace)}/${encodeURIComponent(metadata.name)}`;
  return subresource ? `${path}/${subresource}` : path;
}

/** `body` without a name is named by the server, from its generateName. */
export function post(
  resource: string,
  body: Omit<ApiObject, 'metadata'> & { metadata: Partial<ApiObject['metadata']> },
): ApiRequest {
  return { method: 'POST', path: collectionPath(body.apiVersion, resource, body.metadata.namespace), body };
}

export function put(resource: string, body: ApiObject): ApiRequest {
  return { method: 'PUT', path: pathOf(resource, body), body };
}

/** Replaces the status alone. The objects are shared, so nothing is cloned here. */
export function putStatus<T extends ApiObject>(resource: string, object: T, status: unknown): ApiRequest {
  return { method: 'PUT', path: pathOf(resource, object, 'status'), body: { ...object, status } };
}

/** A JSON merge patch: lists are replaced whole, null removes. */
export function mergePatch(resource: string, object: ApiObject, body: unknown): ApiRequest {
  return {
    method: 'PATCH',
    path: pathOf(resource, object),
    headers: { 'content-type': 'application/merge-patch+json' },
    body,
  };
}

/** Deletes this very object: a new one of the same name is spared. */
export function remove(resource: string, object: ApiObject, options: Record<string, unknown> = {}): ApiRequest {
  const { uid } = object.metadata;
  const preconditions = uid ? { preconditions: { uid } } : {};
  return {
    method: 'DELETE',
    path: pathOf(resource, object),
    body: { kind: 'DeleteOptions', apiVersion: 'v1', ...preconditions, ...options },
  };
}

/** Source: metav1.NewControllerRef. */
export function controllerRef({ apiVersion, kind, metadata }: ApiObject): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true, blockOwnerDeletion: true };
}
