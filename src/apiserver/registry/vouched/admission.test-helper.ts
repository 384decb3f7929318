// Admission registered by the cluster's users: policies, their bindings, webhooks.

import type { Default, Refusal, Warned } from './row.test-helper.ts';

type Body = Refusal['object'];
type Row = readonly [resource: string, object: Body, says: string, by: string];

/** `03d48b76` is about v1.31, `eb631638` about v1.36; where they differ, v1.34 has the newer words: PR 132472 and 132513, merged in July 2025. */
const read = (name: string): string =>
  `pkg/apis/admissionregistration/validation ${name}, alike at 03d48b76 and at eb631638`;
const reworded = (name: string): string =>
  `pkg/apis/admissionregistration/validation ${name}, read at eb631638; the words of PR 132472 and 132513`;

const GROUP = 'admissionregistration.k8s.io';
const POLICIES = `validatingadmissionpolicies.${GROUP}`;
const BINDINGS = `validatingadmissionpolicybindings.${GROUP}`;
const VALIDATING = `validatingwebhookconfigurations.${GROUP}`;
const MUTATING = `mutatingwebhookconfigurations.${GROUP}`;

const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };
const policy = (more: object): Body => ({
  spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'true' }], ...more },
});
const rules = (more: object): Body => policy({ matchConstraints: { resourceRules: [{ ...rule, ...more }] } });
const validation = (more: object): Body => policy({ validations: [{ expression: 'true', ...more }] });
const binding = (more: object): Body => ({ spec: { policyName: 'p', validationActions: ['Deny'], ...more } });
const hook = {
  name: 'a.b.c',
  clientConfig: { url: 'https://a.b/c' },
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
};
const webhook = (more: object): Body => ({ webhooks: [{ ...hook, ...more }] });
const service = (more: object): Body =>
  webhook({ clientConfig: { service: { namespace: 'n', name: 's', path: '/p', ...more } } });

