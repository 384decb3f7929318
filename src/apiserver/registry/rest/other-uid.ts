// Storage's words where a write names another UID than the stored object has. Models storage.Preconditions.Check and NewInvalidObjError.

import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import type { Strategy } from './strategy.ts';

/** Where etcd keeps what does not stand under its resource's name. Source: pkg/kubeapiserver/default_storage_factory_builder.go. */
const ETCD_FOLDERS: Readonly<Record<string, string>> = {
  replicationcontrollers: 'controllers',
  endpoints: 'services/endpoints',
  nodes: 'minions',
  services: 'services/specs',
  ingresses: 'ingress',
};
const BUILT_IN_GROUP = /^[a-z]+$|\.k8s\.io$/;

export function otherUid(
  { resource, group }: Pick<Strategy<never>, 'resource' | 'group'>,
  old: ApiObject,
  uid: string,
): string {
  const place = `/registry/${group && !BUILT_IN_GROUP.test(group) ? `${group}/` : ''}${ETCD_FOLDERS[resource] ?? resource}/${keyOf(old)}`;
  return `StorageError: invalid object, Code: 4, Key: ${place}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`;
}
