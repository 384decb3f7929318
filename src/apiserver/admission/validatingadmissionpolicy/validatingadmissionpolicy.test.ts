// Policies through the server. Texts: apiserver/pkg/admission/plugin/policy and pkg/apis/admissionregistration/validation, from their source.

import { expect, test } from 'vitest';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';

await preload();

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
type Loose = any;

const GROUP = '/apis/admissionregistration.k8s.io/v1';
const CONFIGMAPS = '/api/v1/namespaces/default/configmaps';
const RULE = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] };

function lab() {
  const made = new Lab({ nodes: 1 });
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Loose =>
    made.handle({ method, path, body, headers } as never, LEARNER);
  const policy = (spec: object, binding: object = {}): Loose => {
    const matchConstraints = { resourceRules: [RULE] };
    const made = call('POST', `${GROUP}/validatingadmissionpolicies`, {
      metadata: { name: 'p' },
      spec: { matchConstraints, ...spec },
    });
    if (made.code !== 201) return made;
    const spec2 = { policyName: 'p', validationActions: ['Deny'], ...binding };
    const bound = call('POST', `${GROUP}/validatingadmissionpolicybindings`, { metadata: { name: 'b' }, spec: spec2 });
    return bound.code === 201 ? made : bound;
  };
  const create = (data: object, more: object = {}): Loose =>
    call('POST', CONFIGMAPS, { metadata: { name: 'c', ...more }, data });
  return { made, call, policy, create };
}

const says = (text: string): string =>
  `configmaps "c" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ${text}`;

test.each([
  [{ expression: 'has(object.data.a)' }, 'failed expression: has(object.data.a)'],
  [{ expression: "object.data.b == 'y'", message: ' must be y ' }, 'must be y'],
  [{ expression: 'false', messageExpression: "'not ' + object.data.b", message: 'm' }, 'not x'],
  [{ expression: 'false', messageExpression: 'object.data.nope', message: 'm' }, 'm'],
  [
    { expression: "object.data.nope == 'x'" },
    "expression 'object.data.nope == 'x'' resulted in error: no such key: nope",
  ],
  [{ expression: "request.operation != 'CREATE'" }, "failed expression: request.operation != 'CREATE'"],
  [{ expression: "request.userInfo.username == 'nobody'", message: 'nobody' }, 'nobody'],
  [{ expression: 'oldObject != null', message: 'old' }, 'old'],
  [{ expression: "namespaceObject.metadata.name == 'other'", message: 'ns' }, 'ns'],
  [
    {
      expression: "!authorizer.group('').resource('secrets').namespace('default').check('create').allowed()",
      message: 'may',
    },
    'may',
  ],
])('%j', (validation, expected) => {
  const { policy, create } = lab();
  expect(policy({ validations: [validation] }).code).toBe(201);
  const { code, body } = create({ b: 'x' });
  expect([code, body.reason, body.message]).toEqual([422, 'Invalid', says(expected)]);
  expect(body.details).toEqual({ name: 'c', kind: 'configmaps', causes: [{ message: says(expected).slice(29) }] });
});

test.each([
  ['Forbidden', 403],
  ['RequestEntityTooLarge', 413],
])('a reason of its own: %s', (reason, code) => {
  const { policy, create } = lab();
  policy({ validations: [{ expression: 'false', reason }] });
  expect(create({})).toMatchObject({ code, body: { reason } });
});

test('variables are worked out when they are used, from those before them', () => {
  const { policy, create } = lab();
  const variables = [
    { name: 'n', expression: 'int(object.data.n)' },
    { name: 'double', expression: 'variables.n * 2' },
  ];
  expect(policy({ variables, validations: [{ expression: 'variables.double < 5' }] }).code).toBe(201);
  expect(create({ n: '2' }).code).toBe(201);
  expect(create({ n: '3' }, { name: 'd' }).body.message).toContain('failed expression: variables.double < 5');
  expect(create({ m: '1' }, { name: 'e' }).body.message).toContain(
    `expression 'variables.double < 5' resulted in error: composited variable "double" fails to evaluate: composited variable "n" fails to evaluate: no such key: n`,
  );
});

