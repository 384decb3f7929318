// A request to a subresource that is an action or a connection of its own. Models endpoints/installer.go, which gives each its routes.

import type { ApiObject } from '#apimachinery/meta.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import type { Answer } from '#apimachinery/wire.ts';
import { unsupportedBody } from './body.ts';
import { admitConnection } from './connect.ts';
import { decodeServed } from './decode.ts';
import { validateWriteOptions } from './options.ts';
import type { Scope } from './scope.ts';
import type { Strategy, SubresourceHandler } from './strategy.ts';

const METHODS: Readonly<Record<string, string>> = {
  get: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
};

/** @param rest The path behind the subresource. */
export function askSubresource(
  scope: Scope,
  handler: SubresourceHandler,
  rest: string | undefined,
): Answer | Promise<Answer> {
  const { namespace, name, query, request, context } = scope;
  const { methods = handler.verbs.map((verb) => METHODS[verb]) } = handler;
  if (!methods.includes(request.method)) return reply(status.methodNotAllowed());
  const given = handler.takesObject ? givenTo(scope, handler) : undefined;
  if (given && isStatus(given)) return reply(given);
  const refused = admitConnection(scope, handler, rest);
  if (refused) return reply(refused);
  return handler.handle(request, { namespace, name, rest, query }, context, given);
}

function givenTo(scope: Scope, handler: SubresourceHandler): ApiObject | Status {
  const { kind, group = '', version = 'v1', accepts = [] } = handler;
  const refused = unsupportedBody(scope.request) ?? validateWriteOptions(scope, 'CreateOptions');
  if (refused) return refused;
  const { resource, singular, namespaced } = scope.strategy;
  const strategy: Strategy = { kind, group, version, resource, singular, namespaced };
  const apiVersion = group ? `${group}/${version}` : version;
  return decodeServed({ ...scope, strategy, apiVersion }, scope.request, accepts);
}
