// Models apiserver/pkg/endpoints/handlers/get.go ListResource: a collection, in pieces if asked.

import type { ApiList, ApiObject } from '#apimachinery/meta.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import type { Scope } from './scope.ts';
import { selectionOf } from './selection.ts';

/** Where the next piece begins. Differs: pieces come from the present state, not from the revision of the first one. */
interface Continuation {
  readonly v: 'meta.k8s.io/v1';
  readonly rv: number;
  readonly start: string;
}

const place = ({ metadata }: ApiObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

export function list<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const { strategy, context, query } = scope;
  const selection = selectionOf(scope);
  if (isStatus(selection)) return reply(selection);
  const asked = Number(query.get('resourceVersion') ?? '0');
  if (Number.isNaN(asked))
    return reply(
      status.badRequest(
        `resourceVersion: Invalid value: ${JSON.stringify(query.get('resourceVersion'))}: strconv.ParseUint: parsing ${JSON.stringify(query.get('resourceVersion'))}: invalid syntax`,
      ),
    );
  if (asked > context.storage.revision) return reply(tooLarge(asked, context.storage.revision));
  const from = continuationOf(query.get('continue'));
  if (isStatus(from)) return reply(from);

  let items = context.storage.list<T>(scope.resource, scope.namespace);
  if (!selection.isEverything) items = items.filter((o) => selection.matches(o));
  if (from) items = items.filter((o) => place(o) >= from.start);
  const limit = Number(query.get('limit') ?? '0');
  const page = limit > 0 && items.length > limit ? items.slice(0, limit) : items;
  const revision = from?.rv ?? context.storage.revision;
  const next = items[page.length];
  const body: ApiList<T> = {
    kind: `${strategy.kind}List`,
    apiVersion: scope.apiVersion,
    metadata: {
      resourceVersion: String(revision),
      ...(next && { continue: btoa(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: place(next) })) }),
      ...(next && selection.isEverything && { remainingItemCount: items.length - page.length }),
    },
    items: page as T[],
  };
  return { code: 200, body };
}

function continuationOf(token: string | null): Continuation | undefined | Status {
  if (!token) return undefined;
  try {
    const parsed = JSON.parse(atob(token)) as Continuation;
    if (parsed.v === 'meta.k8s.io/v1' && typeof parsed.start === 'string') return parsed;
  } catch {
    // Falls through to the refusal.
  }
  return status.badRequest('continue key is not valid: illegal base64 data or unexpected content');
}

export function tooLarge(asked: number, current: number): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `Too large resource version: ${asked}, current: ${current}`,
    reason: 'Timeout',
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
    code: 504,
  };
}
