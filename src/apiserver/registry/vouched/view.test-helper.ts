// What a list shows: the server's columns (a star: only with `-o wide`), and the fields by which objects may be chosen.

const PRINTERS =
  'pkg/printers/internalversion AddHandlers, alike at 144a7980 (about v1.33) and 212194ab (v1.35 in the making)';
const SECRETS =
  'pkg/printers/internalversion AddHandlers, read at 144a7980 (about v1.33); PR 117160 took Secrets away in v1.35';
const RESTS = 'apiserver/pkg/registry/rest defaultTableConvertor: no printer is registered';
const AGGREGATOR = 'kube-aggregator/pkg/registry/apiservice/etcd ConvertToTable, from memory';
const METRICS = 'metrics-server/pkg/api table.go, from memory';
const WORKLOAD = 'Containers* Images* Selector*';

export interface Shown {
  readonly resource: string;
  /** Without blanks in the names. */
  readonly columns: string;
  readonly vouches: string;
}

const SHOWN: readonly (readonly [string, string])[] = [
  ['pods', 'Name Ready Status Restarts Age IP* Node* Nominated_Node* Readiness_Gates*'],
  ['podtemplates', 'Name Containers Images Pod_Labels'],
  ['poddisruptionbudgets.policy', 'Name Min_Available Max_Unavailable Allowed_Disruptions Age'],
  ['replicationcontrollers', `Name Desired Current Ready Age ${WORKLOAD}`],
  ['replicasets.apps', `Name Desired Current Ready Age ${WORKLOAD}`],
  ['daemonsets.apps', `Name Desired Current Ready Up-to-date Available Node_Selector Age ${WORKLOAD}`],
  ['deployments.apps', `Name Ready Up-to-date Available Age ${WORKLOAD}`],
  ['statefulsets.apps', 'Name Ready Age Containers* Images*'],
  ['jobs.batch', `Name Status Completions Duration Age ${WORKLOAD}`],
  ['cronjobs.batch', `Name Schedule Timezone Suspend Active Last_Schedule Age ${WORKLOAD}`],
  ['services', 'Name Type Cluster-IP External-IP Port(s) Age Selector*'],
  ['ingresses.networking.k8s.io', 'Name Class Hosts Address Ports Age'],
  ['ingressclasses.networking.k8s.io', 'Name Controller Parameters Age'],
  ['networkpolicies.networking.k8s.io', 'Name Pod-Selector Age'],
  ['servicecidrs.networking.k8s.io', 'Name CIDRs Age'],
  ['ipaddresses.networking.k8s.io', 'Name ParentRef'],
  ['endpoints', 'Name Endpoints Age'],
  ['endpointslices.discovery.k8s.io', 'Name AddressType Ports Endpoints Age'],
  ['nodes', 'Name Status Roles Age Version Internal-IP* External-IP* OS-Image* Kernel-Version* Container-Runtime*'],
  ['events', 'Last_Seen Type Reason Object Subobject* Source* Message First_Seen* Count* Name*'],
  ['namespaces', 'Name Status Age'],
  ['secrets', 'Name Type Data Age'],
  ['configmaps', 'Name Data Age'],
  ['serviceaccounts', 'Name Secrets Age'],
  [
    'persistentvolumes',
    'Name Capacity Access_Modes Reclaim_Policy Status Claim StorageClass VolumeAttributesClass Reason Age VolumeMode*',
  ],
  [
    'persistentvolumeclaims',
    'Name Status Volume Capacity Access_Modes StorageClass VolumeAttributesClass Age VolumeMode*',
  ],
  ['storageclasses.storage.k8s.io', 'Name Provisioner ReclaimPolicy VolumeBindingMode AllowVolumeExpansion Age'],
  ['resourcequotas', 'Name Request Limit Age'],
  ['limitranges', 'Name Created_At'],
  ['horizontalpodautoscalers.autoscaling', 'Name Reference Targets MinPods MaxPods Replicas Age'],
  ['roles.rbac.authorization.k8s.io', 'Name Created_At'],
  ['clusterroles.rbac.authorization.k8s.io', 'Name Created_At'],
  ['rolebindings.rbac.authorization.k8s.io', 'Name Role Age Users* Groups* ServiceAccounts*'],
  ['clusterrolebindings.rbac.authorization.k8s.io', 'Name Role Age Users* Groups* ServiceAccounts*'],
  ['priorityclasses.scheduling.k8s.io', 'Name Value Global-Default Age PreemptionPolicy'],
  ['runtimeclasses.node.k8s.io', 'Name Handler Age'],
  ['leases.coordination.k8s.io', 'Name Holder Age'],
  ['controllerrevisions.apps', 'Name Controller Revision Age'],
  [
    'csidrivers.storage.k8s.io',
    'Name AttachRequired PodInfoOnMount StorageCapacity TokenRequests RequiresRepublish Modes Age',
  ],
  ['csinodes.storage.k8s.io', 'Name Drivers Age'],
  ['volumeattachments.storage.k8s.io', 'Name Attacher PV Node Attached Age'],
  ['apiservices.apiregistration.k8s.io', 'Name Service Available Age'],
  ['customresourcedefinitions.apiextensions.k8s.io', 'Name Created_At'],
  ['events.events.k8s.io', 'Last_Seen Type Reason Object Subobject* Source* Message First_Seen* Count* Name*'],
  ['componentstatuses', 'Name Status Message Error'],
  ['certificatesigningrequests.certificates.k8s.io', 'Name Age SignerName Requestor RequestedDuration Condition'],
  ['validatingadmissionpolicies.admissionregistration.k8s.io', 'Name Validations ParamKind Age'],
  ['validatingadmissionpolicybindings.admissionregistration.k8s.io', 'Name PolicyName ParamRef Age'],
  ['validatingwebhookconfigurations.admissionregistration.k8s.io', 'Name Webhooks Age'],
  ['mutatingwebhookconfigurations.admissionregistration.k8s.io', 'Name Webhooks Age'],
  ['nodes.metrics.k8s.io', 'Name cpu memory Window'],
  ['pods.metrics.k8s.io', 'Name cpu memory Window'],
];

