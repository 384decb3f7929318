import { expect, test } from 'vitest';
import type { ApiObject } from '#apimachinery/meta.ts';
import { loadPki } from '#pki/loader.ts';
import { runAdmission } from '../admission/admission.ts';
import { created } from '../admission/attributes.testing.ts';
import { admissionPlugins } from '../admission/index.ts';
import { loadCel } from '../cel/loader.ts';
import { strategies } from './index.ts';
import type { Strategy } from './rest/strategy.ts';

await Promise.all([loadCel(), loadPki()]);

/** Written by `openssl req -new -subj /CN=jane`. */
const REQUEST = [
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIS01IRUNBUUF3RHpFTk1Bc0dBMVVFQXd3RWFtRnVaVEJaTUJN',
  'R0J5cUdTTTQ5QWdFR0NDcUdTTTQ5QXdFSApBMElBQkNoSFZoNVMzM3k0VVdCZjUxY1lJSDhoQjk3R2hQc3NZbXN3b3puYXkzdHlM',
  'aWZTK3M5dkdpMVl1MUVBCkNrcFVvOFJZbEFwVDdHeWRqSXYwZnV2c0kwZWdBREFLQmdncWhrak9QUVFEQWdOSkFEQkdBaUVBcmtL',
  'cG40QTgKQW1MOXpwbGM0dy9UVlFYZEp1dnRCWjhjLzhJSzl0b2NxN29DSVFEOXg1Skg1V0RiTkxmKzJyY0FnT0dwN29LZgp3UTUw',
  'YW1iS05kbDVrNWZWeUE9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K',
].join('');

const COLUMNS: Record<string, string> = {
  pods: 'Name, Ready, Status, Restarts, Age, IP*, Node*, Nominated Node*, Readiness Gates*',
  services: 'Name, Type, Cluster-IP, External-IP, Port(s), Age, Selector*',
  deployments: 'Name, Ready, Up-to-date, Available, Age, Containers*, Images*, Selector*',
  replicasets: 'Name, Desired, Current, Ready, Age, Containers*, Images*, Selector*',
  replicationcontrollers: 'Name, Desired, Current, Ready, Age, Containers*, Images*, Selector*',
  daemonsets:
    'Name, Desired, Current, Ready, Up-to-date, Available, Node Selector, Age, Containers*, Images*, Selector*',
  statefulsets: 'Name, Ready, Age, Containers*, Images*',
  jobs: 'Name, Status, Completions, Duration, Age, Containers*, Images*, Selector*',
  cronjobs: 'Name, Schedule, Timezone, Suspend, Active, Last Schedule, Age, Containers*, Images*, Selector*',
  endpoints: 'Name, Endpoints, Age',
  endpointslices: 'Name, AddressType, Ports, Endpoints, Age',
  ingresses: 'Name, Class, Hosts, Address, Ports, Age',
  ingressclasses: 'Name, Controller, Parameters, Age',
  nodes:
    'Name, Status, Roles, Age, Version, Internal-IP*, External-IP*, OS-Image*, Kernel-Version*, Container-Runtime*',
  namespaces: 'Name, Status, Age',
  configmaps: 'Name, Data, Age',
  secrets: 'Name, Type, Data, Age',
  serviceaccounts: 'Name, Secrets, Age',
  events: 'Last Seen, Type, Reason, Object, Subobject*, Source*, Message, First Seen*, Count*, Name*',
  horizontalpodautoscalers: 'Name, Reference, Targets, MinPods, MaxPods, Replicas, Age',
  leases: 'Name, Holder, Age',
  NodeMetrics: 'Name, cpu, memory, Window',
  PodMetrics: 'Name, cpu, memory, Window',
  apiservices: 'Name, Service, Available, Age',
  componentstatuses: 'Name, Status, Message, Error',
  controllerrevisions: 'Name, Controller, Revision, Age',
  csidrivers: 'Name, AttachRequired, PodInfoOnMount, StorageCapacity, TokenRequests, RequiresRepublish, Modes, Age',
  csinodes: 'Name, Drivers, Age',
  ipaddresses: 'Name, ParentRef',
  networkpolicies: 'Name, Pod-Selector, Age',
  persistentvolumeclaims:
    'Name, Status, Volume, Capacity, Access Modes, StorageClass, VolumeAttributesClass, Age, VolumeMode*',
  persistentvolumes:
    'Name, Capacity, Access Modes, Reclaim Policy, Status, Claim, StorageClass, VolumeAttributesClass, Reason, Age, VolumeMode*',
  poddisruptionbudgets: 'Name, Min Available, Max Unavailable, Allowed Disruptions, Age',
  podtemplates: 'Name, Containers, Images, Pod Labels',
  priorityclasses: 'Name, Value, Global-Default, Age, PreemptionPolicy',
  resourcequotas: 'Name, Request, Limit, Age',
  runtimeclasses: 'Name, Handler, Age',
  servicecidrs: 'Name, CIDRs, Age',
  storageclasses: 'Name, Provisioner, ReclaimPolicy, VolumeBindingMode, AllowVolumeExpansion, Age',
  validatingadmissionpolicies: 'Name, Validations, ParamKind, Age',
  validatingadmissionpolicybindings: 'Name, PolicyName, ParamRef, Age',
  validatingwebhookconfigurations: 'Name, Webhooks, Age',
  mutatingwebhookconfigurations: 'Name, Webhooks, Age',
  volumeattachments: 'Name, Attacher, PV, Node, Attached, Age',
  certificatesigningrequests: 'Name, Age, SignerName, Requestor, RequestedDuration, Condition',
  clusterrolebindings: 'Name, Role, Age, Users*, Groups*, ServiceAccounts*',
  rolebindings: 'Name, Role, Age, Users*, Groups*, ServiceAccounts*',
};

