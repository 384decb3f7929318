// What was held first: each kind's commonest mistakes and defaults. Not each was read at v1.34: some are held from older source.

import type { Default, Refusal } from './row.test-helper.ts';

const c = { name: 'c', image: 'nginx' };
const pod = (spec: object, container: object = {}): Refusal['object'] => ({
  spec: { containers: [{ ...c, ...container }], ...spec },
});
const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [c] } };
const selector = { matchLabels: { app: 'a' } };
const once = { spec: { containers: [c], restartPolicy: 'Never' } };
const claim = (spec: object): Refusal['object'] => ({
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});
const volume = (spec: object): Refusal['object'] => ({
  spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/data' }, ...spec },
});
const netpol = (spec: object): Refusal['object'] => ({ spec: { podSelector: {}, ...spec } });
const limits = (item: object): Refusal['object'] => ({ spec: { limits: [item] } });
const quota = (hard: object, more: object = {}): readonly [string, Refusal['object']] => [
  'resourcequotas',
  { metadata: { name: 'q' }, spec: { hard, ...more } },
];
const range = (item: object): readonly [string, Refusal['object']] => [
  'limitranges',
  { metadata: { name: 'l' }, ...limits(item) },
];
const core = (name: string): string => `pkg/apis/core/validation ${name}`;

