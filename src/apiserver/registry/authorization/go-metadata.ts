// ObjectMeta as Go's %#v prints it: reviews show it when it should have been empty.

import type { ObjectMeta } from '#apimachinery/meta.ts';

export function goMetadata({
  name = '',
  generateName = '',
  namespace = '',
  uid = '',
  labels,
  annotations,
}: Partial<ObjectMeta>): string {
  const quote = JSON.stringify;
  const map = (value: Readonly<Record<string, string>> | undefined): string =>
    value
      ? `map[string]string{${Object.keys(value)
          .sort()
          .map((key) => `${quote(key)}:${quote(value[key])}`)
          .join(', ')}}`
      : 'map[string]string(nil)';
  const fields = [
    ['Name', quote(name)],
    ['GenerateName', quote(generateName)],
    ['Namespace', quote(namespace)],
    ['SelfLink', '""'],
    ['UID', quote(uid)],
    ['ResourceVersion', '""'],
    ['Generation', '0'],
    ['CreationTimestamp', 'time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)'],
    ['DeletionTimestamp', '<nil>'],
    ['DeletionGracePeriodSeconds', '(*int64)(nil)'],
    ['Labels', map(labels)],
    ['Annotations', map(annotations)],
    ['OwnerReferences', '[]v1.OwnerReference(nil)'],
    ['Finalizers', '[]string(nil)'],
    ['ManagedFields', '[]v1.ManagedFieldsEntry(nil)'],
  ];
  return `v1.ObjectMeta{${fields.map(([field, value]) => `${field}:${value}`).join(', ')}}`;
}
