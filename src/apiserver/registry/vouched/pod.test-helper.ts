// Pods: what each part of their spec may hold, what is filled in, and what the server warns of.

import { core, type Default, pod, type Refusal, remembered, type Warned } from './row.test-helper.ts';

type Body = Refusal['object'];
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const QUALIFIED =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const HTTP = { httpGet: { port: 80 } };

const volume = (source: object): Body => pod({ volumes: [{ name: 'v', ...source }] });
const mounted = (mount: object, source: object = { emptyDir: {} }, more: object = {}): Body =>
  pod({ volumes: [{ name: 'v', ...source }] }, { volumeMounts: [{ name: 'v', mountPath: '/v', ...mount }], ...more });
const env = (variable: object): Body => pod({}, { env: [{ name: 'A', ...variable }] });
const affinity = (given: object): Body => pod({ affinity: given });
const required = (terms: object): Body =>
  affinity({ nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } });
const spread = (constraint: object): Body =>
  pod({
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'z', whenUnsatisfiable: 'DoNotSchedule', ...constraint }],
  });

const V = 'spec.volumes[0]';
const C = 'spec.containers[0]';

/** Input, words, and the function in which they stand. */
const CREATES: readonly (readonly [Body, string, string])[] = [
  // Volumes
  [volume({ hostPath: {} }), `${V}.hostPath.path: Required value`, 'validateHostPathVolumeSource'],
  [
    volume({ hostPath: { path: '/a/../b' } }),
    `${V}.hostPath.path: Invalid value: "/a/../b": must not contain '..'`,
    'validatePathNoBacksteps',
  ],
  [
    volume({ hostPath: { path: '/a', type: 'Folder' } }),
    `${V}.hostPath.type: Unsupported value: "Folder": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"`,
    'validateHostPathType',
  ],
  [
    volume({ emptyDir: {}, hostPath: { path: '/a' } }),
    `${V}.hostPath: Forbidden: may not specify more than 1 volume type`,
    'validateVolumeSource',
  ],
  [volume({ configMap: {} }), `${V}.configMap.name: Required value`, 'validateConfigMapVolumeSource'],
  [volume({ secret: {} }), `${V}.secret.secretName: Required value`, 'validateSecretVolumeSource'],
  [
    volume({ secret: { secretName: 's', defaultMode: 1000 } }),
    `${V}.secret.defaultMode: Invalid value: 1000: must be a number between 0 and 0777 (octal), both inclusive`,
    'validateSecretVolumeSource',
  ],
  [
    volume({ configMap: { name: 'c', items: [{ key: 'a', path: '/abs' }] } }),
    `${V}.configMap.items[0].path: Invalid value: "/abs": must be a relative path`,
    'validateKeyToPath',
  ],
  [
    volume({ persistentVolumeClaim: {} }),
    `${V}.persistentVolumeClaim.claimName: Required value`,
    'validatePersistentClaimVolumeSource',
  ],
  [
    volume({ nfs: {} }),
    `[${V}.nfs.server: Required value, ${V}.nfs.path: Required value, ${V}.nfs.path: Invalid value: "": must be an absolute path]`,
    'validateNFSVolumeSource',
  ],
  [
    volume({ downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'status.podIP' } }] } }),
    `${V}.downwardAPI.fieldRef.fieldPath: Unsupported value: "status.podIP": supported values: "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"`,
    'validateDownwardAPIVolumeFile',
  ],
  [
    volume({ projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 60 } }] } }),
    `${V}.projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes`,
    'validateProjectionSources',
  ],
  [
    volume({ csi: {} }),
    `[${V}.csi.driver: Required value, ${V}.csi.driver: Invalid value: "": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')]`,
    'ValidateCSIDriverName',
  ],
  [
    volume({ ephemeral: { volumeClaimTemplate: { spec: {} } } }),
    `[${V}.ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required, ${V}.ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value]`,
    'ValidatePersistentVolumeClaimTemplate',
  ],
  [volume({ gitRepo: {} }), `${V}.gitRepo.repository: Required value`, 'validateGitRepoVolumeSource'],
  [volume({ name: 'A' }), `${V}.name: Invalid value: "A": ${LABEL}`, 'ValidateVolumes'],
  [pod({ volumes: [{ name: 'v' }, { name: 'v' }] }), 'spec.volumes[1].name: Duplicate value: "v"', 'ValidateVolumes'],
  // A volume that is wrong is missing to the mount.
  [
    mounted({}, { configMap: {} }),
    `[${V}.configMap.name: Required value, ${C}.volumeMounts[0].name: Not found: "v"]`,
    'ValidateVolumes',
  ],
  // Mounts
  [mounted({ mountPath: '' }), `${C}.volumeMounts[0].mountPath: Required value`, 'ValidateVolumeMounts'],
  [
    mounted({ subPath: '../a' }),
    `${C}.volumeMounts.subPath: Invalid value: "../a": must not contain '..'`,
    'ValidateVolumeMounts',
  ],
  [
    mounted({ subPath: 'a', subPathExpr: '$(A)' }),
    `${C}.volumeMounts[0].subPathExpr: Invalid value: "$(A)": subPathExpr and subPath are mutually exclusive`,
    'ValidateVolumeMounts',
  ],
  [
    mounted({ mountPropagation: 'Bidirectional' }),
    `${C}.volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers`,
    'validateMountPropagation',
  ],
  [
    mounted({ recursiveReadOnly: 'Enabled' }),
    `${C}.volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true`,
    'validateMountRecursiveReadOnly',
  ],
  [
    pod({ volumes: [{ name: 'v' }] }, { volumeDevices: [{ name: 'v', devicePath: '/dev/x' }] }),
    `${C}.volumeDevices[0].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode`,
    'ValidateVolumeDevices',
  ],
  // Environment
  [env({ name: '' }), `${C}.env[0].name: Required value`, 'ValidateEnv'],
  [
    env({ valueFrom: {} }),
    `${C}.env[0].valueFrom: Invalid value: "": must specify one of: \`fieldRef\`, \`resourceFieldRef\`, \`configMapKeyRef\` or \`secretKeyRef\``,
    'validateEnvVarValueFrom',
  ],
  [
    env({ valueFrom: { fieldRef: { fieldPath: 'metadata.nope' } } }),
    `${C}.env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.nope": error converting fieldPath: field label not supported: metadata.nope`,
    'validateObjectFieldSelector',
  ],
  [
    env({ valueFrom: { fieldRef: { fieldPath: 'spec.restartPolicy' } } }),
    `${C}.env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "spec.restartPolicy": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"`,
    'validateObjectFieldSelector',
  ],
  [
    env({ valueFrom: { resourceFieldRef: { resource: 'cpu' } } }),
    `${C}.env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "cpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"`,
    'validateContainerResourceFieldSelector',
  ],
  [
    env({ valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } }),
    `${C}.env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
    'validateContainerResourceDivisor',
  ],
  [
    pod({}, { envFrom: [{}] }),
    `${C}.envFrom: Invalid value: "": must specify one of: \`configMapRef\` or \`secretRef\``,
    'ValidateEnvFrom',
  ],
  [
    pod({}, { envFrom: [{ secretRef: {} }] }),
    `${C}.envFrom[0].secretRef.name: Required value`,
    'validateSecretEnvSource',
  ],
  // Probes and hooks
  [
    pod({}, { livenessProbe: { httpGet: { port: 'a_b' } } }),
    `${C}.livenessProbe.httpGet.port: Invalid value: "a_b": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)`,
    'ValidatePortNumOrName',
  ],
  [
    pod({}, { readinessProbe: { httpGet: { port: 0 } } }),
    `${C}.readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive`,
    'ValidatePortNumOrName',
  ],
  [
    pod({}, { readinessProbe: { httpGet: { port: 80, scheme: 'FTP' } } }),
    `${C}.readinessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"`,
    'validateHTTPGetAction',
  ],
  [
    pod({}, { livenessProbe: { ...HTTP, successThreshold: 2 } }),
    `${C}.livenessProbe.successThreshold: Invalid value: 2: must be 1`,
    'validateLivenessProbe',
  ],
  [
    pod({}, { livenessProbe: { ...HTTP, tcpSocket: { port: 80 } } }),
    `${C}.livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type`,
    'validateHandler',
  ],
  [
    pod({}, { readinessProbe: { ...HTTP, terminationGracePeriodSeconds: 5 } }),
    `${C}.readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes`,
    'validateReadinessProbe',
  ],
  [
    pod({}, { startupProbe: { ...HTTP, periodSeconds: -1 } }),
    `${C}.startupProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0`,
    'validateProbe',
  ],
  [
    pod({}, { lifecycle: { preStop: { sleep: { seconds: 60 } } } }),
    `${C}.lifecycle.preStop.sleep: Invalid value: 60: must be non-negative and less than terminationGracePeriodSeconds (30)`,
    'validateSleepAction',
  ],
  [
    pod({}, { lifecycle: { postStart: { exec: {} } } }),
    `${C}.lifecycle.postStart.exec.command: Required value`,
    'validateExecAction',
  ],
  // Containers
  [
    pod({
      containers: [
        { name: 'c', image: 'a' },
        { name: 'c', image: 'b' },
      ],
    }),
    'spec.containers[1].name: Duplicate value: "c"',
    'validateContainers',
  ],
  [
    pod({}, { image: ' nginx' }),
    `${C}.image: Invalid value: " nginx": must not have leading or trailing whitespace`,
    'validateContainerOnlyForPod',
  ],
  [
    pod({}, { imagePullPolicy: 'Sometimes' }),
    `${C}.imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"`,
    'validatePullPolicy',
  ],
  [
    pod({}, { terminationMessagePolicy: 'Never' }),
    `${C}.terminationMessagePolicy: Unsupported value: "Never": supported values: "File", "FallbackToLogsOnError"`,
    'validateContainerCommon',
  ],
  [pod({}, { ports: [{}] }), `${C}.ports[0].containerPort: Required value`, 'validateContainerPorts'],
  [
    pod({}, { ports: [{ containerPort: 80, protocol: 'ICMP' }] }),
    `${C}.ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"`,
    'validateContainerPorts',
  ],
  [
    pod({}, { ports: [{ containerPort: 80, name: 'a-very-long-port-name' }] }),
    `${C}.ports[0].name: Invalid value: "a-very-long-port-name": must be no more than 15 characters`,
    'validateContainerPorts',
  ],
  [
    pod(
      {},
      {
        ports: [
          { containerPort: 80, hostPort: 80 },
          { containerPort: 81, hostPort: 80 },
        ],
      },
    ),
    `${C}.ports[1].hostPort: Duplicate value: "TCP//80"`,
    'AccumulateUniqueHostPorts',
  ],
  [
    pod({ hostNetwork: true }, { ports: [{ containerPort: 80, hostPort: 81 }] }),
    `${C}.ports[0].hostPort: Invalid value: 81: must match \`containerPort\` when \`hostNetwork\` is true`,
    'validatePodHostNetworkDeps',
  ],
  [
    pod({}, { restartPolicy: 'Always' }),
    `${C}.restartPolicy: Forbidden: may not be set for non-init containers`,
    'validateContainers',
  ],
  [
    pod({ initContainers: [{ name: 'i', image: 'a', readinessProbe: HTTP }] }),
    'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    'validateInitContainers',
  ],
  [
    pod({ initContainers: [{ name: 'c', image: 'a' }] }),
    'spec.initContainers[0].name: Duplicate value: "c"',
    'validateInitContainers',
  ],
  [
    pod({}, { resizePolicy: [{ resourceName: 'gpu', restartPolicy: 'NotRequired' }] }),
    `${C}.resizePolicy: Unsupported value: "gpu": supported values: "cpu", "memory"`,
    'validateResizePolicy',
  ],
  [
    pod({}, { resources: { limits: { 'hugepages-2Mi': '3Mi', cpu: '1' }, requests: { 'hugepages-2Mi': '3Mi' } } }),
    `[${C}.resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi, ${C}.resources.requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi]`,
    'validateResourceQuantityHugePageValue',
  ],
  [
    pod({}, { resources: { claims: [{ name: 'gpu' }] } }),
    `${C}.resources.claims[0]: Not found: "gpu": must be one of the names in pod.spec.resourceClaims which is empty`,
    'validateResourceClaimNames',
  ],
  [
    pod({ resources: { requests: { cpu: '1' } } }, { resources: { requests: { cpu: '2' } } }),
    'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
    'validatePodResourceConsistency',
  ],
  // Security
  [
    pod({ securityContext: { runAsUser: -1 } }),
    'spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    'validatePodSpecSecurityContext',
  ],
  [
    pod({ securityContext: { seccompProfile: { type: 'Localhost' } } }),
    'spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost',
    'validateSeccompProfileField',
  ],
  [
    pod({ securityContext: { fsGroupChangePolicy: 'Never' } }),
    'spec.securityContext.fsGroupChangePolicy: Unsupported value: "Never": supported values: "Always", "OnRootMismatch"',
    'validateFSGroupChangePolicy',
  ],
  [
    pod({ hostNetwork: true, securityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1' }] } }),
    `spec.securityContext.sysctls[0].name: Invalid value: "net.core.somaxconn": may not be specified when 'hostNetwork' is true`,
    'ValidateHostSysctl',
  ],
  [
    pod({}, { securityContext: { privileged: true, allowPrivilegeEscalation: false } }),
    `${C}.securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set \`allowPrivilegeEscalation\` to false and \`privileged\` to true`,
    'ValidateSecurityContext',
  ],
  [
    pod({}, { securityContext: { procMount: 'Unmasked' } }),
    `${C}.securityContext.procMount: Invalid value: "Unmasked": \`hostUsers\` must be false to use \`Unmasked\``,
    'ValidateSecurityContext',
  ],
  [
    pod({ hostUsers: false, hostNetwork: true }),
    'spec.hostNetwork: Forbidden: when `pod.Spec.HostUsers` is false',
    'validateHostUsers',
  ],
  // Scheduling
  [
    required([]),
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
    'ValidateNodeSelector',
  ],
  [
    required([{ matchExpressions: [{ key: 'a', operator: 'In' }] }]),
    "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    'ValidateNodeSelectorRequirement',
  ],
  [
    required([{ matchExpressions: [{ key: 'a', operator: 'Near', values: ['b'] }] }]),
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].operator: Invalid value: "Near": not a valid selector operator',
    'ValidateNodeSelectorRequirement',
  ],
  [
    affinity({ podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: {} }] } }),
    `[spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: can not be empty, spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: "": name part must be non-empty, spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: "": ${QUALIFIED}]`,
    'validatePodAffinityTerm',
  ],
  [
    affinity({
      podAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 101, podAffinityTerm: { labelSelector: {}, topologyKey: 'z' } },
        ],
      },
    }),
    'spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 101: must be in the range 1-100',
    'validateWeightedPodAffinityTerms',
  ],
  [
    pod({ tolerations: [{ operator: 'Equal', value: 'x' }] }),
    'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    'ValidateTolerations',
  ],
  [
    pod({ tolerations: [{ key: 'a', operator: 'Exists', value: 'x' }] }),
    `spec.tolerations[0].operator: Invalid value: "x": value must be empty when \`operator\` is 'Exists'`,
    'ValidateTolerations',
  ],
  [
    pod({ tolerations: [{ key: 'a', effect: 'NoSchedule', tolerationSeconds: 1 }] }),
    `spec.tolerations[0].effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when \`tolerationSeconds\` is set`,
    'ValidateTolerations',
  ],
  [
    pod({ tolerations: [{ key: 'a', effect: 'Never' }] }),
    'spec.tolerations[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    'validateTaintEffect',
  ],
  [
    spread({ maxSkew: 0 }),
    'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
    'ValidateMaxSkew',
  ],
  [
    spread({ whenUnsatisfiable: 'Whatever', labelSelector: {} }),
    'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Whatever": supported values: "DoNotSchedule", "ScheduleAnyway"',
    'ValidateWhenUnsatisfiable',
  ],
  [
    spread({ whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 }),
    'spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
    'validateMinDomains',
  ],
  [
    pod({ schedulingGates: [{ name: 'a' }, { name: 'a' }] }),
    'spec.schedulingGates[1]: Duplicate value: "a"',
    'validateSchedulingGates',
  ],
  [
    pod({ nodeName: 'n', schedulingGates: [{ name: 'a' }] }),
    'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
    'ValidatePodCreate',
  ],
  // The rest of the spec
  [
    pod({ dnsPolicy: 'None' }),
    'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
    'validatePodDNSConfig',
  ],
  [
    pod({ dnsPolicy: 'Always' }),
    'spec.dnsPolicy: Unsupported value: "Always": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
    'validateDNSPolicy',
  ],
  [
    pod({ dnsConfig: { nameservers: ['1.1.1.1', '8.8.8.8', '9.9.9.9', '4.4.4.4'] } }),
    'spec.dnsConfig.nameservers: Invalid value: ["1.1.1.1","8.8.8.8","9.9.9.9","4.4.4.4"]: must not have more than 3 nameservers',
    'validatePodDNSConfig',
  ],
  [
    pod({ hostAliases: [{ ip: '1.2.3', hostnames: ['a'] }] }),
    'spec.hostAliases[0].ip: Invalid value: "1.2.3": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    'ValidateHostAliases',
  ],
  [
    pod({ activeDeadlineSeconds: 0 }),
    'spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
    'ValidatePodSpec',
  ],
  [pod({ hostname: 'A' }), `spec.hostname: Invalid value: "A": ${LABEL}`, 'ValidatePodSpec'],
  [
    pod({ os: { name: 'plan9' } }),
    'spec.os: Unsupported value: "plan9": supported values: "linux", "windows"',
    'validateOS',
  ],
  [
    { metadata: { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '+1' } }, ...pod({}) },
    'metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+1": must be a 32bit integer',
    'ValidatePodSpecificAnnotations',
  ],
  // Several at once, in their order
  [
    pod({ restartPolicy: 'X', tolerations: [{}] }, { image: '', ports: [{}], livenessProbe: {} }),
    `[${C}.image: Required value, ${C}.ports[0].containerPort: Required value, ${C}.livenessProbe: Required value: must specify a handler type, spec.restartPolicy: Unsupported value: "X": supported values: "Always", "OnFailure", "Never", spec.tolerations[0].operator: Invalid value: "": operator must be Exists when \`key\` is empty, which means "match all values and all keys"]`,
    'ValidatePodSpec',
  ],
];