export const EARLY_REFUSALS: readonly Refusal[] = [
  // Pods
  {
    resource: 'pods',
    object: { spec: { containers: [] } },
    says: 'spec.containers: Required value',
    vouches: core('validateContainers'),
  },
  {
    resource: 'pods',
    object: pod({}, { name: 'A_b' }),
    says: "spec.containers[0].name: Invalid value: \"A_b\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    vouches: core('validateContainerCommon'),
  },
  {
    resource: 'pods',
    object: pod({}, { image: '' }),
    says: 'spec.containers[0].image: Required value',
    vouches: core('validateContainerCommon'),
  },
  {
    resource: 'pods',
    object: pod({}, { ports: [{ containerPort: 70000 }] }),
    says: 'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    vouches: core('validateContainerPorts'),
  },
  {
    resource: 'pods',
    object: pod({}, { volumeMounts: [{ name: 'x', mountPath: '/x' }] }),
    says: 'spec.containers[0].volumeMounts[0].name: Not found: "x"',
    vouches: core('ValidateVolumeMounts'),
  },
  {
    resource: 'pods',
    object: pod({}, { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
    says: 'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    vouches: core('validateContainerResourceRequirements'),
  },
  {
    resource: 'pods',
    object: pod({}, { resources: { limits: { gpu: '1' } } }),
    says: '[spec.containers[0].resources.limits[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified, spec.containers[0].resources.limits[gpu]: Invalid value: "gpu": must be a standard resource for containers, spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified, spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers]',
    vouches: core('validateContainerResourceName'),
  },
  {
    resource: 'pods',
    object: pod({}, { livenessProbe: {} }),
    says: 'spec.containers[0].livenessProbe: Required value: must specify a handler type',
    vouches: core('validateHandler'),
  },
  {
    resource: 'pods',
    object: pod({}, { env: [{ name: 'a', valueFrom: { configMapKeyRef: { name: 'c', key: '' } } }] }),
    says: 'spec.containers[0].env[0].valueFrom.configMapKeyRef.key: Required value',
    vouches: core('validateConfigMapKeySelector'),
  },
  {
    resource: 'pods',
    object: pod({ restartPolicy: 'Sometimes' }),
    says: 'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
    vouches: core('validateRestartPolicy'),
  },
  {
    resource: 'pods',
    object: pod({ ephemeralContainers: [{ name: 'd', image: 'busybox' }] }),
    says: 'spec.ephemeralContainers: Forbidden: cannot be set on create',
    vouches: core('ValidatePodCreate'),
  },
  {
    resource: 'pods',
    object: pod({ priorityClassName: 'nope' }),
    says: 'no PriorityClass with name nope was found',
    vouches: 'plugin/pkg/admission/priority admitPod',
  },
  {
    resource: 'pods',
    object: pod({ priority: 5 }),
    says: 'the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    vouches: 'plugin/pkg/admission/priority admitPod',
  },
  {
    resource: 'pods',
    object: pod({ serviceAccountName: 'nope' }),
    says: 'error looking up service account default/nope: serviceaccount "nope" not found',
    vouches: 'plugin/pkg/admission/serviceaccount Admit',
  },
  // Bounds of a namespace
  {
    resource: 'pods',
    before: [quota({ pods: '0' })],
    object: pod({}),
    says: 'exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0',
    vouches: 'apiserver/pkg/admission/plugin/resourcequota CheckRequest',
  },
  {
    resource: 'pods',
    before: [quota({ 'limits.cpu': '1', 'limits.memory': '1Gi' })],
    object: pod({}),
    says: 'failed quota: q: must specify limits.cpu for: c; limits.memory for: c',
    vouches: 'pkg/quota/v1/evaluator/core podEvaluator.Constraints',
  },
  {
    resource: 'pods',
    before: [quota({ 'requests.cpu': '100m' })],
    object: pod({}, { resources: { requests: { cpu: '200m' } } }),
    says: 'exceeded quota: q, requested: requests.cpu=200m, used: requests.cpu=0, limited: requests.cpu=100m',
    vouches: 'apiserver/pkg/admission/plugin/resourcequota CheckRequest',
  },
  {
    resource: 'configmaps',
    before: [quota({ 'count/configmaps': '0', configmaps: '0' })],
    object: { data: { a: 'b' } },
    says: 'exceeded quota: q, requested: configmaps=1,count/configmaps=1, used: configmaps=0,count/configmaps=0, limited: configmaps=0,count/configmaps=0',
    vouches: 'pkg/quota/v1/generic objectCountEvaluator',
  },
  {
    resource: 'services',
    before: [quota({ 'services.nodeports': '1' })],
    object: {
      spec: {
        type: 'NodePort',
        ports: [
          { name: 'a', port: 1 },
          { name: 'b', port: 2 },
        ],
      },
    },
    says: 'exceeded quota: q, requested: services.nodeports=2, used: services.nodeports=0, limited: services.nodeports=1',
    vouches: 'pkg/quota/v1/evaluator/core serviceEvaluator',
  },
  {
    resource: 'deployments.apps',
    before: [quota({ 'count/deployments.apps': '0' })],
    object: { spec: { selector, template } },
    says: 'exceeded quota: q, requested: count/deployments.apps=1, used: count/deployments.apps=0, limited: count/deployments.apps=0',
    vouches: 'pkg/quota/v1/generic objectCountEvaluator',
  },
  {
    resource: 'persistentvolumeclaims',
    before: [quota({ 'requests.storage': '500Mi' })],
    object: claim({}),
    says: 'exceeded quota: q, requested: requests.storage=1Gi, used: requests.storage=0, limited: requests.storage=500Mi',
    vouches: 'pkg/quota/v1/evaluator/core pvcEvaluator',
  },
  {
    resource: 'pods',
    before: [range({ type: 'Container', max: { cpu: '1' } })],
    object: pod({}, { resources: { limits: { cpu: '2' } } }),
    says: 'maximum cpu usage per Container is 1, but limit is 2',
    vouches: 'plugin/pkg/admission/limitranger maxConstraint',
  },
  {
    resource: 'pods',
    before: [range({ type: 'Container', min: { memory: '1Gi' } })],
    object: pod({}, { resources: { requests: { memory: '1Mi' } } }),
    says: 'minimum memory usage per Container is 1Gi, but request is 1Mi',
    vouches: 'plugin/pkg/admission/limitranger minConstraint',
  },
  {
    resource: 'pods',
    before: [range({ type: 'Pod', max: { cpu: '1' } })],
    object: pod({}),
    says: 'maximum cpu usage per Pod is 1.  No limit is specified',
    vouches: 'plugin/pkg/admission/limitranger maxConstraint',
  },
  {
    resource: 'pods',
    before: [range({ type: 'Container', maxLimitRequestRatio: { cpu: '2' } })],
    object: pod({}, { resources: { requests: { cpu: '100m' }, limits: { cpu: '400m' } } }),
    says: 'cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000',
    vouches: 'plugin/pkg/admission/limitranger limitRequestRatioConstraint',
  },
  {
    resource: 'persistentvolumeclaims',
    before: [range({ type: 'PersistentVolumeClaim', max: { storage: '500Mi' } })],
    object: claim({}),
    says: 'maximum storage usage per PersistentVolumeClaim is 500Mi, but request is 1Gi',
    vouches: 'plugin/pkg/admission/limitranger maxRequestConstraint',
  },
  // LimitRange and ResourceQuota themselves
  {
    resource: 'limitranges',
    object: limits({ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } }),
    says: '[spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1, spec.limits[0].defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1, spec.limits[0].default[cpu]: Invalid value: "2": min value 2 is greater than default value 1]',
    vouches: core('ValidateLimitRange'),
  },
  {
    resource: 'limitranges',
    object: limits({ type: 'Pod', default: { cpu: '1' } }),
    says: "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
    vouches: core('ValidateLimitRange'),
  },
  {
    resource: 'limitranges',
    object: limits({ type: 'Thing' }),
    says: 'spec.limits[0].type: Invalid value: "Thing": must be a standard limit type or fully qualified',
    vouches: core('validateLimitRangeTypeName'),
  },
  {
    resource: 'limitranges',
    object: limits({ type: 'PersistentVolumeClaim' }),
    says: 'spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided',
    vouches: core('ValidateLimitRange'),
  },
  {
    resource: 'resourcequotas',
    object: { spec: { hard: { pods: '1.5' } } },
    says: 'spec.hard[pods]: Invalid value: "1500m": must be an integer',
    vouches: core('ValidateResourceQuantityValue'),
  },
  {
    resource: 'resourcequotas',
    object: { spec: { hard: { storage: '1' } } },
    says: 'spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota',
    vouches: core('ValidateResourceQuotaResourceName'),
  },
  {
    resource: 'resourcequotas',
    object: { spec: { hard: { pods: '1' }, scopes: ['BestEffort', 'NotBestEffort'] } },
    says: 'spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes',
    vouches: core('validateResourceQuotaScopes'),
  },
  // Volumes
  {
    resource: 'persistentvolumeclaims',
    object: { spec: {} },
    says: '[spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]',
    vouches: core('ValidatePersistentVolumeClaimSpec'),
  },
  {
    resource: 'persistentvolumeclaims',
    object: claim({ accessModes: ['Any'] }),
    says: 'spec.accessModes: Unsupported value: "Any": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
    vouches: core('ValidatePersistentVolumeClaimSpec'),
  },
  {
    resource: 'persistentvolumeclaims',
    object: claim({ accessModes: ['ReadWriteOncePod', 'ReadOnlyMany'] }),
    says: 'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
    vouches: core('ValidatePersistentVolumeClaimSpec'),
  },
  {
    resource: 'persistentvolumeclaims',
    object: claim({ resources: { requests: { storage: '0' } } }),
    says: 'spec.resources[storage]: Invalid value: "0": must be greater than zero',
    vouches: core('ValidatePositiveQuantityValue'),
  },
  {
    resource: 'persistentvolumes',
    object: { spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } } },
    says: 'spec: Required value: must specify a volume type',
    vouches: core('ValidatePersistentVolumeSpec'),
  },
  {
    resource: 'persistentvolumes',
    object: volume({ nfs: { server: 'a', path: '/b' } }),
    says: 'spec.nfs: Forbidden: may not specify more than 1 volume type',
    vouches: core('ValidatePersistentVolumeSpec'),
  },
  {
    resource: 'persistentvolumes',
    object: volume({ hostPath: { path: '/' }, persistentVolumeReclaimPolicy: 'Recycle' }),
    says: "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'",
    vouches: core('ValidatePersistentVolumeSpec'),
  },
  {
    resource: 'storageclasses.storage.k8s.io',
    object: {},
    says: 'provisioner: Required value',
    vouches: 'pkg/apis/storage/validation ValidateStorageClass',
  },
  // Policies and classes
  {
    resource: 'poddisruptionbudgets.policy',
    object: { spec: { minAvailable: '120%', selector } },
    says: 'spec.minAvailable: Invalid value: "120%": must not be greater than 100%',
    vouches: 'pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec',
  },
  {
    resource: 'poddisruptionbudgets.policy',
    object: { spec: { maxUnavailable: -1, selector } },
    says: 'spec.maxUnavailable: Invalid value: -1: must be greater than or equal to 0',
    vouches: 'pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec',
  },
  {
    resource: 'priorityclasses.scheduling.k8s.io',
    object: { value: 2_000_000_000 },
    says: 'value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
    vouches: 'pkg/apis/scheduling/validation ValidatePriorityClass',
  },
  {
    resource: 'priorityclasses.scheduling.k8s.io',
    before: [['priorityclasses.scheduling.k8s.io', { metadata: { name: 'b' }, value: 1, globalDefault: true }]],
    object: { value: 2, globalDefault: true },
    says: 'PriorityClass b is already marked as default. Only one default can exist',
    vouches: 'plugin/pkg/admission/priority validatePriorityClass',
  },
  {
    resource: 'networkpolicies.networking.k8s.io',
    object: netpol({ ingress: [{ from: [{}] }] }),
    says: 'spec.ingress[0].from[0]: Required value: must specify a peer',
    vouches: 'pkg/apis/networking/validation ValidateNetworkPolicyPeer',
  },
  {
    resource: 'networkpolicies.networking.k8s.io',
    object: netpol({ egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } }] }] }),
    says: 'spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
    vouches: 'pkg/apis/networking/validation ValidateIPBlock',
  },
  {
    resource: 'networkpolicies.networking.k8s.io',
    object: netpol({ ingress: [{ ports: [{ port: 80, endPort: 70 }] }] }),
    says: 'spec.ingress[0].ports[0].endPort: Invalid value: 70: must be greater than or equal to `port`',
    vouches: 'pkg/apis/networking/validation ValidateNetworkPolicyPort',
  },
  {
    resource: 'servicecidrs.networking.k8s.io',
    object: { spec: { cidrs: [] } },
    says: 'spec.cidrs: Required value: at least one CIDR required',
    vouches: 'pkg/apis/networking/validation validateServiceCIDRSpec',
  },
  {
    resource: 'runtimeclasses.node.k8s.io',
    object: { handler: 'A' },
    says: "handler: Invalid value: \"A\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    vouches: 'pkg/apis/node/validation ValidateRuntimeClass',
  },
  // Workloads
  {
    resource: 'deployments.apps',
    object: { spec: { selector, template: { ...template, metadata: { labels: { app: 'b' } } } } },
    says: 'spec.template.metadata.labels: Invalid value: {"app":"b"}: `selector` does not match template `labels`',
    vouches: 'pkg/apis/apps/validation ValidatePodTemplateSpecForReplicaSet',
  },
  {
    resource: 'jobs.batch',
    object: { spec: { template } },
    says: 'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    vouches: 'pkg/apis/batch/validation validateJobTemplateSpec',
  },
  {
    resource: 'cronjobs.batch',
    object: { spec: { schedule: '* * *', jobTemplate: { spec: { template: once } } } },
    says: 'spec.schedule: Invalid value: "* * *": expected exactly 5 fields, found 3: [* * *]',
    vouches: 'pkg/apis/batch/validation validateScheduleFormat',
  },
];

