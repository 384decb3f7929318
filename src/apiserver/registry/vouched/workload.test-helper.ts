// Deployments, ReplicaSets, StatefulSets, DaemonSets, ReplicationControllers: their own rules beside their Pods'.

import { core, type Default, type Refusal, remembered, selector, template } from './row.test-helper.ts';

type Body = Refusal['object'];
const apps = (name: string): string => `pkg/apis/apps/validation ${name}, read at about v1.30`;
const MISMATCH = '`selector` does not match template `labels`';
const set = (spec: object = {}): Body => ({ spec: { selector, template, ...spec } });
const withSpec = (spec: object): object => ({ ...template, spec: { ...template.spec, ...spec } });
const claim = {
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};

const ROWS: readonly (readonly [string, Body, string, string])[] = [
  [
    'deployments.apps',
    { spec: { template } },
    `[spec.selector: Required value, spec.template.metadata.labels: Invalid value: {"app":"a"}: ${MISMATCH}]`,
    apps('ValidateDeploymentSpec'),
  ],
  [
    'deployments.apps',
    set({ selector: {} }),
    'spec.selector: Invalid value: {}: empty selector is invalid for deployment',
    apps('ValidateDeploymentSpec'),
  ],
  [
    'deployments.apps',
    { spec: { selector } },
    `[spec.template.metadata.labels: Invalid value: null: ${MISMATCH}, spec.template.spec.containers: Required value]`,
    apps('ValidatePodTemplateSpecForReplicaSet'),
  ],
  [
    'deployments.apps',
    set({ strategy: { type: 'Sudden' } }),
    'spec.strategy: Unsupported value: {"Type":"Sudden","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
    apps('ValidateDeploymentStrategy'),
  ],
  [
    'deployments.apps',
    set({ template: { ...template, metadata: { labels: { app: 'a', 'b c': 'x' } } } }),
    `spec.template.labels: Invalid value: "b c": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    core('ValidatePodTemplateSpec'),
  ],
  [
    'deployments.apps',
    set({ template: withSpec({ restartPolicy: 'Never', activeDeadlineSeconds: 5 }) }),
    '[spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always", spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported]',
    apps('ValidatePodTemplateSpecForReplicaSet'),
  ],
  [
    'deployments.apps',
    set({ progressDeadlineSeconds: 5, minReadySeconds: 5 }),
    'spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds',
    apps('ValidateDeploymentSpec'),
  ],
  [
    'statefulsets.apps',
    set({ podManagementPolicy: 'Wild' }),
    `spec.podManagementPolicy: Invalid value: "Wild": must be 'OrderedReady' or 'Parallel'`,
    'pkg/apis/apps/validation ValidateStatefulSetSpec, read at 693c5f53 (about v1.36)',
  ],
  [
    'statefulsets.apps',
    set({ updateStrategy: { type: 'Sudden' } }),
    `spec.updateStrategy: Invalid value: {"Type":"Sudden","RollingUpdate":null}: must be 'RollingUpdate' or 'OnDelete'`,
    'pkg/apis/apps/validation ValidateStatefulSetSpec, read at 693c5f53 (about v1.36)',
  ],
  [
    'statefulsets.apps',
    set({ serviceName: 'A' }),
    `spec.serviceName: Invalid value: "A": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
    'pkg/apis/apps/validation ValidateStatefulSetSpec, read at 693c5f53 (about v1.36)',
  ],
  [
    'statefulsets.apps',
    set({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Burn' } }),
    'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Burn": supported values: "Retain", "Delete"',
    'pkg/apis/apps/validation ValidatePersistentVolumeClaimRetentionPolicyType, read at 693c5f53 (about v1.36)',
  ],
  [
    'daemonsets.apps',
    { spec: { template } },
    `spec.template.metadata.labels: Invalid value: {"app":"a"}: ${MISMATCH}`,
    apps('ValidateDaemonSetSpec'),
  ],
  [
    'daemonsets.apps',
    set({ updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } }),
    'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
    apps('ValidateRollingUpdateDaemonSet'),
  ],
  [
    'daemonsets.apps',
    set({ updateStrategy: { type: 'Sudden' } }),
    'spec.updateStrategy: Unsupported value: {"Type":"Sudden","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"',
    apps('ValidateDaemonSetUpdateStrategy'),
  ],
  [
    'replicationcontrollers',
    { spec: { selector: { app: 'b' }, template } },
    `spec.template.metadata.labels: Invalid value: {"app":"a"}: ${MISMATCH}`,
    core('ValidatePodTemplateSpecForRC'),
  ],
];

export const WORKLOAD_REFUSALS: readonly Refusal[] = [
  ...ROWS.map(([resource, object, says, vouches]) => ({ resource, object, says, vouches })),
  ...(['deployments.apps', 'replicasets.apps', 'daemonsets.apps'] as const).map((resource) => ({
    resource,
    object: set(),
    patch: { spec: { selector: { matchLabels: { b: 'c' } }, template: { metadata: { labels: { b: 'c' } } } } },
    says: 'spec.selector: Invalid value: {"matchLabels":{"app":"a","b":"c"}}: field is immutable',
    vouches: remembered('the update of each kind; the form is seen in the wild since v1.34'),
  })),
  {
    resource: 'statefulsets.apps',
    object: set({ serviceName: 'a' }),
    patch: { spec: { serviceName: 'b' } },
    says: "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    vouches:
      'pkg/apis/apps/validation ValidateStatefulSetUpdate, as quoted from clusters since v1.33; alike at 693c5f53',
  },
];

export const WORKLOAD_DEFAULTS: readonly Default[] = [
  {
    resource: 'statefulsets.apps',
    object: {
      spec: {
        selector,
        template: withSpec({
          containers: [{ name: 'c', image: 'nginx', volumeMounts: [{ name: 'data', mountPath: '/d' }] }],
        }),
        volumeClaimTemplates: [claim],
      },
    },
    becomes: {
      spec: {
        replicas: 1,
        podManagementPolicy: 'OrderedReady',
        revisionHistoryLimit: 10,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        volumeClaimTemplates: [
          { kind: 'PersistentVolumeClaim', spec: { volumeMode: 'Filesystem' }, status: { phase: 'Pending' } },
        ],
      },
    },
    vouches: 'pkg/apis/apps/v1 SetDefaults_StatefulSet, read at about v1.35',
  },
  {
    resource: 'daemonsets.apps',
    object: set({ updateStrategy: { rollingUpdate: { maxUnavailable: '10%' } } }),
    becomes: {
      spec: {
        revisionHistoryLimit: 10,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%', maxSurge: 0 } },
      },
    },
    vouches: 'pkg/apis/apps/v1 SetDefaults_DaemonSet, read at about v1.35',
  },
];
