// Namespaces, names, replicas and images for all. Models kustomize's builtin transformers.

import { Fail } from '../errors.ts';
import type { Fields, Image, Kustomization } from './kustomization.ts';
import { isNamespaced, namesOf, type Resource, rename } from './resource.ts';
import { isMap } from './walk.ts';

export function setNamespace(resources: readonly Resource[], namespace: string | undefined): void {
  if (!namespace) return;
  for (const resource of resources) {
    const { object } = resource;
    if (object.kind === 'Namespace') rename(resource, { name: namespace });
    else if (isNamespaced(object)) rename(resource, { namespace });
    if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding') continue;
    // Other accounts follow where they are renamed.
    for (const subject of (object.subjects as Fields[] | undefined) ?? [])
      if (subject.kind === 'ServiceAccount' && subject.name === 'default') subject.namespace = namespace;
  }
}

/** Their names say what they are about. */
const FIXED = new Set(['CustomResourceDefinition', 'APIService', 'Namespace']);

export function affix(resources: readonly Resource[], { namePrefix = '', nameSuffix = '' }: Kustomization): void {
  if (namePrefix === '' && nameSuffix === '') return;
  for (const resource of resources)
    if (!FIXED.has(resource.object.kind))
      rename(resource, { name: namePrefix + resource.object.metadata.name + nameSuffix });
}

const SCALED = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'];

export function setReplicas(resources: readonly Resource[], { replicas = [] }: Kustomization): void {
  for (const { name = '', count = 0 } of replicas) {
    const found = resources.filter((r) => SCALED.includes(r.object.kind) && namesOf(r).some((n) => n.name === name));
    if (found.length === 0) {
      const kinds = SCALED.map((kind) => `${kind}.[noVer].[noGrp]`).join(' ');
      throw new Fail(`resource with name ${name} does not match a config with the following GVK [${kinds}]`);
    }
    for (const { object } of found) object.spec = { ...(object.spec as Fields | undefined), replicas: count };
  }
}

/** Name, tag and digest of `registry:5000/name:tag@sha256:…`. */
function split(image: string): { name: string; tag: string; digest: string } {
  const at = image.indexOf('@');
  const digest = at < 0 ? '' : image.slice(at);
  const rest = at < 0 ? image : image.slice(0, at);
  const colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
  return colon < 0 ? { name: rest, tag: '', digest } : { name: rest.slice(0, colon), tag: rest.slice(colon), digest };
}

function imageOf(current: string, { name, newName, newTag, digest, tagSuffix }: Image): string {
  const parts = split(current);
  if (name === undefined || !new RegExp(`^${name}$`).test(parts.name)) return current;
  const base = newName || parts.name;
  if (digest) return `${base}${newTag ? `:${newTag}` : ''}@${digest}`;
  if (newTag) return `${base}:${newTag}`;
  if (tagSuffix) return `${base}${parts.tag}${tagSuffix}`;
  return `${base}${parts.tag}${parts.digest}`;
}

export function setImages(resources: readonly Resource[], { images: own = [], imageTags = [] }: Kustomization): void {
  const images = [...own, ...imageTags];
  const visit = (holder: Fields): void => {
    for (const [name, value] of Object.entries(holder)) {
      if ((name === 'containers' || name === 'initContainers') && Array.isArray(value)) {
        for (const container of value as Fields[])
          if (isMap(container) && typeof container.image === 'string')
            container.image = images.reduce(imageOf, container.image);
      } else if (name === 'volumes' && Array.isArray(value)) {
        for (const { image } of (value as Fields[]).filter(isMap))
          if (isMap(image) && typeof image.reference === 'string')
            image.reference = images.reduce(imageOf, image.reference);
      } else if (Array.isArray(value)) {
        for (const item of value) if (isMap(item)) visit(item);
      } else if (isMap(value)) visit(value);
    }
  };
  if (images.length > 0)
    for (const { object } of resources) if (object.kind !== 'CustomResourceDefinition') visit(object);
}
