// What is not stored but made when it is asked for: the verbs read it as if it were stored.

import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import type { ServerContext, Strategy } from './registry/rest/strategy.ts';
import { qualifiedResource } from './registry/rest/versions.ts';
import type { Storage } from './storage.ts';

/** For a kind that is computed, a storage that has its objects too. */
export function withComputed<C extends ServerContext>(strategy: Strategy, context: C): C {
  const { computed } = strategy;
  if (!computed) return context;
  const { storage } = context;
  const own = qualifiedResource(strategy);
  const made = (namespace = ''): readonly ApiObject[] =>
    computed.list(context).filter(({ metadata }) => namespace === '' || metadata.namespace === namespace);
  const view: Storage = {
    get revision() {
      return storage.revision;
    },
    get oldest() {
      return storage.oldest;
    },
    get: <T extends ApiObject>(resource: string, key: string) =>
      resource === own
        ? (made().find((object) => keyOf(object) === key) as T | undefined)
        : storage.get<T>(resource, key),
    list: <T extends ApiObject>(resource: string, namespace?: string) =>
      resource === own ? (made(namespace) as readonly T[]) : storage.list<T>(resource, namespace),
    listAt: <T extends ApiObject>(resource: string, namespace: string, revision: number) =>
      resource === own ? (made(namespace) as readonly T[]) : storage.listAt<T>(resource, namespace, revision),
    put: (resource, object) => storage.put(resource, object),
    remove: (resource, key) => storage.remove(resource, key),
    since: (revision) => storage.since(revision),
    subscribe: (listener) => storage.subscribe(listener),
  };
  return { ...context, storage: view };
}