test('params come from the binding', () => {
  const { policy, create, call } = lab();
  const paramRef = { name: 'limits', parameterNotFoundAction: 'Deny' };
  policy(
    {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      matchConditions: [{ name: 'not-params', expression: "object.metadata.name != 'limits'" }],
      validations: [{ expression: 'size(object.data) <= int(params.data.max)' }],
    },
    { paramRef },
  );
  expect(create({ a: '1' }).body.message).toBe(
    says('failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'),
  );
  call('DELETE', `${GROUP}/validatingadmissionpolicybindings/b`);
  create({ max: '1' }, { name: 'limits' });
  call('POST', `${GROUP}/validatingadmissionpolicybindings`, {
    metadata: { name: 'b' },
    spec: { policyName: 'p', validationActions: ['Deny'], paramRef },
  });
  expect(create({ a: '1' }).code).toBe(201);
  expect(create({ a: '1', b: '2' }, { name: 'd' }).code).toBe(422);
});

test('who is not meant is let through: other resources, operations, namespaces, labels, conditions; and what failed, by failurePolicy', () => {
  const never = { validations: [{ expression: 'false' }] };
  const rules = (rule: object): object => ({ ...never, matchConstraints: { resourceRules: [{ ...RULE, ...rule }] } });
  for (const [spec, binding, code] of [
    [rules({ resources: ['secrets'] }), {}, 201],
    [rules({ operations: ['UPDATE'] }), {}, 201],
    [rules({ resources: ['*'] }), {}, 422],
    [rules({ scope: 'Cluster' }), {}, 201],
    [
      {
        ...never,
        matchConstraints: { resourceRules: [RULE], excludeResourceRules: [{ ...RULE, resourceNames: ['c'] }] },
      },
      {},
      201,
    ],
    [never, { matchResources: { namespaceSelector: { matchLabels: { env: 'prod' } } } }, 201],
    [never, { matchResources: { objectSelector: { matchLabels: { a: 'b' } } } }, 422],
    [{ ...never, matchConditions: [{ name: 'no', expression: 'false' }] }, {}, 201],
    [{ failurePolicy: 'Ignore', validations: [{ expression: 'object.data.nope' }] }, {}, 201],
    [
      { failurePolicy: 'Ignore', ...never, matchConditions: [{ name: 'x', expression: "object.data.no == 'a'" }] },
      {},
      201,
    ],
    [never, { validationActions: ['Audit'] }, 201],
  ] as const) {
    const { policy, create } = lab();
    const answer = policy(spec, binding);
    expect(answer.body.message).toBeUndefined();
    expect([JSON.stringify(spec), create({ x: '1' }, { labels: { a: 'b' } }).code]).toEqual([
      JSON.stringify(spec),
      code,
    ]);
  }
}, 30_000);

test('a warning instead of a refusal', () => {
  const { policy, create } = lab();
  policy({ validations: [{ expression: 'false', message: 'beware' }] }, { validationActions: ['Warn'] });
  const { code, headers } = create({});
  expect([code, headers.warning]).toEqual([
    201,
    "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': beware",
  ]);
});

test('one binding refuses, the next one still warns', () => {
  const { policy, call, create } = lab();
  policy({ validations: [{ expression: 'false', message: 'beware' }] });
  const spec = { policyName: 'p', validationActions: ['Warn'] };
  call('POST', `${GROUP}/validatingadmissionpolicybindings`, { metadata: { name: 'c' }, spec });
  const { body, headers } = create({});
  expect([body.message, headers.warning]).toEqual([
    says('beware'),
    "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'c': beware",
  ]);
});

test('defaults, status, and what the types say', () => {
  const { policy, call } = lab();
  const rule = { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] };
  const { body } = policy({
    matchConstraints: { resourceRules: [rule] },
    validations: [{ expression: 'object.replicas > 1' }, { expression: 'object.spec.replicas <= 5' }],
  });
  expect(body.spec).toMatchObject({
    failurePolicy: 'Fail',
    matchConstraints: {
      matchPolicy: 'Equivalent',
      namespaceSelector: {},
      objectSelector: {},
      resourceRules: [{ scope: '*' }],
    },
  });
  expect(body.status).toEqual({
    observedGeneration: 1,
    typeChecking: {
      expressionWarnings: [
        {
          fieldRef: 'spec.validations[0].expression',
          warning: `apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'\n | object.replicas > 1\n | ......^\n`,
        },
      ],
    },
  });
  const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  const rows = call('GET', `${GROUP}/validatingadmissionpolicies`, undefined, table).body.rows;
  expect(rows[0].cells.slice(0, 3)).toEqual(['p', 2, '<unset>']);
});

