// Models SetDefaults_Pod, and the admission plugins that complete every Pod: ServiceAccount, DefaultTolerationSeconds, Priority.

import type { Container, Pod, ServiceAccount, Toleration } from '#api/core/types.ts';
import { randomSuffix } from '#apimachinery/names.ts';
import { type Status, status } from '#apimachinery/status.ts';
import type { ServerContext } from '../../rest/strategy.ts';
import { setPodSpecDefaults } from './template.ts';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

export function setPodDefaults(pod: Pod): void {
  pod.spec ??= { containers: [] };
  pod.status ??= {};
  setPodSpecDefaults(pod.spec);
  // Only in a Pod, not in a template.
  for (const container of [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])]) {
    const { resources } = container;
    if (resources?.limits) resources.requests = { ...resources.limits, ...resources.requests };
  }
  pod.spec.enableServiceLinks ??= true;
}

const tolerates = (tolerations: readonly Toleration[], key: string): boolean =>
  tolerations.some((t) => (!t.key || t.key === key) && (!t.effect || t.effect === 'NoExecute'));

const PRIORITY_CLASSES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

/** Completes a Pod with what depends on other objects, or refuses it. Mutates. */
export function admitPod(pod: Pod, context: ServerContext): Status | undefined {
  const { spec, metadata } = pod;
  const priorityClass = spec.priorityClassName;
  if (priorityClass && PRIORITY_CLASSES[priorityClass] === undefined) {
    return status.forbidden('pods', '', metadata.name, `no PriorityClass with name ${priorityClass} was found`);
  }
  spec.priority ??= priorityClass ? PRIORITY_CLASSES[priorityClass]! : 0;
  spec.preemptionPolicy ??= 'PreemptLowerPriority';

  const refused = admitServiceAccount(pod, context);
  if (refused) return refused;

  spec.tolerations ??= [];
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
    if (!tolerates(spec.tolerations, key)) {
      spec.tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
    }
  }
  return undefined;
}

/** Models plugin/pkg/admission/serviceaccount. */
function admitServiceAccount(pod: Pod, context: ServerContext): Status | undefined {
  const { spec, metadata } = pod;
  spec.serviceAccountName ||= 'default';
  spec.serviceAccount = spec.serviceAccountName;
  const key = `${metadata.namespace}/${spec.serviceAccountName}`;
  const account = context.storage.get<ServiceAccount>('serviceaccounts', key);
  if (!account && spec.serviceAccountName !== 'default') {
    return status.forbidden(
      'pods',
      '',
      metadata.name,
      `error looking up service account ${key}: serviceaccount "${spec.serviceAccountName}" not found`,
    );
  }
  // Differs: upstream refuses a Pod until the namespace's default account has been made; here it is taken as made.
  if ((spec.imagePullSecrets ?? []).length === 0 && account?.imagePullSecrets) {
    spec.imagePullSecrets = structuredClone(account.imagePullSecrets);
  }
  if (!(spec.automountServiceAccountToken ?? account?.automountServiceAccountToken ?? true)) return undefined;
  mountToken(pod, context);
  return undefined;
}

function mountToken({ spec }: Pod, context: ServerContext): void {
  const existing = spec.volumes?.find((v) => v.name.startsWith('kube-api-access-'))?.name;
  const name = existing ?? `kube-api-access-${randomSuffix(5, () => context.random())}`;
  let mounted = false;
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    if (hasTokenMount(container)) continue;
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: TOKEN_PATH }];
    mounted = true;
  }
  if (!mounted || existing) return;
  spec.volumes = [
    ...(spec.volumes ?? []),
    {
      name,
      projected: {
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          {
            downwardAPI: {
              items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
            },
          },
        ],
        defaultMode: 420,
      },
    },
  ];
}

const hasTokenMount = (container: Container): boolean =>
  (container.volumeMounts ?? []).some((mount) => mount.mountPath === TOKEN_PATH);
