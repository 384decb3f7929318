// Models apiserver/pkg/endpoints/handlers/rest.go ConnectResource: a connection's options are judged before it is made.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Status } from '#apimachinery/status.ts';
import { runAdmission } from '../../admission/admission.ts';
import { admissionPlugins } from '../../admission/index.ts';
import type { Scope } from './scope.ts';
import type { SubresourceHandler } from './strategy.ts';

/** Undefined: it may be made, or is none. `rest` is the path behind the subresource. */
export function admitConnection(
  { strategy, context, namespace, name, subresource, query, user, warn }: Scope,
  handler: SubresourceHandler,
  rest: string | undefined,
): Status | undefined {
  if (!handler.connection) return undefined;
  const { kind } = handler;
  const object = { apiVersion: 'v1', kind, ...handler.connection(query, rest) } as unknown as ApiObject;
  const attributes = {
    operation: 'CONNECT',
    // What is connected to stays the resource; what is judged is of another kind.
    strategy: { ...strategy, kind },
    namespace,
    name,
    subresource,
    object,
    old: undefined,
    user,
    dryRun: false,
    options: undefined,
    warn,
  } as const;
  return (
    runAdmission(admissionPlugins, 'admit', attributes, context) ??
    runAdmission(admissionPlugins, 'validate', attributes, context)
  );
}
