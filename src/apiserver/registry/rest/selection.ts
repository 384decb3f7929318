// Models storage.SelectionPredicate: which objects a list, a watch or a deletecollection is about.

import { matchesFields, parseFieldSelector } from '#apimachinery/fields.ts';
import { matches, parseSelector } from '#apimachinery/labels.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { type Status, status } from '#apimachinery/status.ts';
import type { Scope } from './scope.ts';

export interface Selection<T extends ApiObject = ApiObject> {
  matches(object: T): boolean;
  /** Without selectors a list may say how many items remain. */
  readonly isEverything: boolean;
}

export function selectionOf<T extends ApiObject>({ query, strategy, name }: Scope<T>): Selection<T> | Status {
  const labels = parseSelector(query.get('labelSelector') ?? '');
  if ('error' in labels) return status.badRequest(labels.error);
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '');
  if ('error' in fields) return status.badRequest(fields.error);
  const own = strategy.selectableFields ?? {};
  for (const { field } of fields) {
    if (field === 'metadata.name' || (field === 'metadata.namespace' && strategy.namespaced) || own[field]) continue;
    return status.badRequest(
      strategy.selectableFields
        ? (strategy.fieldRefusal?.(field) ?? `field label not supported: ${field}`)
        : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
    );
  }
  const fieldValue = (object: T, field: string): string => {
    if (field === 'metadata.name') return object.metadata.name;
    return field === 'metadata.namespace' ? (object.metadata.namespace ?? '') : own[field]!(object);
  };
  return {
    isEverything: labels.length === 0 && fields.length === 0 && !name,
    matches: (object) =>
      (!name || object.metadata.name === name) &&
      matches(labels, object.metadata.labels) &&
      matchesFields(fields, (field) => fieldValue(object, field)),
  };
}
