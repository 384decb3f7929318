// From an object to the path of its collection, as a REST mapper would say it.

import type { ApiObject } from '#apimachinery/meta.ts';

export interface ResourceInfo {
  readonly resource: string;
  readonly namespaced: boolean;
}

export function collectionOf(
  object: ApiObject,
  find: (apiVersion: string, kind: string) => ResourceInfo | undefined,
): string | { readonly error: string } {
  const { apiVersion, kind, metadata } = object ?? {};
  if (!apiVersion || !kind) return { error: 'apiVersion and kind are needed' };
  const info = find(apiVersion, kind);
  if (!info) return { error: `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}` };
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return info.namespaced
    ? `${root}/namespaces/${metadata?.namespace ?? 'default'}/${info.resource}`
    : `${root}/${info.resource}`;
}
