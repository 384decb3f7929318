// Models apiserver/pkg/admission/plugin/policy/validating/validator.go: one policy's judgement of one request.

import type { ValidatingAdmissionPolicy, Validation } from '#api/admissionregistration/types.ts';
import type { Namespace } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { cel } from '../../cel/loader.ts';
import type { Expressions } from '../../cel/policy.ts';
import type { ServerContext, Strategy } from '../../registry/rest/strategy.ts';
import { apiVersionOf } from '../../registry/rest/versions.ts';
import type { Attributes } from '../admission.ts';

/** What speaks against a request. */
export interface Denial {
  readonly message: string;
  /** Default Invalid. */
  readonly reason?: Validation['reason'];
}

/** A request, and what a policy's rule takes it for: the same resource, perhaps in another version. */
export interface Judged extends Attributes {
  readonly as: Strategy;
}

const MAX_MESSAGE_LENGTH = 5 * 1024;

export function evaluate(
  policy: ValidatingAdmissionPolicy,
  params: ApiObject | undefined,
  attributes: Judged,
  context: ServerContext,
): readonly Denial[] {
  const compiled = cel().compilePolicy(policy.spec);
  const values = valuesOf(params, attributes, context);
  const failed = (message: string): Denial[] => (policy.spec.failurePolicy === 'Ignore' ? [] : [{ message }]);
  const met = conditionsMet(compiled, values);
  if (met !== true) return met === false ? [] : failed(met.error);
  const all = compiled.withVariables(values);
  const denials = compiled.validations.flatMap((validation, i): Denial[] => {
    const outcome = compiled.evaluate(validation, all);
    if ('error' in outcome) return failed(outcome.error);
    if (outcome.value === true) return [];
    const { message, reason, expression } = policy.spec.validations![i]!;
    const said = validation.message && compiled.evaluate({ expression: '', program: validation.message }, all);
    const text = (said && shown(said)) || message?.trim() || `failed expression: ${expression.trim()}`;
    return [{ message: text, ...(reason && { reason }) }];
  });
  // Portolan does not simulate audit logs: an annotation's value goes nowhere, and only one that cannot be made speaks against a request.
  const audits = compiled.audits.flatMap((audit) => {
    const outcome = compiled.evaluate(audit, all);
    return 'error' in outcome ? failed(outcome.error) : [];
  });
  return [...denials, ...audits];
}

/** Whether a request is one that its conditions are for. One that is not met counts before one that fails. */
export function matches(
  stored: Pick<Expressions, 'matchConditions'>,
  attributes: Judged,
  context: ServerContext,
): boolean | { readonly error: string } {
  return conditionsMet(cel().compilePolicy(stored), valuesOf(undefined, attributes, context));
}

function conditionsMet(
  compiled: ReturnType<ReturnType<typeof cel>['compilePolicy']>,
  values: Readonly<Record<string, unknown>>,
): boolean | { readonly error: string } {
  const errors: string[] = [];
  for (const condition of compiled.conditions) {
    const outcome = compiled.evaluate(condition, values);
    if ('error' in outcome) errors.push(outcome.error);
    else if (outcome.value !== true) return false;
  }
  return errors.length === 0 || { error: errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]` };
}

function shown(said: { readonly value: unknown } | { readonly error: string }): string {
  const text = 'value' in said && typeof said.value === 'string' ? said.value.trim() : '';
  return text.includes('\n') || text.length > MAX_MESSAGE_LENGTH ? '' : text;
}

function valuesOf(
  params: ApiObject | undefined,
  attributes: Judged,
  context: ServerContext,
): Readonly<Record<string, unknown>> {
  const { object, old, strategy, subresource, user, namespace, name } = attributes;
  const { dynamic, celValue, AuthorizerValue, REQUEST_DECLARATION, NAMESPACE_DECLARATION } = cel();
  const inNamespace = strategy.namespaced ? context.storage.get<Namespace>('namespaces', namespace) : undefined;
  const { group, resource } = strategy;
  return {
    object: object ? dynamic(shownObject(object, attributes)) : null,
    oldObject: old ? dynamic(shownObject(old, attributes)) : null,
    params: params ? dynamic(params) : null,
    request: celValue(requestOf(attributes), REQUEST_DECLARATION),
    namespaceObject: celValue(inNamespace, NAMESPACE_DECLARATION),
    authorizer: new AuthorizerValue(context.authorizer, user, { group, resource, subresource, namespace, name }),
  };
}

/** In the version that the rule names. */
const shownObject = (object: ApiObject, { as }: Judged): ApiObject => ({
  ...(as.storedAs?.fromStored(object) ?? object),
  apiVersion: apiVersionOf(as),
  kind: as.kind,
});

/** Source: plugin/cel CreateAdmissionRequest. */
function requestOf({ strategy, as, subresource, user, operation, namespace, name, dryRun, options }: Judged): unknown {
  const { name: username, uid, groups, extra = {} } = user;
  const kindOf = ({ group, version, kind }: Strategy): object => ({ group, version, kind });
  const resourceOf = ({ group, version, resource }: Strategy): object => ({ group, version, resource });
  // What is connected to has its group; its options are of the core.
  const own = operation === 'CONNECT' ? { ...strategy, group: '', version: 'v1' } : strategy;
  return {
    kind: kindOf(operation === 'CONNECT' ? own : as),
    resource: resourceOf(as),
    subResource: subresource,
    requestKind: kindOf(own),
    requestResource: resourceOf(strategy),
    requestSubResource: subresource,
    name,
    namespace,
    operation,
    userInfo: { username, ...(uid && { uid }), groups, extra },
    dryRun,
    ...(options && { options }),
  };
}