/** What is computed is never created. */
const stored = strategies.filter((s) => !s.computed);

test('every kind has its columns, in order', () => {
  const shown = (s: Strategy): string => (s.columns ?? []).map((c) => c.name + (c.priority ? '*' : '')).join(', ');
  expect(
    Object.fromEntries(strategies.filter((s) => s.columns).map((s) => [s.computed ? s.kind : s.resource, shown(s)])),
  ).toEqual(COLUMNS);
});

const container = { name: 'c', image: 'nginx' };
const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [container] } };
const selector = { matchLabels: { app: 'a' } };
const once = { spec: { containers: [container], restartPolicy: 'Never' } };
const roleRef = { kind: 'ClusterRole', name: 'view' };
const rest: Record<string, object> = {
  clusterrolebindings: { roleRef },
  rolebindings: { roleRef },
  pods: { spec: { containers: [container] } },
  services: { spec: { type: 'ExternalName', externalName: 'example.com' } },
  deployments: { spec: { selector, template } },
  replicasets: { spec: { selector, template } },
  replicationcontrollers: { spec: { template } },
  daemonsets: { spec: { selector, template } },
  statefulsets: { spec: { selector, template } },
  jobs: { spec: { template: once } },
  cronjobs: { spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template: once } } } },
  endpoints: { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] },
  endpointslices: { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }] },
  ingresses: { spec: { defaultBackend: { service: { name: 'a', port: { number: 80 } } } } },
  ingressclasses: { spec: { controller: 'k8s.io/ingress-nginx' } },
  customresourcedefinitions: {
    metadata: { name: 'as.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'as', kind: 'A' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  },
  events: {
    involvedObject: { kind: 'Pod', name: 'a', namespace: 'default' },
    eventTime: '2026-01-05T09:00:00.000000Z',
    type: 'Normal',
    reason: 'Started',
    action: 'Start',
    reportingComponent: 'kubelet',
    reportingInstance: 'node-1',
  },
  horizontalpodautoscalers: { spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'a' } } },
  apiservices: {
    metadata: { name: 'v1.example.com' },
    spec: { group: 'example.com', version: 'v1', groupPriorityMinimum: 100, versionPriority: 100 },
  },
  controllerrevisions: { data: {}, revision: 1 },
  ipaddresses: {
    metadata: { name: '10.96.0.1' },
    spec: { parentRef: { resource: 'services', namespace: 'default', name: 'a' } },
  },
  persistentvolumeclaims: {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  persistentvolumes: {
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/data' } },
  },
  podtemplates: { template },
  runtimeclasses: { handler: 'runc' },
  servicecidrs: { spec: { cidrs: ['10.0.0.0/16'] } },
  storageclasses: { provisioner: 'example.com/disk' },
  validatingadmissionpolicies: {
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      },
      validations: [{ expression: 'true' }],
    },
  },
  certificatesigningrequests: {
    spec: { request: REQUEST, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
  },
  validatingadmissionpolicybindings: { spec: { policyName: 'a', validationActions: ['Deny'] } },
  volumeattachments: {
    spec: { attacher: 'example.com', nodeName: 'node-1', source: { persistentVolumeName: 'a' } },
  },
};

test.each(stored.map((s) => [s.resource, s] as const))('%s: the least that is valid', (resource, strategy) => {
  const context = {
    storage: { get: (of: string) => (of === 'namespaces' ? { metadata: {} } : undefined), list: () => [] },
    now: () => 0,
    random: () => 0,
    nodes: {},
    kinds: () => [],
    user: { name: 'admin', groups: [] },
  } as never;
  const object = {
    apiVersion: 'v1',
    kind: strategy.kind,
    metadata: { name: 'a', ...(strategy.namespaced && { namespace: 'default' }) },
    ...structuredClone(rest[resource] ?? {}),
  } as ApiObject;
  strategy.setDefaults?.(object);
  const refused = runAdmission(admissionPlugins, 'admit', created(strategy, object), context);
  expect(refused).toBeUndefined();
  strategy.prepareForCreate?.(object, context);
  const once = structuredClone(object);
  strategy.setDefaults?.(object);
  expect(object, 'defaults are idempotent').toEqual(once);
  expect(strategy.validate?.(object) ?? []).toEqual([]);
  expect(strategy.validateUpdate?.(structuredClone(object), object) ?? []).toEqual([]);
  for (const column of strategy.columns ?? []) expect(column.cell(object, 0), column.name).toBeDefined();
  for (const value of Object.values(strategy.selectableFields ?? {})) expect(typeof value(object)).toBe('string');
});

test.each(stored.map((s) => [s.resource, s] as const))(
  '%s: an empty object is refused, not crashed on',
  (_resource, strategy) => {
    const object = {
      apiVersion: 'v1',
      kind: strategy.kind,
      metadata: { name: 'a', namespace: 'default' },
    } as ApiObject;
    strategy.setDefaults?.(object);
    expect(Array.isArray(strategy.validate?.(object) ?? [])).toBe(true);
  },
);
