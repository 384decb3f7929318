// Models pkg/apis/core/types.go: the structs of a Pod as the server holds them, which errors show under their Go names.

import { sorted } from '#apimachinery/go-value.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Each struct's members in the order of declaration. `Name` is a string; `Name:x` is of another type:
 * `i` number, `b` boolean, `q` quantity, `p` port; `*` what is nil until it is given, as it is; `*T`, `[T` a pointer to a T, a list of T;
 * `T` a struct in place; `^T` one whose members are the outer's own; `{` a map; `m` metadata. `=json` where the JSON name is not the Go name in camel case.
 */
const STRUCTS: Readonly<Record<string, string>> = {
  PodTemplateSpec: '^metadata:m Spec:PodSpec',
  PodSpec:
    'Volumes:[Volume InitContainers:[Container Containers:[Container EphemeralContainers:[EphemeralContainer RestartPolicy TerminationGracePeriodSeconds:* ActiveDeadlineSeconds:* DNSPolicy=dnsPolicy NodeSelector:{ ServiceAccountName AutomountServiceAccountToken:* NodeName SecurityContext:*PodSecurityContext ImagePullSecrets:[LocalObjectReference Hostname Subdomain SetHostnameAsFQDN:* Affinity:*Affinity SchedulerName Tolerations:[Toleration HostAliases:[HostAlias PriorityClassName Priority:* PreemptionPolicy:* DNSConfig=dnsConfig:*PodDNSConfig ReadinessGates:[PodReadinessGate RuntimeClassName:* Overhead:{ EnableServiceLinks:* TopologySpreadConstraints:[TopologySpreadConstraint OS=os:*PodOS SchedulingGates:[PodSchedulingGate ResourceClaims:[PodResourceClaim Resources:*ResourceRequirements HostnameOverride:*',
  Volume: 'Name ^VolumeSource',
  VolumeSource:
    'HostPath:*HostPath EmptyDir:*EmptyDir GCEPersistentDisk=gcePersistentDisk:*GCEPersistentDisk AWSElasticBlockStore=awsElasticBlockStore:*AWSElasticBlockStore GitRepo:*GitRepo Secret:*SecretVolume NFS=nfs:*NFS ISCSI=iscsi:* Glusterfs:* PersistentVolumeClaim:*ClaimVolume RBD=rbd:* Quobyte:* FlexVolume:* Cinder:* CephFS=cephfs:* Flocker:* DownwardAPI:*DownwardVolume FC=fc:* AzureFile:* ConfigMap:*ConfigMapVolume VsphereVolume:* AzureDisk:* PhotonPersistentDisk:* Projected:*Projected PortworxVolume:* ScaleIO:* StorageOS=storageos:* CSI=csi:*CSIVolume Ephemeral:*EphemeralVolume Image:*ImageVolume',
  HostPath: 'Path Type:*',
  EmptyDir: 'Medium SizeLimit:*',
  GCEPersistentDisk: 'PDName=pdName FSType=fsType Partition:i ReadOnly:b',
  AWSElasticBlockStore: 'VolumeID FSType=fsType Partition:i ReadOnly:b',
  GitRepo: 'Repository Revision Directory',
  SecretVolume: 'SecretName Items:[KeyToPath DefaultMode:* Optional:*',
  NFS: 'Server Path ReadOnly:b',
  ClaimVolume: 'ClaimName ReadOnly:b',
  DownwardVolume: 'Items:[DownwardFile DefaultMode:*',
  DownwardFile: 'Path FieldRef:*FieldRef ResourceFieldRef:*ResourceFieldRef Mode:*',
  ConfigMapVolume: '^LocalObjectReference Items:[KeyToPath DefaultMode:* Optional:*',
  Projected: 'Sources:[VolumeProjection DefaultMode:*',
  VolumeProjection:
    'Secret:*KeyedProjection DownwardAPI:*DownwardProjection ConfigMap:*KeyedProjection ServiceAccountToken:*TokenProjection ClusterTrustBundle:*TrustProjection PodCertificate:*',
  KeyedProjection: '^LocalObjectReference Items:[KeyToPath Optional:*',
  DownwardProjection: 'Items:[DownwardFile',
  TokenProjection: 'Audience ExpirationSeconds:i Path',
  TrustProjection: 'Name:* SignerName:* LabelSelector:* Optional:* Path',
  KeyToPath: 'Key Path Mode:*',
  CSIVolume: 'Driver ReadOnly:* FSType=fsType:* VolumeAttributes:{ NodePublishSecretRef:*LocalObjectReference',
  EphemeralVolume: 'VolumeClaimTemplate:*ClaimTemplate',
  ClaimTemplate: '^metadata:m Spec:PersistentVolumeClaimSpec',
  ImageVolume: 'Reference PullPolicy',
  PersistentVolumeClaimSpec:
    'AccessModes:* Selector:* Resources:VolumeResources VolumeName StorageClassName:* VolumeMode:* DataSource:*TypedReference DataSourceRef:*TypedObjectReference VolumeAttributesClassName:*',
  PersistentVolumeSource:
    'GCEPersistentDisk=gcePersistentDisk:*GCEPersistentDisk AWSElasticBlockStore=awsElasticBlockStore:*AWSElasticBlockStore HostPath:*HostPath Glusterfs:* NFS=nfs:*NFS RBD=rbd:* Quobyte:* ISCSI=iscsi:* FlexVolume:* Cinder:* CephFS=cephfs:* FC=fc:* Flocker:* AzureFile:* VsphereVolume:* AzureDisk:* PhotonPersistentDisk:* PortworxVolume:* ScaleIO:* Local:*LocalVolume StorageOS=storageos:* CSI=csi:*CSIPersistentVolume',
  LocalVolume: 'Path FSType=fsType:*',
  CSIPersistentVolume:
    'Driver VolumeHandle ReadOnly:b FSType=fsType VolumeAttributes:{ ControllerPublishSecretRef:*SecretReference NodeStageSecretRef:*SecretReference NodePublishSecretRef:*SecretReference ControllerExpandSecretRef:*SecretReference NodeExpandSecretRef:*SecretReference',
  SecretReference: 'Name Namespace',
  VolumeNodeAffinity: 'Required:*NodeSelector',
  VolumeResources: 'Limits:{ Requests:{',
  TypedReference: 'APIGroup=apiGroup:* Kind Name',
  TypedObjectReference: 'APIGroup=apiGroup:* Kind Name Namespace:*',
  LocalObjectReference: 'Name',
  EphemeralContainer: '^Container TargetContainerName',
  Container:
    'Name Image Command:* Args:* WorkingDir Ports:[ContainerPort EnvFrom:[EnvFrom Env:[EnvVar Resources:ResourceRequirements ResizePolicy:[ResizePolicy RestartPolicy:* RestartPolicyRules:* VolumeMounts:[VolumeMount VolumeDevices:[VolumeDevice LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath TerminationMessagePolicy ImagePullPolicy SecurityContext:*SecurityContext Stdin:b StdinOnce:b TTY=tty:b',
  ContainerPort: 'Name HostPort:i ContainerPort:i Protocol HostIP',
  EnvFrom: 'Prefix ConfigMapRef:*EnvSource SecretRef:*EnvSource',
  EnvSource: '^LocalObjectReference Optional:*',
  EnvVar: 'Name Value ValueFrom:*EnvVarSource',
  EnvVarSource:
    'FieldRef:*FieldRef ResourceFieldRef:*ResourceFieldRef ConfigMapKeyRef:*KeySelector SecretKeyRef:*KeySelector FileKeyRef:*',
  FieldRef: 'APIVersion=apiVersion FieldPath',
  ResourceFieldRef: 'ContainerName Resource Divisor:q',
  KeySelector: '^LocalObjectReference Key Optional:*',
  ResourceRequirements: 'Limits:{ Requests:{ Claims:[ResourceClaim',
  ResourceClaim: 'Name Request',
  ResizePolicy: 'ResourceName RestartPolicy',
  VolumeMount: 'Name ReadOnly:b RecursiveReadOnly:* MountPath SubPath MountPropagation:* SubPathExpr',
  VolumeDevice: 'Name DevicePath',
  Probe:
    '^ProbeHandler InitialDelaySeconds:i TimeoutSeconds:i PeriodSeconds:i SuccessThreshold:i FailureThreshold:i TerminationGracePeriodSeconds:*',
  ProbeHandler: 'Exec:*Exec HTTPGet=httpGet:*HTTPGet TCPSocket=tcpSocket:*TCPSocket GRPC=grpc:*GRPC',
  Exec: 'Command:*',
  HTTPGet: 'Path Port:p Host Scheme HTTPHeaders=httpHeaders:[HTTPHeader',
  HTTPHeader: 'Name Value',
  TCPSocket: 'Port:p Host',
  GRPC: 'Port:i Service:*',
  Lifecycle: 'PostStart:*LifecycleHandler PreStop:*LifecycleHandler StopSignal:*',
  LifecycleHandler: 'Exec:*Exec HTTPGet=httpGet:*HTTPGet TCPSocket=tcpSocket:*TCPSocket Sleep:*Sleep',
  Sleep: 'Seconds:i',
  SecurityContext:
    'Capabilities:*Capabilities Privileged:* SELinuxOptions=seLinuxOptions:*SELinux WindowsOptions:*Windows RunAsUser:* RunAsGroup:* RunAsNonRoot:* ReadOnlyRootFilesystem:* AllowPrivilegeEscalation:* ProcMount:* SeccompProfile:*Profile AppArmorProfile:*Profile',
  PodSecurityContext:
    'HostNetwork:b HostPID:b HostIPC:b ShareProcessNamespace:* HostUsers:* SELinuxOptions=seLinuxOptions:*SELinux WindowsOptions:*Windows RunAsUser:* RunAsGroup:* RunAsNonRoot:* SupplementalGroups:* SupplementalGroupsPolicy:* FSGroup=fsGroup:* FSGroupChangePolicy=fsGroupChangePolicy:* Sysctls:[Sysctl SeccompProfile:*Profile AppArmorProfile:*Profile SELinuxChangePolicy=seLinuxChangePolicy:*',
  Capabilities: 'Add:* Drop:*',
  SELinux: 'User Role Type Level',
  Windows:
    'GMSACredentialSpecName=gmsaCredentialSpecName:* GMSACredentialSpec=gmsaCredentialSpec:* RunAsUserName:* HostProcess:*',
  Profile: 'Type LocalhostProfile:*',
  Sysctl: 'Name Value',
  Affinity: 'NodeAffinity:*NodeAffinity PodAffinity:*PodAffinity PodAntiAffinity:*PodAffinity',
  NodeAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:*NodeSelector PreferredDuringSchedulingIgnoredDuringExecution:[PreferredTerm',
  NodeSelector: 'NodeSelectorTerms:[NodeSelectorTerm',
  NodeSelectorTerm: 'MatchExpressions:[NodeRequirement MatchFields:[NodeRequirement',
  NodeRequirement: 'Key Operator Values:*',
  PreferredTerm: 'Weight:i Preference:NodeSelectorTerm',
  PodAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:[WeightedTerm',
  PodAffinityTerm: 'LabelSelector:* Namespaces:* TopologyKey NamespaceSelector:* MatchLabelKeys:* MismatchLabelKeys:*',
  WeightedTerm: 'Weight:i PodAffinityTerm:PodAffinityTerm',
  Toleration: 'Key Operator Value Effect TolerationSeconds:*',
  HostAlias: 'IP=ip Hostnames:*',
  PodDNSConfig: 'Nameservers:* Searches:* Options:[DNSOption',
  DNSOption: 'Name Value:*',
  PodReadinessGate: 'ConditionType',
  TopologySpreadConstraint:
    'MaxSkew:i TopologyKey WhenUnsatisfiable LabelSelector:* MinDomains:* NodeAffinityPolicy:* NodeTaintsPolicy:* MatchLabelKeys:*',
  PodOS: 'Name',
  PodSchedulingGate: 'Name',
  ObjectReference: 'Kind Namespace Name UID=uid APIVersion=apiVersion ResourceVersion FieldPath',
  EventSource: 'Component Host',
  PodResourceClaim: 'Name ResourceClaimName:* ResourceClaimTemplateName:*',
};

const ZERO: Readonly<Record<string, unknown>> = { '': '', i: 0, b: false, q: '0', p: 0 };
const MEMBER = /^(\^?)(\w+)(?:=(\w+))?(?::(.*))?$/;
const camel = (name: string): string => name[0]!.toLowerCase() + name.slice(1);

function convert(type: string, value: unknown): unknown {
  if (type in ZERO) return value ?? ZERO[type];
  if (type === '*') return value ?? null;
  if (type === '{') return sorted(value) ?? null;
  if (type.startsWith('*')) return value === undefined ? null : asInternal(type.slice(1), value as Fields);
  if (type.startsWith('[')) return (value as Fields[] | undefined)?.map((v) => asInternal(type.slice(1), v)) ?? null;
  return asInternal(type, (value ?? {}) as Fields);
}

/** What the versioned PodSpec says of its node's namespaces is in its security context here. */
function withNamespaces({ securityContext, ...spec }: Fields): Fields {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = spec;
  const own = { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
  if (securityContext === undefined && Object.values(own).every((v) => v === undefined)) return spec;
  return { ...spec, securityContext: { ...(securityContext as Fields), ...own } };
}

/** A versioned value as the struct `type`, ready for JSON.stringify: everything there, in order, under Go names. */
export function asInternal(type: string, value: Fields): Fields {
  const given = type === 'PodSpec' ? withNamespaces(value) : value;
  const members = STRUCTS[type]!.split(' ').flatMap((text): [string, unknown][] => {
    const [, inline, name = '', json = camel(name), of = ''] = MEMBER.exec(text)!;
    if (inline && of === 'm') return Object.entries((given.metadata ?? {}) as Fields).map(([k, v]) => [k, sorted(v)]);
    if (inline) return Object.entries(asInternal(name, given));
    return [[name, convert(of, given[json])]];
  });
  return Object.fromEntries(members);
}
