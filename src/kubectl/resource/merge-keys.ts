// Which lists merge by a key in a strategic merge patch. Models the patchMergeKey tags of k8s.io/api.

const POD_LISTS: Record<string, string> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  schedulingGates: 'name',
  topologySpreadConstraints: 'topologyKey',
};
const CONTAINER_LISTS: Record<string, string> = {
  env: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
};

/** `path` are field names without list positions: `spec.template.spec.containers.env`. Undefined: the list is replaced whole. */
export function mergeKey(kind: string, path: readonly string[]): string | undefined {
  const name = path.at(-1) ?? '';
  const parent = path.at(-2) ?? '';
  if (/^(initC|ephemeralC|c)ontainers$/.test(parent)) return CONTAINER_LISTS[name];
  if (kind === 'Service' && path.join('.') === 'spec.ports') return 'port';
  if (parent === 'spec' && (kind === 'Pod' || path.includes('template'))) return POD_LISTS[name];
  if (name === 'conditions' && parent === 'status') return 'type';
  if (name === 'ownerReferences' && parent === 'metadata') return 'uid';
  return kind === 'ServiceAccount' && name === 'secrets' ? 'name' : undefined;
}

/** Fields of which only those named stay: `$retainKeys`. */
export function retainsKeys(kind: string, path: readonly string[]): boolean {
  return path.at(-1) === 'volumes' || (kind === 'Deployment' && path.join('.') === 'spec.strategy');
}

const TYPED = new Set([
  '',
  'apps',
  'batch',
  'autoscaling',
  'policy',
  'networking.k8s.io',
  'discovery.k8s.io',
  'storage.k8s.io',
]);
const ALSO_TYPED = [
  'rbac.authorization',
  'coordination',
  'events',
  'scheduling',
  'node',
  'certificates',
  'admissionregistration',
];

/** kubectl has Go types for the group, so a strategic patch can be made; others get a merge patch. */
export const hasGoTypes = (group: string): boolean =>
  TYPED.has(group) || ALSO_TYPED.some((g) => group === `${g}.k8s.io`);
