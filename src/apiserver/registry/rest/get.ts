// Models apiserver/pkg/endpoints/handlers/get.go: one object by name.

import type { ApiObject } from '#apimachinery/meta.ts';
import { reply, status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { tooLarge } from './list-options.ts';
import { revisionOf } from './parameters.ts';
import { keyIn, type Scope } from './scope.ts';

export function get<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const { strategy, context, query } = scope;
  const asked = revisionOf(query.get('resourceVersion') ?? '');
  // Differs: kube-apiserver calls this its own failure, with code 500.
  if (typeof asked === 'object') return reply(status.badRequest(asked.error));
  if (asked > context.storage.revision) return reply(tooLarge(asked, context.storage.revision));
  const found = context.storage.get<T>(scope.resource, keyIn(scope));
  if (found) return { code: 200, body: found };
  const { namespace, name } = scope;
  return reply(
    strategy.computed?.notFound(namespace, name) ?? status.notFound(strategy.resource, strategy.group, name),
  );
}
