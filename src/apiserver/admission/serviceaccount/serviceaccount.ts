// Models plugin/pkg/admission/serviceaccount: a Pod runs as an account, and finds that account's token where clients look for it.

import type { Container, Pod, ServiceAccount } from '#api/core/types.ts';
import { randomSuffix } from '#apimachinery/names.ts';
import { status } from '#apimachinery/status.ts';
import type { ServerContext } from '../../registry/rest/strategy.ts';
import type { AdmissionPlugin } from '../admission.ts';
import { isNewPod } from '../pods.ts';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  handles: ['CREATE'],

  admit(attributes, context) {
    if (!isNewPod(attributes)) return undefined;
    const pod = attributes.object as Pod;
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
    if (spec.automountServiceAccountToken ?? account?.automountServiceAccountToken ?? true) mountToken(pod, context);
    return undefined;
  },
};

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
