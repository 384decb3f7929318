// The admission plugins, in the order in which kube-apiserver runs them.
// Models pkg/kubeapiserver/options/plugins.go AllOrderedPlugins.

import type { AdmissionPlugin } from './admission.ts';
import { defaultIngressClass } from './defaultingressclass/defaultingressclass.ts';
import { defaultTolerationSeconds } from './defaulttolerationseconds/defaulttolerationseconds.ts';
import { namespaceLifecycle } from './namespacelifecycle/namespacelifecycle.ts';
import { priority } from './priority/priority.ts';
import { serviceAccount } from './serviceaccount/serviceaccount.ts';

export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  serviceAccount,
  priority,
  defaultTolerationSeconds,
  defaultIngressClass,
];
