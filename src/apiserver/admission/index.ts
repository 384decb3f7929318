// The admission plugins, in the order in which kube-apiserver runs them.
// Models pkg/kubeapiserver/options/plugins.go AllOrderedPlugins.

import type { AdmissionPlugin } from './admission.ts';
import { certificateApproval, certificateSigning, certificateSubjectRestriction } from './certificates/certificates.ts';
import { defaultIngressClass } from './defaultingressclass/defaultingressclass.ts';
import { defaultStorageClass } from './defaultstorageclass/defaultstorageclass.ts';
import { defaultTolerationSeconds } from './defaulttolerationseconds/defaulttolerationseconds.ts';
import { limitRanger } from './limitranger/limitranger.ts';
import { namespaceLifecycle } from './namespacelifecycle/namespacelifecycle.ts';
import { persistentVolumeClaimResize } from './persistentvolumeclaimresize/persistentvolumeclaimresize.ts';
import { podSecurity } from './podsecurity/podsecurity.ts';
import { priority } from './priority/priority.ts';
import { resourceQuota } from './resourcequota/resourcequota.ts';
import { runtimeClass } from './runtimeclass/runtimeclass.ts';
import { serviceAccount } from './serviceaccount/serviceaccount.ts';
import { storageObjectInUseProtection } from './storageobjectinuseprotection/storageobjectinuseprotection.ts';
import { validatingAdmissionPolicy } from './validatingadmissionpolicy/validatingadmissionpolicy.ts';
import { validatingAdmissionWebhook } from './validatingadmissionwebhook/validatingadmissionwebhook.ts';

export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  podSecurity,
  priority,
  defaultTolerationSeconds,
  persistentVolumeClaimResize,
  runtimeClass,
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
  defaultIngressClass,
  defaultStorageClass,
  storageObjectInUseProtection,
  validatingAdmissionPolicy,
  validatingAdmissionWebhook,
  resourceQuota,
];