const R = 'spec.matchConstraints.resourceRules[0]';
const V = 'spec.validations[0]';
const W = 'webhooks[0]';
const LABEL =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const ROWS: readonly Row[] = [
  [
    POLICIES,
    { spec: {} },
    '[spec.matchConstraints: Required value, spec.validations: Required value: validations or auditAnnotations must contain at least one item, spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item]',
    read('validateValidatingAdmissionPolicySpec'),
  ],
  [
    POLICIES,
    policy({ failurePolicy: 'Ask', matchConstraints: { matchPolicy: 'Near' } }),
    '[spec.failurePolicy: Unsupported value: "Ask": supported values: "Fail", "Ignore", spec.matchConstraints.matchPolicy: Unsupported value: "Near": supported values: "Equivalent", "Exact", spec.matchConstraints.resourceRules: Required value]',
    read('validateMatchResources'),
  ],
  [
    POLICIES,
    policy({ paramKind: { apiVersion: 'a/b/c', kind: '' } }),
    '[spec.paramKind.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c, spec.paramKind.kind: Required value]',
    read('validateParamKind'),
  ],
  [
    POLICIES,
    policy({ paramKind: { apiVersion: 'x.io/1', kind: 'A_b' } }),
    `[spec.paramKind.apiVersion: Invalid value: "1": ${LABEL}, spec.paramKind.kind: Invalid value: "A_b": may have mixed case, but should otherwise match: ${LABEL}]`,
    read('validateParamKind'),
  ],
  [
    POLICIES,
    rules({ operations: ['*', 'CREATE'], apiGroups: [], apiVersions: [''], resources: ['a/*', 'a/b', '*', 'c'] }),
    `[${R}.operations: Invalid value: ["*","CREATE"]: if '*' is present, must not specify other operations, ${R}.apiGroups: Required value, ${R}.apiVersions[0]: Required value, ${R}.resources[1]: Invalid value: "a/b": if 'a/*' is present, must not specify a/b, ${R}.resources: Invalid value: ["a/*","a/b","*","c"]: if '*' is present, must not specify other resources without subresources]`,
    read('validateRule, validateResources'),
  ],
  [
    POLICIES,
    rules({ operations: ['READ'], resourceNames: ['a', 'a/b', 'a'], scope: 'All' }),
    `[${R}.resourceNames[1]: Invalid value: "a/b": may not contain '/', ${R}.resourceNames[2]: Duplicate value: "a", ${R}.operations[0]: Unsupported value: "READ": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE", ${R}.scope: Unsupported value: "All": supported values: "*", "Cluster", "Namespaced"]`,
    read('validateNamedRuleWithOperations'),
  ],
  [
    POLICIES,
    policy({
      matchConditions: [
        { name: 'a b', expression: ' ' },
        { name: '', expression: 'true' },
      ],
    }),
    `[spec.matchConditions[0].expression: Required value, spec.matchConditions[0].name: Invalid value: "a b": ${NAME_PART}, spec.matchConditions[1].name: Required value]`,
    read('validateMatchCondition'),
  ],
  [
    POLICIES,
    policy({
      variables: [
        { name: 'a-b', expression: '1' },
        { name: 'in', expression: '' },
      ],
    }),
    '[spec.variables[0].name: Invalid value: "a-b": must be a valid CEL identifier, spec.variables[1].name: Invalid value: "in": must be a valid CEL identifier, spec.variables[1].expression: Required value: expression is not specified]',
    reworded('validateVariable'),
  ],
  [
    POLICIES,
    validation({ expression: '', message: ' ', messageExpression: ' ', reason: 'Unauthorized' }),
    `[${V}.expression: Required value: expression is not specified, ${V}.messageExpression: Invalid value: " ": must be non-empty if specified, ${V}.message: Invalid value: " ": must be non-empty if specified, ${V}.reason: Unsupported value: "Unauthorized": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"]`,
    reworded('validateValidation'),
  ],
  [
    POLICIES,
    validation({ message: 'a\nb' }),
    `${V}.message: Invalid value: "a\\nb": must not contain line breaks`,
    reworded('validateValidation'),
  ],
  [
    POLICIES,
    policy({ auditAnnotations: [{ key: 'k' }, { key: 'k', valueExpression: "'v'" }] }),
    '[spec.auditAnnotations[0].valueExpression: Required value: valueExpression is not specified, spec.auditAnnotations[1].key: Duplicate value: "k"]',
    read('validateAuditAnnotation'),
  ],

  [
    BINDINGS,
    { spec: {} },
    '[spec.policyName: Required value, spec.validationActions: Required value: at least one validation action is required]',
    read('validateValidatingAdmissionPolicyBindingSpec'),
  ],
  [
    BINDINGS,
    binding({ validationActions: ['Deny', 'Warn', 'Deny', 'Log'] }),
    '[spec.validationActions[2]: Duplicate value: "Deny", spec.validationActions[3]: Unsupported value: "Log": supported values: "Audit", "Deny", "Warn", spec.validationActions: Invalid value: ["Deny","Warn","Deny","Log"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)]',
    read('validateValidationActions'),
  ],
  [
    BINDINGS,
    binding({ policyName: 'P', paramRef: { name: 'a/b', selector: {}, parameterNotFoundAction: 'Skip' } }),
    `[spec.policyName: Invalid value: "P": ${SUBDOMAIN}, spec.paramRef.name: Invalid value: "a/b": may not contain '/', spec.paramRef.name: Forbidden: name and selector are mutually exclusive, spec.paramRef.selector: Forbidden: name and selector are mutually exclusive, spec.paramRef.parameterNotFoundAction: Unsupported value: "Skip": supported values: "Deny", "Allow"]`,
    read('validateParamRef'),
  ],
  [
    BINDINGS,
    binding({ paramRef: {} }),
    '[spec.paramRef: Required value: one of name or selector must be specified, spec.paramRef.parameterNotFoundAction: Required value]',
    read('validateParamRef'),
  ],

  [
    VALIDATING,
    { webhooks: [{}] },
    `[${W}.name: Required value, ${W}.sideEffects: Required value: must specify one of None, NoneOnDryRun, ${W}.clientConfig: Required value: exactly one of url or service is required, ${W}.admissionReviewVersions: Required value: must specify one of v1, v1beta1]`,
    read('validateValidatingWebhook'),
  ],
  [
    VALIDATING,
    webhook({ name: 'a', failurePolicy: 'Ask', matchPolicy: 'Near', sideEffects: 'Some', timeoutSeconds: 31 }),
    `[${W}.name: Invalid value: "a": should be a domain with at least three segments separated by dots, ${W}.failurePolicy: Unsupported value: "Ask": supported values: "Fail", "Ignore", ${W}.matchPolicy: Unsupported value: "Near": supported values: "Equivalent", "Exact", ${W}.sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun", ${W}.timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds]`,
    read('validateValidatingWebhook'),
  ],
  [
    VALIDATING,
    { webhooks: [hook, { ...hook, admissionReviewVersions: ['v2', 'v2', 'V3'] }] },
    `[webhooks[1].admissionReviewVersions[1]: Invalid value: "v2": duplicate version, webhooks[1].admissionReviewVersions[2]: Invalid value: "V3": ${LABEL}, webhooks[1].admissionReviewVersions: Invalid value: ["v2","v2","V3"]: must include at least one of v1, v1beta1, webhooks[1].name: Duplicate value: "a.b.c"]`,
    read('validateAdmissionReviewVersions'),
  ],
  [
    VALIDATING,
    webhook({ clientConfig: { url: 'http://u@/x?q#f' } }),
    `[${W}.clientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path], ${W}.clientConfig.url: Invalid value: "": host must be provided; desired format: https://host[/path], ${W}.clientConfig.url: Invalid value: "u": user information is not permitted in the URL, ${W}.clientConfig.url: Invalid value: "f": fragments are not permitted in the URL, ${W}.clientConfig.url: Invalid value: "q": query parameters are not permitted in the URL]`,
    'apiserver/pkg/util/webhook ValidateWebhookURL, read at 2821f161 (about v1.16)',
  ],
  [
    MUTATING,
    service({ name: '', port: 0, path: 'p' }),
    `[${W}.clientConfig.service.namespace: Required value, ${W}.clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive, ${W}.clientConfig.service.path: Invalid value: "p": must start with a '/', ${W}.clientConfig.service.path: Invalid value: "p": segment[0] may not be empty]`,
    'apiserver/pkg/util/webhook ValidateWebhookService, without details since PR 132472; name and namespace swapped, as issue 141353 tells',
  ],
  [
    MUTATING,
    service({ namespace: undefined, path: '/a//B' }),
    `[${W}.clientConfig.service.name: Required value, ${W}.clientConfig.service.path: Invalid value: "/a//B": segment[1] may not be empty, ${W}.clientConfig.service.path: Invalid value: "/a//B": segment[2]: ${SUBDOMAIN}]`,
    'apiserver/pkg/util/webhook ValidateWebhookService, as above',
  ],
  [
    MUTATING,
    webhook({ reinvocationPolicy: 'Always', objectSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }),
    `[${W}.objectSelector.matchExpressions[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn', ${W}.reinvocationPolicy: Unsupported value: "Always": supported values: "IfNeeded", "Never"]`,
    read('validateMutatingWebhook'),
  ],
  [
    MUTATING,
    webhook({ matchConditions: [{ name: 'a', expression: 'objct.x' }] }),
    `${W}.matchConditions[0].expression: Invalid value: "objct.x": compilation failed: ERROR: <input>:1:1: undeclared reference to 'objct' (in container '')\n | objct.x\n | ^`,
    read('validateMatchConditionsExpression'),
  ],
];

