// The list of resources that the API server has. A new kind is one folder and one line here.

import { validatingAdmissionPolicyStrategy } from './admissionregistration/validatingadmissionpolicy/strategy.ts';
import { validatingAdmissionPolicyBindingStrategy } from './admissionregistration/validatingadmissionpolicybinding/strategy.ts';
import { webhookConfigurationStrategies } from './admissionregistration/webhookconfiguration/strategy.ts';
import { customResourceDefinitionStrategy } from './apiextensions/customresourcedefinition/strategy.ts';
import { apiServiceStrategy } from './apiregistration/apiservice/strategy.ts';
import { controllerRevisionStrategy } from './apps/controllerrevision/strategy.ts';
import { daemonSetStrategy } from './apps/daemonset/strategy.ts';
import { deploymentStrategy } from './apps/deployment/strategy.ts';
import { replicaSetStrategy } from './apps/replicaset/strategy.ts';
import { statefulSetStrategy } from './apps/statefulset/strategy.ts';
import { selfSubjectReviewStrategy } from './authentication/selfsubjectreview/strategy.ts';
import { tokenReviewStrategy } from './authentication/tokenreview/strategy.ts';
import { accessReviewStrategies } from './authorization/accessreview/strategy.ts';
import { selfSubjectRulesReviewStrategy } from './authorization/selfsubjectrulesreview/strategy.ts';
import { horizontalPodAutoscalerStrategy } from './autoscaling/horizontalpodautoscaler/strategy.ts';
import { horizontalPodAutoscalerV1Strategy } from './autoscaling/horizontalpodautoscaler/v1.ts';
import { cronJobStrategy } from './batch/cronjob/strategy.ts';
import { jobStrategy } from './batch/job/strategy.ts';
import { certificateSigningRequestStrategy } from './certificates/certificatesigningrequest/strategy.ts';
import { leaseStrategy } from './coordination/lease/strategy.ts';
import { bindingStrategy } from './core/binding/strategy.ts';
import { componentStatusStrategy } from './core/componentstatus/strategy.ts';
import { configMapStrategy } from './core/configmap/strategy.ts';
import { endpointsStrategy } from './core/endpoints/strategy.ts';
import { eventsV1Strategy } from './core/event/events-v1.ts';
import { eventStrategy } from './core/event/strategy.ts';
import { limitRangeStrategy } from './core/limitrange/strategy.ts';
import { namespaceStrategy } from './core/namespace/strategy.ts';
import { nodeStrategy } from './core/node/strategy.ts';
import { persistentVolumeStrategy } from './core/persistentvolume/strategy.ts';
import { persistentVolumeClaimStrategy } from './core/persistentvolumeclaim/strategy.ts';
import { podStrategy } from './core/pod/strategy.ts';
import { podTemplateStrategy } from './core/podtemplate/strategy.ts';
import { replicationControllerStrategy } from './core/replicationcontroller/strategy.ts';
import { resourceQuotaStrategy } from './core/resourcequota/strategy.ts';
import { secretStrategy } from './core/secret/strategy.ts';
import { serviceStrategy } from './core/service/strategy.ts';
import { serviceAccountStrategy } from './core/serviceaccount/strategy.ts';
import { endpointSliceStrategy } from './discovery/endpointslice/strategy.ts';
import { nodeMetricsStrategy } from './metrics/nodes.ts';
import { podMetricsStrategy } from './metrics/pods.ts';
import { ingressStrategy } from './networking/ingress/strategy.ts';
import { ingressClassStrategy } from './networking/ingressclass/strategy.ts';
import { ipAddressStrategy } from './networking/ipaddress/strategy.ts';
import { networkPolicyStrategy } from './networking/networkpolicy/strategy.ts';
import { serviceCidrStrategy } from './networking/servicecidr/strategy.ts';
import { runtimeClassStrategy } from './node/runtimeclass/strategy.ts';
import { podDisruptionBudgetStrategy } from './policy/poddisruptionbudget/strategy.ts';
import { clusterRoleStrategy } from './rbac/clusterrole/strategy.ts';
import { clusterRoleBindingStrategy } from './rbac/clusterrolebinding/strategy.ts';
import { roleStrategy } from './rbac/role/strategy.ts';
import { roleBindingStrategy } from './rbac/rolebinding/strategy.ts';
import type { Strategy } from './rest/strategy.ts';
import { priorityClassStrategy } from './scheduling/priorityclass/strategy.ts';
import { csiDriverStrategy } from './storage/csidriver/strategy.ts';
import { csiNodeStrategy } from './storage/csinode/strategy.ts';
import { storageClassStrategy } from './storage/storageclass/strategy.ts';
import { volumeAttachmentStrategy } from './storage/volumeattachment/strategy.ts';

// biome-ignore lint/suspicious/noExplicitAny: kinds differ, and each strategy knows only its own.
export const strategies: readonly Strategy<any>[] = [
  configMapStrategy,
  endpointsStrategy,
  eventStrategy,
  eventsV1Strategy,
  namespaceStrategy,
  nodeStrategy,
  bindingStrategy,
  podStrategy,
  replicationControllerStrategy,
  secretStrategy,
  serviceAccountStrategy,
  serviceStrategy,
  customResourceDefinitionStrategy,
  daemonSetStrategy,
  deploymentStrategy,
  replicaSetStrategy,
  statefulSetStrategy,
  selfSubjectReviewStrategy,
  tokenReviewStrategy,
  ...accessReviewStrategies,
  selfSubjectRulesReviewStrategy,
  horizontalPodAutoscalerStrategy,
  horizontalPodAutoscalerV1Strategy,
  cronJobStrategy,
  jobStrategy,
  certificateSigningRequestStrategy,
  leaseStrategy,
  endpointSliceStrategy,
  ingressClassStrategy,
  ingressStrategy,
  apiServiceStrategy,
  controllerRevisionStrategy,
  componentStatusStrategy,
  limitRangeStrategy,
  persistentVolumeStrategy,
  persistentVolumeClaimStrategy,
  podTemplateStrategy,
  resourceQuotaStrategy,
  ipAddressStrategy,
  networkPolicyStrategy,
  serviceCidrStrategy,
  runtimeClassStrategy,
  podDisruptionBudgetStrategy,
  priorityClassStrategy,
  csiDriverStrategy,
  csiNodeStrategy,
  storageClassStrategy,
  volumeAttachmentStrategy,
  clusterRoleStrategy,
  clusterRoleBindingStrategy,
  roleStrategy,
  roleBindingStrategy,
  nodeMetricsStrategy,
  podMetricsStrategy,
  validatingAdmissionPolicyStrategy,
  validatingAdmissionPolicyBindingStrategy,
  ...webhookConfigurationStrategies,
];
