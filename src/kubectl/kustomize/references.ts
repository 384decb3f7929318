// Where an object names another: such a name follows when the other is renamed. Models konfig's name references and the name reference filter.

import type { Fields } from './kustomization.ts';
import { groupVersion, type KustomizeObject, namesOf, type Resource } from './resource.ts';
import { isMap } from './walk.ts';

/** Kinds that a field names, by the end of the field's path; lists do not count. */
const REFERENCES: readonly (readonly [kinds: readonly string[], end: RegExp])[] = [
  [['ConfigMap'], /(^|\/)(configMapRef|configMapKeyRef|configMap)\/name$/],
  [['Secret'], /(^|\/)(secretRef|secretKeyRef|imagePullSecrets|secret|secrets)\/name$/],
  [['Secret'], /(^|\/)(secret\/secretName|tls\/secretName|certificateRefs\/name)$/],
  [['Service'], /(^|\/)(backend\/service|defaultBackend\/service|clientConfig\/service|backendRefs)\/name$/],
  [['Service'], /^spec\/serviceName$|^spec\/service\/name$/],
  [['ServiceAccount'], /(^|\/)serviceAccountName$/],
  [['PersistentVolumeClaim'], /(^|\/)persistentVolumeClaim\/claimName$/],
  [['PersistentVolume'], /^spec\/volumeName$/],
  [['StorageClass'], /(^|\/)storageClassName$/],
  [['PriorityClass'], /(^|\/)priorityClassName$/],
  [['IngressClass'], /^spec\/ingressClassName$/],
  [['Gateway'], /^spec\/parentRefs\/name$/],
  [['Role', 'ClusterRole'], /^roleRef\/name$/],
  [['ServiceAccount'], /^subjects\/name$/],
  [['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet'], /^spec\/scaleTargetRef\/name$/],
];

/** What a holder says of the kind that it names, where it does. */
const saysKind = (holder: Fields, kind: string): boolean => holder.kind === undefined || holder.kind === kind;

export function fixReferences(resources: readonly Resource[]): void {
  for (const resource of resources) visit(resource.object, '', resource, resources);
}

function visit(holder: Fields, path: string, from: Resource, all: readonly Resource[]): void {
  for (const [name, value] of Object.entries(holder)) {
    const here = path ? `${path}/${name}` : name;
    if (here === 'metadata') continue;
    if (typeof value === 'string') {
      for (const [kinds, end] of REFERENCES) {
        if (!end.test(here)) continue;
        const kind = kinds.find((k) => saysKind(holder, k) && found(value, k, from, holder, all));
        const target = kind && found(value, kind, from, holder, all);
        if (!target) continue;
        holder[name] = target.object.metadata.name;
        if (path === 'subjects' && target.object.metadata.namespace)
          holder.namespace = target.object.metadata.namespace;
        break;
      }
    } else if (Array.isArray(value)) {
      for (const item of value) if (isMap(item)) visit(item, here, from, all);
    } else if (isMap(value)) visit(value, here, from, all);
  }
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
