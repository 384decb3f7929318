// Models apimachinery/pkg/runtime Scheme's conversions: one kind, stored in one version and served in several.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Scope } from './scope.ts';
import type { StoredAs, Strategy } from './strategy.ts';

export const apiVersionOf = ({ group, version }: { readonly group: string; readonly version: string }): string =>
  group ? `${group}/${version}` : version;

/** `deployments.apps`, `pods`: as storage and errors name a resource. */
export const qualifiedResource = ({
  resource,
  group,
}: {
  readonly resource: string;
  readonly group: string;
}): string => (group ? `${resource}.${group}` : resource);

/** What another version of a kind says of itself. What it leaves out is as in the stored version. */
export type OtherVersion<T extends ApiObject> = Partial<Omit<Strategy<T>, 'storedAs' | 'resource' | 'kind'>> &
  Pick<StoredAs<T>, 'fromStored' | 'toStored'>;

/** The same kind in another version, kept under the key of `stored`. Both stand in the registry. `apiVersion` is converted here. */
export function inVersion<T extends ApiObject>(stored: Strategy<T>, other: OtherVersion<T>): Strategy<T> {
  const { fromStored, toStored, ...own } = other;
  const strategy: Strategy<T> = { ...stored, ...own };
  return {
    ...strategy,
    storedAs: {
      resource: qualifiedResource(stored),
      apiVersion: apiVersionOf(stored),
      fromStored: (object) => ({ ...fromStored(object), apiVersion: apiVersionOf(strategy) }),
      toStored: (object) => ({ ...toStored(object), apiVersion: apiVersionOf(stored) }),
    },
  };
}

/** What is stored, in the version that the request is about. */
export function served<T extends ApiObject>({ strategy }: Pick<Scope<T>, 'strategy'>, object: T): ApiObject {
  return strategy.storedAs?.fromStored(object) ?? object;
}

/** What the client gave, as it is stored. */
export function stored<T extends ApiObject>({ strategy }: Pick<Scope<T>, 'strategy'>, object: ApiObject): T {
  return (strategy.storedAs?.toStored(object) ?? object) as T;
}
