// One request to one resource, taken apart: what every verb is given.

import type { ApiObject } from '#apimachinery/meta.ts';
import { type Struct, structOfKind } from '#apimachinery/schema/schema.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { User } from '../../authn/user.ts';
import type { ServerContext, Strategy } from './strategy.ts';

export interface Scope<T extends ApiObject = ApiObject> {
  readonly strategy: Strategy<T>;
  readonly context: ServerContext;
  /** As storage names it: `pods`, `deployments.apps`. */
  readonly resource: string;
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** Empty for what has no namespace, and for lists over all of them. */
  readonly namespace: string;
  /** Empty for a collection. */
  readonly name: string;
  readonly subresource: string;
  readonly query: URLSearchParams;
  readonly request: ApiRequest;
  readonly user: User;
  /** Becomes a `Warning:` header. */
  warn(text: string): void;
}

export const keyIn = ({ namespace, name }: { namespace: string; name: string }): string =>
  namespace ? `${namespace}/${name}` : name;

/** Who writes: `fieldManager`, else the user agent up to its slash. Source: managerOrUserAgent. */
export function managerOf({ query, request }: Pick<Scope, 'query' | 'request'>): string {
  return query.get('fieldManager') || (request.headers?.['user-agent'] ?? '').split('/')[0]!.slice(0, 128) || 'unknown';
}

/** The type of the kind in the version that the request is about: for field ownership and merging. */
export const structFor = ({
  strategy,
  apiVersion,
}: Pick<Scope<never>, 'strategy' | 'apiVersion'>): Struct | undefined =>
  strategy.custom?.struct ?? structOfKind(apiVersion, strategy.kind);
