// Where an object names another: such a name follows when the other is renamed. Models konfig's name references and the name reference filter.

import type { Fields } from './kustomization.ts';
import { groupVersion, type KustomizeObject, namesOf, type Resource } from './resource.ts';
import { isMap, ownField } from './walk.ts';

/** Where each kind has the spec of its Pods. */
const POD_SPEC: Readonly<Record<string, string>> = {
  Pod: 'spec',
  PodTemplate: 'template/spec',
  Deployment: 'spec/template/spec',
  ReplicaSet: 'spec/template/spec',
  ReplicationController: 'spec/template/spec',
  DaemonSet: 'spec/template/spec',
  StatefulSet: 'spec/template/spec',
  Job: 'spec/template/spec',
  CronJob: 'spec/jobTemplate/spec/template/spec',
};
/** The lists differ in upstream: ReplicationControllers' ConfigMaps are forgotten there, ReplicaSets' accounts too. */
const WITH_DATA = ['Pod', 'PodTemplate', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob'];
const WITH_ACCOUNT = ['Pod', 'Deployment', 'ReplicationController', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob'];

interface Place {
  /** Kinds that the field may name. */
  readonly to: readonly string[];
  readonly from: string;
  /** Lists do not count. */
  readonly path: string;
}

const inPods = (to: string, kinds: readonly string[], ...paths: readonly string[]): readonly Place[] =>
  kinds.flatMap((from) => paths.map((path) => ({ to: [to], from, path: `${POD_SPEC[from]}/${path}` })));
const at = (to: string, from: string, ...paths: readonly string[]): readonly Place[] =>
  paths.map((path) => ({ to: to.split('|'), from, path }));
const inContainers = (path: string): readonly string[] => [`containers/${path}`, `initContainers/${path}`];
const NGINX = 'metadata/annotations/nginx.ingress.kubernetes.io\\/';

const PLACES: readonly Place[] = [
  ...at(
    'Deployment|ReplicationController|ReplicaSet|StatefulSet',
    'HorizontalPodAutoscaler',
    'spec/scaleTargetRef/name',
  ),
  ...inPods(
    'ConfigMap',
    WITH_DATA,
    'volumes/configMap/name',
    'volumes/projected/sources/configMap/name',
    ...inContainers('env/valueFrom/configMapKeyRef/name'),
    ...inContainers('envFrom/configMapRef/name'),
  ),
  ...at('ConfigMap|Secret', 'Role', 'rules/resourceNames'),
  ...at('ConfigMap|Secret|PersistentVolume', 'ClusterRole', 'rules/resourceNames'),
  ...at('ConfigMap', 'Ingress', `${NGINX}fastcgi-params-configmap`),
  ...inPods(
    'Secret',
    WITH_DATA,
    'volumes/secret/secretName',
    'volumes/projected/sources/secret/name',
    'imagePullSecrets/name',
    ...inContainers('env/valueFrom/secretKeyRef/name'),
    ...inContainers('envFrom/secretRef/name'),
  ),
  ...at('Secret', 'Ingress', 'spec/tls/secretName', 'metadata/annotations/ingress.kubernetes.io\\/auth-secret'),
  ...at('Secret', 'Ingress', `${NGINX}auth-secret`, `${NGINX}auth-tls-secret`),
  ...at('Secret', 'ServiceAccount', 'imagePullSecrets/name'),
  ...at(
    'Secret',
    'StorageClass',
    ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].map((n) => `parameters/${n}`),
  ),
  ...at('Secret', 'PersistentVolume', 'spec/azureFile/secretName'),
  ...at('Service', 'StatefulSet', 'spec/serviceName'),
  ...at('Service', 'Ingress', 'spec/rules/http/paths/backend/service/name', 'spec/defaultBackend/service/name'),
  ...at('Service', 'APIService', 'spec/service/name'),
  ...at('Service', 'ValidatingWebhookConfiguration', 'webhooks/clientConfig/service/name'),
  ...at('Service', 'MutatingWebhookConfiguration', 'webhooks/clientConfig/service/name'),
  ...at('Role|ClusterRole', 'RoleBinding', 'roleRef/name'),
  ...at('ClusterRole', 'ClusterRoleBinding', 'roleRef/name'),
  ...at('ServiceAccount', 'RoleBinding', 'subjects/name'),
  ...at('ServiceAccount', 'ClusterRoleBinding', 'subjects/name'),
  ...inPods('ServiceAccount', WITH_ACCOUNT, 'serviceAccountName'),
  ...inPods('PersistentVolumeClaim', WITH_ACCOUNT, 'volumes/persistentVolumeClaim/claimName'),
  ...at('PersistentVolume', 'PersistentVolumeClaim', 'spec/volumeName'),
  ...at('StorageClass', 'PersistentVolume', 'spec/storageClassName'),
  ...at('StorageClass', 'PersistentVolumeClaim', 'spec/storageClassName'),
  ...at('StorageClass', 'StatefulSet', 'spec/volumeClaimTemplates/spec/storageClassName'),
  ...inPods('PriorityClass', WITH_ACCOUNT, 'priorityClassName'),
];

/** What a holder says of the kind that it names, where it does. */
const saysKind = (holder: Fields, kind: string): boolean => holder.kind === undefined || holder.kind === kind;

export function fixReferences(resources: readonly Resource[]): void {
  for (const resource of resources)
    for (const { to, from, path } of PLACES)
      if (from === resource.object.kind) {
        const names = path.split(/(?<!\\)\//).map((part) => part.replace('\\/', '/'));
        visit(resource.object, names, (holder, field) => follow(holder, field, to, resource, resources));
      }
}

function visit(
  value: unknown,
  [name, ...rest]: readonly string[],
  reach: (holder: Fields, field: string) => void,
): void {
  if (Array.isArray(value)) for (const item of value) visit(item, [name!, ...rest], reach);
  else if (isMap(value))
    if (rest.length > 0) visit(value[name!], rest, reach);
    else reach(value, name!);
}

function follow(
  holder: Fields,
  field: string,
  kinds: readonly string[],
  from: Resource,
  all: readonly Resource[],
): void {
  const value = ownField(holder, field);
  const named = (name: string): Resource | undefined =>
    kinds.flatMap((kind) => (saysKind(holder, kind) ? (found(name, kind, from, holder, all) ?? []) : []))[0];
  if (Array.isArray(value))
    holder[field] = value.map((item) =>
      typeof item === 'string' ? (named(item)?.object.metadata.name ?? item) : item,
    );
  if (typeof value !== 'string') return;
  const target = named(value);
  if (!target) return;
  holder[field] = target.object.metadata.name;
  if (kinds.includes('ServiceAccount') && field === 'name' && target.object.metadata.namespace)
    holder.namespace = target.object.metadata.namespace;
}

/** The renamed object that was called so; the one of the same origin where there are several. */
function found(
  name: string,
  kind: string,
  from: Resource,
  holder: Fields,
  all: readonly Resource[],
): Resource | undefined {
  const wanted = typeof holder.namespace === 'string' ? holder.namespace : undefined;
  const candidates = all.filter(
    (other) =>
      other.object.kind === kind &&
      namesOf(other).some(
        (n) => n.name === name && (wanted === undefined || wanted === n.namespace || n.namespace === ''),
      ),
  );
  if (candidates.length <= 1) return candidates[0];
  const own = from.object.metadata.namespace ?? '';
  return candidates.find((c) => (c.object.metadata.namespace ?? '') === own) ?? candidates[0];
}

export const sameKind = (a: KustomizeObject, b: KustomizeObject): boolean =>
  a.kind === b.kind && groupVersion(a.apiVersion).group === groupVersion(b.apiVersion).group;
