// Who is asked for, who may, what was noted: certificates, reviews, Events, leases, and what is answered or kept for controllers.

import { core, type Default, pod, type Refusal, remembered, template } from './row.test-helper.ts';

type Body = Refusal['object'];
type Row = readonly [resource: string, object: Body, says: string, by: string, patch?: Body, subresource?: string];

/** `/CN=jane/O=devs`, a P-256 key. */
const REQUEST =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWU1JR0FBZ0VBTUI0eERUQUxCZ05WQkFNTUJHcGhibVV4RFRB' +
  'TEJnTlZCQW9NQkdSbGRuTXdXVEFUQmdjcQpoa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVNnWkV0YnZycE0yeXNmbWZaYUQ3cXV2' +
  'R1V3VFY4bHdsSldCeUpJCkV0Rm92SzlCeDNVcFhGUFZ5T05ZUTRWOU5LZHAwaXlYU0pjMlFIL1RtRDQwK2I0SW9BQXdDZ1lJS29a' +
  'SXpqMEUKQXdJRFJ3QXdSQUlnVWo1NE1UN0F4TC9ESklla3pKbUxhU3VsV09pZXlLeEZ1TTgyRDZuUHRLVUNJRnd6NzBZbgpKZ0Zt' +
  'cGxkMkIwVGdTT2NwSTBUcGwrbGdWbS9kbE1XT1lkYzMKLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==';

const CSRS = 'certificatesigningrequests.certificates.k8s.io';
const certificates = (name: string): string =>
  `pkg/apis/certificates/validation ${name}, read at 059ce4e8 (about v1.29)`;
const authorization = (name: string): string =>
  `pkg/apis/authorization/validation ${name}, read at 6303526e (about v1.35)`;
const noted = (name: string): string =>
  `pkg/apis/core/validation ${name}, alike at 059ce4e8 (about v1.29) and 17b0f4db`;