const HPAS = {
  apiGroups: ['autoscaling'],
  apiVersions: ['v1'],
  operations: ['CREATE'],
  resources: ['horizontalpodautoscalers'],
};
const hpa = (apiVersion: string, more: object): Loose => ({
  apiVersion,
  kind: 'HorizontalPodAutoscaler',
  metadata: { generateName: 'h-' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, maxReplicas: 3, ...more },
});
const cpu = {
  metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
};
const autoscalers = (version: string): string =>
  `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers`;

test('with Equivalent a rule for another version matches, and sees the object in that version', () => {
  const { call, policy } = lab();
  const expression =
    "object.apiVersion == 'autoscaling/v1' && object.spec.targetCPUUtilizationPercentage == 50 && request.kind.version == 'v1' && request.resource.version == 'v1' && request.requestKind.version == 'v2' && request.requestResource.version == 'v2'";
  policy({ matchConstraints: { resourceRules: [HPAS] }, validations: [{ expression }] });
  expect(call('POST', autoscalers('v2'), hpa('autoscaling/v2', cpu)).code).toBe(201);
  // The same through the rule's own version: what was asked for is what is seen.
  expect(
    call('POST', autoscalers('v1'), hpa('autoscaling/v1', { targetCPUUtilizationPercentage: 50 })).body.message,
  ).toContain('failed expression');
});

test('with Exact a rule for another version does not match', () => {
  const { call, policy } = lab();
  policy({ matchConstraints: { resourceRules: [HPAS], matchPolicy: 'Exact' }, validations: [{ expression: 'false' }] });
  expect(call('POST', autoscalers('v2'), hpa('autoscaling/v2', cpu)).code).toBe(201);
  expect(call('POST', autoscalers('v1'), hpa('autoscaling/v1', {})).code).toBe(422);
});

test.each([
  [
    'POST',
    '?fieldManager=me&dryRun=All',
    "request.options.kind == 'CreateOptions' && request.options.fieldManager == 'me' && request.options.dryRun == ['All']",
  ],
  [
    'PATCH',
    '/c?fieldManager=me',
    "request.options.kind == 'UpdateOptions' && request.options.apiVersion == 'meta.k8s.io/v1' && !has(request.options.dryRun)",
  ],
  ['DELETE', '/c', "request.options.kind == 'DeleteOptions' && request.options.gracePeriodSeconds == 7"],
])('%s%s: %s', (method, path, expression) => {
  const { call, policy, create } = lab();
  if (method !== 'POST') create({ a: 'b' });
  const rule = { ...RULE, operations: ['*'] };
  expect(policy({ matchConstraints: { resourceRules: [rule] }, validations: [{ expression }] }).code).toBe(201);
  const bodies: Loose = {
    POST: { metadata: { name: 'c' } },
    PATCH: { data: { a: 'c' } },
    DELETE: { gracePeriodSeconds: 7 },
  };
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const { code, body } = call(method, `${CONFIGMAPS}${path}`, bodies[method], { 'content-type': type });
  expect([code < 300, body.message]).toEqual([true, undefined]);
});

test('a connection is judged by its options, before anything else is said of it', () => {
  const { call, policy } = lab();
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CONNECT'], resources: ['pods/exec'] };
  const expression =
    "!(object.command == ['sh'] && object.stdin && request.kind.kind == 'PodExecOptions' && request.resource.resource == 'pods' && request.subResource == 'exec' && request.name == 'x')";
  policy({ matchConstraints: { resourceRules: [rule] }, validations: [{ expression, message: 'no shells' }] });
  const path = '/api/v1/namespaces/default/pods/x/exec';
  expect(call('GET', `${path}?command=sh&stdin=true`).body.message).toBe(
    "pods \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no shells",
  );
  expect(call('POST', `${path}?command=ls&stdin=true`).body.message).toBe('pods "x" not found');
  expect(call('GET', '/api/v1/namespaces/default/pods/x/portforward').body.message).toBe('pods "x" not found');
});