/** What was created, the patch, words, function. */
const UPDATES: readonly (readonly [Body, Body, string, string])[] = [
  [
    pod({}),
    {
      spec: {
        containers: [
          { name: 'c', image: 'nginx' },
          { name: 'd', image: 'nginx' },
        ],
      },
    },
    'spec.containers: Forbidden: pod updates may not add or remove containers',
    'ValidateContainerUpdates',
  ],
  [
    pod({ activeDeadlineSeconds: 10 }),
    { spec: { activeDeadlineSeconds: 20 } },
    'spec.activeDeadlineSeconds: Invalid value: 20: must be less than or equal to previous value',
    'ValidatePodUpdate',
  ],
  [
    pod({ activeDeadlineSeconds: 10 }),
    { spec: { activeDeadlineSeconds: null } },
    'spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value',
    'ValidatePodUpdate',
  ],
  [
    pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }),
    { spec: { tolerations: [] } },
    'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    'validateOnlyAddedTolerations',
  ],
  [
    pod({ schedulingGates: [{ name: 'a' }] }),
    { spec: { schedulingGates: [{ name: 'b' }] } },
    "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'b'",
    'validateOnlyDeletedSchedulingGates',
  ],
  [
    pod({ hostname: 'old' }),
    { spec: { hostname: 'new' } },
    'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n@@ -162,7 +162,7 @@\n   "SELinuxChangePolicy": null\n  },\n  "ImagePullSecrets": null,\n- "Hostname": "old",\n+ "Hostname": "new",\n  "Subdomain": "",\n  "SetHostnameAsFQDN": null,\n  "Affinity": null,\n',
    'ValidatePodUpdate',
  ],
];