export const EARLY_DEFAULTS: readonly Default[] = [
  {
    resource: 'pods',
    object: pod({}),
    becomes: {
      spec: {
        restartPolicy: 'Always',
        dnsPolicy: 'ClusterFirst',
        schedulerName: 'default-scheduler',
        terminationGracePeriodSeconds: 30,
        enableServiceLinks: true,
        priority: 0,
        preemptionPolicy: 'PreemptLowerPriority',
        securityContext: {},
      },
      status: { phase: 'Pending', qosClass: 'BestEffort' },
    },
    vouches: 'pkg/apis/core/v1 SetDefaults_PodSpec',
  },
  {
    resource: 'pods',
    object: pod({ priorityClassName: 'system-node-critical' }),
    becomes: { spec: { priority: 2_000_001_000 } },
    vouches: 'pkg/apis/scheduling/v1 SystemPriorityClasses',
  },
  {
    resource: 'limitranges',
    object: limits({ type: 'Container', max: { cpu: '2' }, min: { memory: '1Mi' } }),
    becomes: { spec: { limits: [{ default: { cpu: '2' }, defaultRequest: { cpu: '2', memory: '1Mi' } }] } },
    vouches: 'pkg/apis/core/v1 SetDefaults_LimitRangeItem',
  },
  {
    resource: 'persistentvolumeclaims',
    object: claim({}),
    becomes: { spec: { volumeMode: 'Filesystem' }, status: { phase: 'Pending' } },
    vouches: 'pkg/apis/core/v1 SetDefaults_PersistentVolumeClaim',
  },
  {
    resource: 'persistentvolumes',
    object: volume({}),
    becomes: {
      spec: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem', hostPath: { type: '' } },
      status: { phase: 'Pending' },
    },
    vouches: 'pkg/apis/core/v1 SetDefaults_PersistentVolume',
  },
  {
    resource: 'storageclasses.storage.k8s.io',
    object: { provisioner: 'example.com/disk' },
    becomes: { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
    vouches: 'pkg/apis/storage/v1 SetDefaults_StorageClass',
  },
  {
    resource: 'priorityclasses.scheduling.k8s.io',
    object: { value: 5 },
    becomes: { preemptionPolicy: 'PreemptLowerPriority', metadata: { generation: 1 } },
    vouches: 'pkg/apis/scheduling/v1 SetDefaults_PriorityClass',
  },
  {
    resource: 'networkpolicies.networking.k8s.io',
    object: netpol({ egress: [{ ports: [{ port: 53 }] }] }),
    becomes: { spec: { policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ protocol: 'TCP', port: 53 }] }] } },
    vouches: 'pkg/apis/networking/v1 SetDefaults_NetworkPolicy',
  },
  {
    resource: 'networkpolicies.networking.k8s.io',
    object: netpol({}),
    becomes: { spec: { policyTypes: ['Ingress'] } },
    vouches: 'pkg/apis/networking/v1 SetDefaults_NetworkPolicy',
  },
  {
    resource: 'csidrivers.storage.k8s.io',
    object: { spec: {} },
    becomes: {
      spec: {
        attachRequired: true,
        podInfoOnMount: false,
        storageCapacity: false,
        fsGroupPolicy: 'ReadWriteOnceWithFSType',
        requiresRepublish: false,
        volumeLifecycleModes: ['Persistent'],
      },
    },
    vouches: 'pkg/apis/storage/v1 SetDefaults_CSIDriver',
  },
  {
    resource: 'deployments.apps',
    object: { spec: { selector, template } },
    becomes: {
      spec: {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      },
    },
    vouches: 'pkg/apis/apps/v1 SetDefaults_Deployment',
  },
  {
    resource: 'jobs.batch',
    object: { spec: { template: once } },
    becomes: {
      spec: { completions: 1, parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false },
    },
    vouches: 'pkg/apis/batch/v1 SetDefaults_Job',
  },
];