const P = 'ValidatingAdmissionPolicy.admissionregistration.k8s.io "p" is invalid: ';
const B = 'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io "b" is invalid: ';
const V = { validations: [{ expression: 'true' }] };
test.each([
  [
    {},
    {},
    `${P}[spec.validations: Required value: validations or auditAnnotations must contain at least one item, spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item]`,
  ],
  [
    { validations: [{ expression: 'objct.x' }] },
    {},
    `${P}spec.validations[0].expression: Invalid value: "objct.x": compilation failed: ERROR: <input>:1:1: undeclared reference to 'objct' (in container '')\n | objct.x\n | ^`,
  ],
  [
    { validations: [{ expression: 'params.x' }] },
    {},
    `${P}spec.validations[0].expression: Invalid value: "params.x": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')\n | params.x\n | ^`,
  ],
  [
    { validations: [{ expression: '1' }] },
    {},
    `${P}spec.validations[0].expression: Invalid value: "1": must evaluate to bool`,
  ],
  [{ ...V, matchConstraints: {} }, {}, `${P}spec.matchConstraints.resourceRules: Required value`],
  [
    { ...V, variables: [{ name: 'a-b', expression: '1' }] },
    {},
    `${P}spec.variables[0].name: Invalid value: "a-b": must be a valid CEL identifier`,
  ],
  [
    V,
    { validationActions: [] },
    `${B}spec.validationActions: Required value: at least one validation action is required`,
  ],
  [
    V,
    { validationActions: ['Deny', 'Warn'] },
    `${B}spec.validationActions: Invalid value: ["Deny","Warn"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)`,
  ],
  [
    V,
    { paramRef: { parameterNotFoundAction: 'Deny' } },
    `${B}spec.paramRef: Required value: one of name or selector must be specified`,
  ],
])('a mistake: %j %j', (spec, binding, expected) => {
  expect(lab().policy(spec, binding).body.message).toBe(expected);
});

/** Of a Service that is not there. */
const WEBHOOK = {
  name: 'a.example.com',
  clientConfig: { service: { name: 's', namespace: 'default' } },
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  rules: [RULE],
};

test('what is not asked of a webhook is said, and a Service that is not there refuses', () => {
  const { call, create } = lab();
  const webhook = WEBHOOK;
  const answer = call('POST', `${GROUP}/validatingwebhookconfigurations`, {
    metadata: { name: 'w' },
    webhooks: [webhook],
  });
  expect(answer.headers.warning).toContain('a.example.com fails where its Service cannot be reached');
  expect(answer.body.webhooks[0]).toMatchObject({
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    timeoutSeconds: 10,
    clientConfig: { service: { port: 443 } },
  });
  const wrong = call('POST', `${GROUP}/mutatingwebhookconfigurations`, {
    metadata: { name: 'w' },
    webhooks: [{ ...webhook, name: 'short', sideEffects: undefined }],
  });
  expect(wrong.body.message).toBe(
    'MutatingWebhookConfiguration.admissionregistration.k8s.io "w" is invalid: [webhooks[0].name: Invalid value: "short": should be a domain with at least three segments separated by dots, webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun]',
  );
  // A path that is not given is the root: rest.Request.URL.
  expect(create({}).body.message).toBe(
    'Internal error occurred: failed calling webhook "a.example.com": failed to call webhook: Post "https://s.default.svc:443/?timeout=10s": service "s" not found',
  );
});

test.each([
  ["object.data.a == 'x'", 'y', 201, undefined],
  ["object.data.a == 'x'", 'x', 500, 'service "s" not found'],
  [
    'object.data.nope == ""',
    'x',
    403,
    `configmaps "c" is forbidden: expression 'object.data.nope == ""' resulted in error: no such key: nope`,
  ],
])('a webhook with the condition %s, of %s: %i', (expression, a, code, message) => {
  const { call, create } = lab();
  const webhook = { ...WEBHOOK, matchConditions: [{ name: 'c', expression }] };
  call('POST', `${GROUP}/validatingwebhookconfigurations`, { metadata: { name: 'w' }, webhooks: [webhook] });
  const answer = create({ a });
  expect(answer.code).toBe(code);
  if (message) expect(answer.body.message).toContain(message);
});