export const POD_REFUSALS: readonly Refusal[] = [
  ...CREATES.map(([object, says, name]) => ({ resource: 'pods', object, says, vouches: core(name) })),
  ...UPDATES.map(([object, patch, says, name]) => ({ resource: 'pods', object, patch, says, vouches: core(name) })),
  {
    resource: 'pods',
    object: env({ name: 'a=b' }),
    says: `${C}.env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than '='`,
    vouches: 'apimachinery/pkg/util/validation IsRelaxedEnvVarName, asked always since v1.34',
  },
];

export const POD_DEFAULTS: readonly Default[] = [
  {
    resource: 'pods',
    object: pod({ schedulingGates: [{ name: 'a.io/b' }] }),
    becomes: {
      status: {
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'SchedulingGated',
            message: 'Scheduling is blocked due to non-empty scheduling gates',
            lastTransitionTime: '2026-01-01T00:00:00Z',
          },
        ],
      },
    },
    vouches: 'pkg/registry/core/pod applySchedulingGatedCondition, read at v1.34',
  },
  {
    resource: 'pods',
    object: {
      ...spread({ labelSelector: { matchLabels: { app: 'a' } }, matchLabelKeys: ['pod-template-hash', 'none'] }),
      metadata: { labels: { app: 'a', 'pod-template-hash': 'h' } },
    },
    becomes: {
      spec: {
        topologySpreadConstraints: [
          {
            labelSelector: {
              matchLabels: { app: 'a' },
              matchExpressions: [{ key: 'pod-template-hash', operator: 'In', values: ['h'] }],
            },
            matchLabelKeys: ['pod-template-hash', 'none'],
          },
        ],
      },
    },
    vouches: 'pkg/registry/core/pod mutateTopologySpreadConstraints, read at v1.34',
  },
  {
    resource: 'pods',
    object: pod({ resources: { limits: { cpu: '2', memory: '1Gi' } } }, { resources: { requests: { cpu: '500m' } } }),
    becomes: { spec: { resources: { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '500m', memory: '1Gi' } } } },
    vouches: remembered('pkg/apis/core/v1 defaultPodRequests'),
  },
];