const csr = (more: object): Body => ({
  spec: { request: REQUEST, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'], ...more },
});
const condition = (type: string, more: object = {}): object => ({ type, status: 'True', reason: 'Test', ...more });
const decided = (...conditions: object[]): Body => ({ status: { conditions } });
const USAGES =
  '"any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping"';
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const AUTHORIZATION = 'authorization.k8s.io';
const SUBJECT = `subjectaccessreviews.${AUTHORIZATION}`;
const SELF = `selfsubjectaccessreviews.${AUTHORIZATION}`;
const LOCAL = `localsubjectaccessreviews.${AUTHORIZATION}`;
const PODS = { verb: 'get', resource: 'pods', namespace: 'default' };
const review = (spec: object): Body => ({ spec: { user: 'u', ...spec } });

const NEW = { involvedObject: { namespace: 'default' }, eventTime: '2026-01-01T00:00:00.000000Z' };
const TOLD = { reportingController: 'x.io/c', reportingInstance: 'i', action: 'A', reason: 'R', type: 'Normal' };
const EVENTS_V1 = 'events.events.k8s.io';

const ROWS: readonly Row[] = [
  [
    CSRS,
    { spec: {} },
    '[spec.request: Invalid value: null: PEM block type must be CERTIFICATE REQUEST, spec.usages: Required value, spec.signerName: Required value]',
    certificates('validateCertificateSigningRequest'),
  ],
  [
    CSRS,
    csr({ usages: ['sign', 'any', 'any'], expirationSeconds: 599 }),
    `[spec.usages[0]: Unsupported value: "sign": supported values: ${USAGES}, spec.usages[2]: Duplicate value: "any", spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)]`,
    certificates('validateCertificateSigningRequest'),
  ],
  [
    CSRS,
    csr({ signerName: 'kubernetes.io/legacy-unknown' }),
    'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version',
    certificates('validateCertificateSigningRequest'),
  ],
  [
    CSRS,
    csr({ signerName: 'signer' }),
    'spec.signerName: Invalid value: "signer": must be a fully qualified domain and path of the form \'example.com/signer-name\'',
    certificates('ValidateSignerName'),
  ],
  [
    CSRS,
    csr({ signerName: 'A/b_c' }),
    `[spec.signerName: Invalid value: "A": validating label "A": ${LABEL}, spec.signerName: Invalid value: "A": should be a domain with at least two segments separated by dots, spec.signerName: Invalid value: "b_c": validating label "b_c": ${SUBDOMAIN}]`,
    certificates('ValidateSignerName'),
  ],
  [
    CSRS,
    csr({}),
    '[status.conditions[0].status: Unsupported value: "False": supported values: "True", status.conditions[1].type: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive, status.conditions[2].type: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive, status.conditions[2].type: Duplicate value: "Denied"]',
    certificates('validateConditions'),
    decided(condition('Approved', { status: 'False' }), condition('Denied'), condition('Denied')),
    'approval',
  ],
  [
    CSRS,
    csr({}),
    'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
    certificates('validateCertificateSigningRequestUpdate'),
    decided(condition('Approved')),
    'status',
  ],
  [
    CSRS,
    csr({}),
    'status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block',
    certificates('validateCertificate'),
    { status: { certificate: 'YWI=' } },
    'status',
  ],

  [
    SUBJECT,
    { spec: {} },
    '[spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified, spec.user: Invalid value: "": at least one of user or group must be specified]',
    authorization('ValidateSubjectAccessReviewSpec'),
  ],
  [
    SUBJECT,
    review({ resourceAttributes: PODS, nonResourceAttributes: { path: '/x', verb: 'get' } }),
    'spec.nonResourceAttributes: Invalid value: {"Path":"/x","Verb":"get"}: cannot be specified in combination with resourceAttributes',
    authorization('ValidateSubjectAccessReviewSpec'),
  ],
  [
    SELF,
    { spec: { resourceAttributes: { ...PODS, fieldSelector: {} } } },
    'spec.resourceAttributes.fieldSelector.requirements: Required value: when spec.resourceAttributes.fieldSelector is specified, requirements or rawSelector is required',
    authorization('validateFieldSelectorAttributes'),
  ],
  [
    SELF,
    {
      spec: {
        resourceAttributes: {
          ...PODS,
          labelSelector: { rawSelector: 'a=b', requirements: [{ key: 'a', operator: 'In' }] },
        },
      },
    },
    "[spec.resourceAttributes.labelSelector.rawSelector: Invalid value: \"a=b\": may not specified at the same time as requirements, spec.resourceAttributes.labelSelector.requirements[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn']",
    authorization('validateLabelSelectorAttributes'),
  ],
  [
    LOCAL,
    review({ resourceAttributes: { ...PODS, namespace: 'other' } }),
    'spec.resourceAttributes.namespace: Invalid value: "other": must match metadata.namespace',
    authorization('ValidateLocalSubjectAccessReview'),
  ],
  [
    'selfsubjectrulesreviews.authorization.k8s.io',
    { spec: {} },
    'no namespace on request',
    'pkg/registry/authorization/selfsubjectrulesreview Create, from memory',
  ],
  [
    'tokenreviews.authentication.k8s.io',
    { spec: {} },
    'token is required for TokenReview in authentication',
    'pkg/registry/authentication/tokenreview Create, from memory',
  ],

  [
    'events',
    { metadata: { namespace: 'default' }, involvedObject: { namespace: 'other' } },
    'involvedObject.namespace: Invalid value: "other": does not match event.namespace',
    noted('legacyValidateEvent'),
  ],
  [
    'events',
    { ...NEW, reportingComponent: 'a b', reason: 'r'.repeat(129) },
    "[reportingComponent: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'), reportingInstance: Required value, action: Required value, reason: Invalid value: \"\": can have at most 128 characters]",
    noted('legacyValidateEvent'),
  ],
  [
    EVENTS_V1,
    { regarding: { namespace: 'default' }, type: 'Odd', deprecatedCount: 2, series: { count: 1 } },
    '[series.count: Invalid value: "": should be at least 2, series.lastObservedTime: Required value, eventTime: Required value, type: Invalid value: "": has invalid value: Odd, count: Invalid value: "": needs to be unset]',
    noted('ValidateEventCreate, validateV1EventSeries'),
  ],
  [
    EVENTS_V1,
    { ...TOLD, eventTime: NEW.eventTime, regarding: { kind: 'Pod', namespace: 'default', name: 'p' } },
    '[involvedObject: Invalid value: {"Kind":"Pod","Namespace":"default","Name":"q","UID":"","APIVersion":"","ResourceVersion":"","FieldPath":""}: field is immutable, reason: Invalid value: "S": field is immutable]',
    noted('ValidateEventUpdate'),
    { regarding: { name: 'q' }, reason: 'S' },
  ],
  [
    'controllerrevisions.apps',
    { revision: -1 },
    '[data: Required value: data is mandatory, revision: Invalid value: -1: must be greater than or equal to 0]',
    'pkg/apis/apps/validation ValidateControllerRevision, read at about v1.30',
  ],
  [
    'controllerrevisions.apps',
    { revision: 1, data: { a: 1 } },
    'data: Invalid value: {"a":2}: field is immutable',
    'pkg/apis/apps/validation ValidateControllerRevisionUpdate, from memory',
    { data: { a: 2 } },
  ],
  [
    'bindings',
    { metadata: { name: 'p' }, target: { kind: 'Pod' } },
    '[target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>", target.name: Required value]',
    core('ValidatePodBinding'),
  ],
  [
    'podtemplates',
    { template: { spec: { containers: [] } } },
    'template.spec.containers: Required value',
    core('ValidatePodTemplateSpec'),
  ],
  [
    'serviceaccounts',
    { metadata: { name: 'A' } },
    `metadata.name: Invalid value: "A": ${SUBDOMAIN}`,
    core('ValidateServiceAccountName'),
  ],
];

export const IDENTITY_REFUSALS: readonly Refusal[] = ROWS.map(
  ([resource, object, says, vouches, patch, subresource]) => ({
    resource,
    object,
    says,
    vouches,
    ...(patch && { patch }),
    ...(subresource && { subresource }),
  }),
);

const replicated = (kind: string): string => `pkg/apis/${kind}`;
export const IDENTITY_DEFAULTS: readonly Default[] = [
  {
    resource: CSRS,
    object: csr({}),
    becomes: { spec: { username: 'system:anonymous' }, status: {} },
    vouches: 'pkg/registry/certificates/certificates strategy PrepareForCreate: who asks is written by the server',
  },
  {
    resource: 'leases.coordination.k8s.io',
    object: { spec: { holderIdentity: 'a', strategy: 'OldestEmulationVersion', preferredHolder: 'b' } },
    becomes: { spec: { holderIdentity: 'a' } },
    lacks: ['spec.strategy', 'spec.preferredHolder'],
    vouches: 'pkg/registry/coordination/lease strategy PrepareForCreate: CoordinatedLeaderElection is off in v1.34',
  },
  {
    resource: 'replicationcontrollers',
    object: { spec: { template } },
    becomes: { metadata: { labels: { app: 'a' } }, spec: { replicas: 1, selector: { app: 'a' } } },
    vouches: replicated('core/v1 SetDefaults_ReplicationController'),
  },
  {
    resource: 'replicasets.apps',
    object: { spec: { selector: { matchLabels: { app: 'a' } }, template } },
    becomes: { spec: { replicas: 1, template: { spec: { restartPolicy: 'Always', dnsPolicy: 'ClusterFirst' } } } },
    vouches: replicated('apps/v1 SetDefaults_ReplicaSet'),
  },
  {
    resource: 'podtemplates',
    object: { template: pod({}) },
    becomes: { template: { spec: { schedulerName: 'default-scheduler', terminationGracePeriodSeconds: 30 } } },
    vouches: replicated('core/v1 SetDefaults_PodSpec'),
  },
  {
    resource: 'endpoints',
    object: { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] },
    becomes: { subsets: [{ ports: [{ port: 80, protocol: 'TCP' }] }] },
    vouches: replicated('core/v1 SetDefaults_Endpoints'),
  },
  {
    resource: 'endpointslices.discovery.k8s.io',
    object: { addressType: 'IPv4', endpoints: [], ports: [{ port: 80 }] },
    becomes: { ports: [{ name: '', protocol: 'TCP', port: 80 }] },
    vouches: replicated('discovery/v1 SetDefaults_EndpointPort'),
  },
  {
    resource: 'clusterrolebindings.rbac.authorization.k8s.io',
    object: { roleRef: { kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'Group', name: 'g' }] },
    becomes: {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io' }],
    },
    vouches: replicated('rbac/v1 SetDefaults_ClusterRoleBinding, SetDefaults_Subject'),
  },
  {
    resource: 'poddisruptionbudgets.policy',
    object: { spec: {} },
    becomes: { status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 } },
    vouches: 'policy/v1 PodDisruptionBudgetStatus: its counts have no omitempty; there is no default beside',
  },
  {
    resource: 'events',
    object: { involvedObject: { namespace: 'default' } },
    becomes: { source: {}, firstTimestamp: null, eventTime: null, reportingComponent: '' },
    vouches: 'core/v1 Event: these have no omitempty; there is no default beside',
  },
  {
    resource: EVENTS_V1,
    object: { ...TOLD, eventTime: NEW.eventTime, regarding: { namespace: 'default' } },
    becomes: { deprecatedSource: {}, deprecatedFirstTimestamp: null },
    vouches: remembered('events/v1 Event'),
  },
];