export const ADMISSION_REFUSALS: readonly Refusal[] = ROWS.map(([resource, object, says, vouches]) => ({
  resource,
  object,
  says,
  vouches,
}));

const SELECTORS = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} };
const WEBHOOK_DEFAULTS = { failurePolicy: 'Fail', ...SELECTORS, timeoutSeconds: 10 };

export const ADMISSION_DEFAULTS: readonly Default[] = [
  {
    resource: POLICIES,
    object: policy({}),
    becomes: { spec: { failurePolicy: 'Fail', matchConstraints: { ...SELECTORS, resourceRules: [{ scope: '*' }] } } },
    vouches: 'pkg/apis/admissionregistration/v1 SetDefaults_ValidatingAdmissionPolicySpec, SetDefaults_MatchResources',
  },
  {
    resource: BINDINGS,
    object: binding({ matchResources: { resourceRules: [rule] } }),
    becomes: { spec: { matchResources: { ...SELECTORS, resourceRules: [{ scope: '*' }] } } },
    vouches: 'pkg/apis/admissionregistration/v1 SetDefaults_MatchResources, SetDefaults_Rule',
  },
  {
    resource: VALIDATING,
    object: { webhooks: [{ ...hook, rules: [rule], clientConfig: { service: { namespace: 'n', name: 's' } } }] },
    becomes: {
      webhooks: [{ ...WEBHOOK_DEFAULTS, rules: [{ scope: '*' }], clientConfig: { service: { port: 443 } } }],
    },
    vouches:
      'pkg/apis/admissionregistration/v1 SetDefaults_ValidatingWebhook, _Rule, _ServiceReference, read at ddd467a0 (about v1.21)',
  },
  {
    resource: MUTATING,
    object: webhook({}),
    becomes: { webhooks: [{ ...WEBHOOK_DEFAULTS, reinvocationPolicy: 'Never' }] },
    vouches: 'pkg/apis/admissionregistration/v1 SetDefaults_MutatingWebhook, read at ddd467a0 (about v1.21)',
  },
];

export const ADMISSION_WARNED: readonly Warned[] = [
  {
    resource: VALIDATING,
    object: webhook({}),
    warns: ['Portolan does not simulate webhooks by URL: a.b.c is kept, and nothing is asked of it'],
    vouches: 'Portolan',
  },
  {
    resource: VALIDATING,
    object: service({}),
    warns: [
      'Portolan does not simulate webhooks of other programs than ingress-nginx and cert-manager: a.b.c fails where its Service cannot be reached, and where it can allows everything',
    ],
    vouches: 'Portolan',
  },
  {
    resource: MUTATING,
    object: webhook({}),
    warns: ['Portolan does not simulate mutating webhooks: a.b.c is kept, and nothing is asked of it'],
    vouches: 'Portolan',
  },
];
