// Models apiserver/pkg/admission/plugin/policy/validating dispatcher.go: every write is judged by the policies that are bound to it.

import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '#api/admissionregistration/types.ts';
import type { Status } from '#apimachinery/status.ts';
import type { ServerContext } from '../../registry/rest/strategy.ts';
import { type AdmissionPlugin, type Attributes, refuse } from '../admission.ts';
import { type Denial, evaluate, type Judged } from './evaluation.ts';
import { matched } from './matching.ts';
import { collectParams } from './params.ts';

const GROUP = 'admissionregistration.k8s.io';
const CODES: Readonly<Record<string, number>> = {
  Forbidden: 403,
  RequestEntityTooLarge: 413,
  Invalid: 422,
};

export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  handles: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],

  validate(attributes, context) {
    const { storage } = context;
    const policies = storage.list<ValidatingAdmissionPolicy>(`validatingadmissionpolicies.${GROUP}`);
    if (policies.length === 0) return undefined;
    const bindings = storage.list<ValidatingAdmissionPolicyBinding>(`validatingadmissionpolicybindings.${GROUP}`);
    let refused: Status | undefined;
    for (const policy of policies) {
      const as = matched(policy.spec.matchConstraints, attributes, context);
      if (!as) continue;
      for (const binding of bindings) {
        if (binding.spec.policyName !== policy.metadata.name) continue;
        if (!matched(binding.spec.matchResources, attributes, context)) continue;
        // The first denial is the one that is told; the others' warnings are told all the same.
        const judged = judge(policy, binding, { ...attributes, as }, context);
        refused ??= judged;
      }
    }
    return refused;
  },
};

function judge(
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  attributes: Judged,
  context: ServerContext,
): Status | undefined {
  const { paramKind, failurePolicy } = policy.spec;
  const params = collectParams(paramKind, binding.spec.paramRef, attributes.namespace, context);
  if ('failed' in params) {
    if (failurePolicy === 'Ignore') return undefined;
    return denied(policy, binding, { message: `failed to configure binding: ${params.failed}` }, attributes);
  }
  const { validationActions = [] } = binding.spec;
  let refused: Status | undefined;
  for (const denial of params.flatMap((param) => evaluate(policy, param, attributes, context))) {
    if (validationActions.includes('Deny')) refused ??= denied(policy, binding, denial, attributes);
    if (validationActions.includes('Warn')) {
      const { name } = policy.metadata;
      attributes.warn(
        `Validation failed for ValidatingAdmissionPolicy '${name}' with binding '${binding.metadata.name}': ${denial.message}`,
      );
    }
  }
  return refused;
}

function denied(
  { metadata: policy }: ValidatingAdmissionPolicy,
  { metadata: binding }: ValidatingAdmissionPolicyBinding,
  { message, reason = 'Invalid' }: Denial,
  attributes: Attributes,
): Status {
  const text = `ValidatingAdmissionPolicy '${policy.name}' with binding '${binding.name}' denied request: ${message}`;
  const status = refuse(attributes, text);
  return {
    ...status,
    reason,
    code: CODES[reason] ?? 422,
    details: { ...status.details, causes: [{ message: text }] },
  } as Status;
}