/** Where it is not the printers of core. */
const OTHERS: Readonly<Record<string, string>> = {
  serviceaccounts: SECRETS,
  'roles.rbac.authorization.k8s.io': RESTS,
  'clusterroles.rbac.authorization.k8s.io': RESTS,
  'customresourcedefinitions.apiextensions.k8s.io': RESTS,
  limitranges: RESTS,
  'apiservices.apiregistration.k8s.io': AGGREGATOR,
  'nodes.metrics.k8s.io': METRICS,
  'pods.metrics.k8s.io': METRICS,
};

export const COLUMNS: readonly Shown[] = SHOWN.map(([resource, columns]) => ({
  resource,
  columns,
  vouches: OTHERS[resource] ?? PRINTERS,
}));

export interface Chosen {
  readonly resource: string;
  /** Beside the name and the namespace. */
  readonly fields: string;
  /** Of `fieldSelector=spec.nope=x`. */
  readonly refuses: string;
  readonly vouches: string;
}

const CORE = 'field label not supported: spec.nope';
const NAMESPACED = '"spec.nope" is not a known field selector: only "metadata.name", "metadata.namespace"';
const CORE_V1 = 'pkg/apis/core/v1 addConversionFuncs, read at about v1.19';
const DEFAULT = 'apimachinery/pkg/runtime DefaultMetaV1FieldSelectorConversion';

const CHOSEN: readonly (readonly [string, string, string, string])[] = [
  [
    'pods',
    'spec.nodeName spec.host spec.restartPolicy spec.schedulerName spec.serviceAccountName spec.hostNetwork status.phase status.podIP status.podIPs status.nominatedNodeName',
    CORE,
    `${CORE_V1}; spec.hostNetwork from memory`,
  ],
  ['nodes', 'spec.unschedulable', CORE, CORE_V1],
  ['namespaces', 'status.phase', CORE, CORE_V1],
  ['secrets', 'type', CORE, CORE_V1],
  ['replicationcontrollers', 'status.replicas', CORE, CORE_V1],
  ['services', 'spec.clusterIP spec.type', CORE, `${CORE_V1} AddFieldLabelConversionsForService`],
  [
    'events',
    'involvedObject.kind involvedObject.namespace involvedObject.name involvedObject.uid involvedObject.apiVersion involvedObject.resourceVersion involvedObject.fieldPath reason reportingComponent source type',
    CORE,
    `${CORE_V1} AddFieldLabelConversionsForEvent`,
  ],
  [
    'jobs.batch',
    'status.successful',
    'field label "spec.nope" not supported for batchv1.Job',
    'pkg/apis/batch/v1 addConversionFuncs',
  ],
  ['configmaps', '', NAMESPACED, DEFAULT],
  ['deployments.apps', '', NAMESPACED, DEFAULT],
  ['statefulsets.apps', '', NAMESPACED, DEFAULT],
  ['cronjobs.batch', '', NAMESPACED, DEFAULT],
  ['persistentvolumeclaims', '', NAMESPACED, DEFAULT],
  ['persistentvolumes', '', NAMESPACED, DEFAULT],
  ['ingresses.networking.k8s.io', '', NAMESPACED, DEFAULT],
  ['roles.rbac.authorization.k8s.io', '', NAMESPACED, DEFAULT],
  ['storageclasses.storage.k8s.io', '', NAMESPACED, DEFAULT],
];

export const FIELDS: readonly Chosen[] = CHOSEN.map(([resource, fields, refuses, vouches]) => ({
  resource,
  fields,
  refuses,
  vouches,
}));