const WARNINGS: readonly (readonly [Body, readonly string[], string])[] = [
  [
    { metadata: { name: 'a.b' }, ...pod({}) },
    [
      "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
    ],
    'pkg/registry/core/pod/strategy.go WarningsOnCreate, from memory',
  ],
  [
    pod({ nodeSelector: { 'beta.kubernetes.io/os': 'linux' } }),
    ['spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead'],
    'pkg/api/pod warningsForPodSpecAndMeta, read at 00f6e68e (v1.31)',
  ],
  [
    pod(
      {},
      {
        env: [
          { name: 'A', value: 'x' },
          { name: 'A', value: 'y' },
        ],
      },
    ),
    [`${C}.env[1]: hides previous definition of "A", which may be dropped when using apply`],
    'pkg/api/pod warningsForPodSpecAndMeta, read at 00f6e68e (v1.31)',
  ],
  [
    pod({}, { ports: [{ containerPort: 80 }, { containerPort: 80, name: 'b' }] }),
    [`${C}.ports[1]: duplicate port definition with ${C}.ports[0]`],
    'pkg/api/pod warningsForPodSpecAndMeta, read at 00f6e68e (v1.31)',
  ],
  [
    pod({}, { resources: { requests: { memory: '100m' } } }),
    [`${C}.resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer`],
    'pkg/api/pod warningsForPodSpecAndMeta, read at 00f6e68e (v1.31)',
  ],
  [
    pod({ terminationGracePeriodSeconds: -1 }),
    ['spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1'],
    'pkg/api/pod warningsForPodSpecAndMeta, read at 00f6e68e (v1.31)',
  ],
  [
    spread({}),
    ['spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod'],
    'pkg/api/pod warningsForPodSpecAndMeta, read at 00f6e68e (v1.31)',
  ],
  [
    pod({ imagePullSecrets: [{ name: 'a' }, { name: 'a' }] }),
    ['spec.imagePullSecrets[1].name: duplicate name "a"'],
    'pkg/api/pod warningsForPodSpecAndMeta, read at 00f6e68e (v1.31)',
  ],
];

export const POD_WARNED: readonly Warned[] = WARNINGS.map(([object, warns, vouches]) => ({
  resource: 'pods',
  object,
  warns,
  vouches,
}));
