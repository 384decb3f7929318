// Models apiserver/pkg/endpoints/handlers/get.go: one object by name.

import type { ApiObject } from '#apimachinery/meta.ts';
import { reply, status } from '#apimachinery/status.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { keyIn, type Scope } from './scope.ts';

export function get<T extends ApiObject>(scope: Scope<T>): ApiResponse {
  const found = scope.context.storage.get<T>(scope.resource, keyIn(scope));
  return found
    ? { code: 200, body: found }
    : reply(status.notFound(scope.strategy.resource, scope.strategy.group, scope.name));
}
