// Models pkg/registry/admissionregistration/validatingadmissionpolicy/strategy.go, with its defaults and printer.

import type { ValidatingAdmissionPolicy } from '#api/admissionregistration/types.ts';
import { ageColumn, integer, nameColumn, text } from '../../columns.ts';
import type { ServerContext, Strategy } from '../../rest/strategy.ts';
import { setMatchDefaults } from '../match-resources.ts';
import { typeChecking } from './type-checking.ts';
import { unsimulatedExpressions, validatePolicy } from './validation.ts';

/** Differs: what kube-controller-manager's validatingadmissionpolicy-status writes a moment later comes with the policy itself. */
function judgeTypes(policy: ValidatingAdmissionPolicy, context: ServerContext): void {
  const { generation = 1 } = policy.metadata;
  policy.status = { ...policy.status, observedGeneration: generation, typeChecking: typeChecking(policy, context) };
}

export const validatingAdmissionPolicyStrategy: Strategy<ValidatingAdmissionPolicy> = {
  resource: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  kind: 'ValidatingAdmissionPolicy',
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  namespaced: false,
  categories: ['api-extensions'],
  statusSubresource: true,
  generation: true,
  allowUnconditionalUpdate: false,

  setDefaults(policy) {
    policy.spec ??= {};
    policy.spec.failurePolicy ??= 'Fail';
    if (policy.spec.matchConstraints) setMatchDefaults(policy.spec.matchConstraints);
  },
  prepareForCreate(policy, context) {
    delete policy.status;
    if (validatePolicy(policy).length === 0) judgeTypes(policy, context);
  },
  prepareForUpdate(policy, old, context) {
    if (old.status) policy.status = structuredClone(old.status);
    if (validatePolicy(policy).length === 0) judgeTypes(policy, context);
  },
  validate: validatePolicy,
  validateStatusUpdate: () => [],
  // Portolan does not simulate CEL's semantic versions and JSON patches (semver, isSemver, isCanonical, jsonpatch) in policies.
  warnings: (policy) =>
    unsimulatedExpressions(policy).map(
      (name) => `Portolan does not simulate ${name} in policies: expressions with it count as failed`,
    ),
  columns: [
    nameColumn,
    integer(
      'Validations',
      'Validations indicates the number of validation rules defined in this configuration',
      ({ spec }) => (spec.validations ?? []).length,
    ),
    text('ParamKind', 'ParamKind specifies the kind of resources used to parameterize this policy', ({ spec }) =>
      spec.paramKind ? `${spec.paramKind.apiVersion}/${spec.paramKind.kind}` : '<unset>',
    ),
    ageColumn,
  ],
};
