// What `seldom.ts` fetches.

export { completeKubectl } from '../complete/complete.ts';
export { seldomDescribers } from '../describe/seldom.ts';
export { buildKustomization } from '../kustomize/build.ts';
export { findPrunable, prunableKinds } from './apply/prune.ts';
export { runReconcile } from './auth/reconcile-run.ts';
export { runCertificate } from './certificate/run.ts';
export { runDump } from './cluster-info/dump.ts';
export { runCp } from './cp/run.ts';
export { runDebug } from './debug/run.ts';
export { runDiff } from './diff/run.ts';
export { runKustomize } from './kustomize/run.ts';
