// Models apiserver/pkg/admission/plugin/policy/generic CollectParams: what a binding gives a policy to judge by.

import type { ParamKind, ParamRef } from '#api/admissionregistration/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { ServerContext } from '../../registry/rest/strategy.ts';
import { apiVersionOf, qualifiedResource } from '../../registry/rest/versions.ts';

export interface Failed {
  readonly failed: string;
}

/** Undefined among them: judge without. An empty list: there is nothing to judge by, and so nothing is judged. */
export function collectParams(
  kind: ParamKind | undefined,
  ref: ParamRef | undefined,
  namespace: string,
  context: ServerContext,
): readonly (ApiObject | undefined)[] | Failed {
  if (!kind || !ref) return [undefined];
  const strategy = [...context.kinds()].find((s) => s.kind === kind.kind && apiVersionOf(s) === kind.apiVersion);
  if (!strategy) return { failed: `paramKind kind \`${kind.apiVersion}, Kind=${kind.kind}\` not known` };
  if (ref.namespace && !strategy.namespaced) {
    return { failed: 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`' };
  }
  const place = strategy.namespaced ? ref.namespace || namespace : '';
  if (strategy.namespaced && place === '') {
    return { failed: 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources' };
  }
  const resource = strategy.storedAs?.resource ?? qualifiedResource(strategy);
  const all = context.storage.list<ApiObject>(resource, place || undefined);
  const found = ref.name
    ? all.filter(({ metadata }) => metadata.name === ref.name)
    : all.filter(({ metadata }) => matchesSelector(ref.selector ?? {}, metadata.labels ?? {}));
  if (found.length === 0 && ref.parameterNotFoundAction === 'Deny') {
    return { failed: 'no params found for policy binding with `Deny` parameterNotFoundAction' };
  }
  return found.map((object) => strategy.storedAs?.fromStored(object) ?? object);
}
