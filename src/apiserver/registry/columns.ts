// Models the cells that most printers of pkg/printers/internalversion/printers.go share.

import type { Container, PodTemplateSpec } from '#api/core/types.ts';
import { ageOf } from '#apimachinery/duration.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { Column } from './rest/strategy.ts';

const NAME_DESCRIPTION =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names';
const AGE_DESCRIPTION =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: NAME_DESCRIPTION,
  cell: ({ metadata }) => metadata.name,
};

export const ageColumn: Column = {
  name: 'Age',
  type: 'string',
  description: AGE_DESCRIPTION,
  cell: ({ metadata }, nowMs) => ageOf(metadata.creationTimestamp, nowMs),
};

type Cell<T extends ApiObject> = Column<T>['cell'];

export function text<T extends ApiObject>(name: string, description: string, cell: Cell<T>): Column<T> {
  return { name, type: 'string', description, cell };
}

export function integer<T extends ApiObject>(name: string, description: string, cell: Cell<T>): Column<T> {
  return { name, type: 'integer', description, cell };
}

/** The same column, shown only by `-o wide`. */
export function wide<T extends ApiObject>(column: Column<T>): Column<T> {
  return { ...column, priority: 1 };
}

const names = (template: PodTemplateSpec | undefined, of: (container: Container) => string): string =>
  (template?.spec?.containers ?? []).map(of).join(',');

/** Containers and Images of a Pod template: wide only. */
export function templateColumns<T extends ApiObject>(
  template: (object: T) => PodTemplateSpec | undefined,
): Column<T>[] {
  return [
    wide(text('Containers', 'Names of each container in the template.', (o) => names(template(o), (c) => c.name))),
    wide(
      text('Images', 'Images referenced by each container in the template.', (o) => names(template(o), (c) => c.image)),
    ),
  ];
}

/** `a=1,b=2` sorted by key, `<none>` for nothing. Source: labels.FormatLabels. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels![key]}`).join(',');
}

/** The first three, then how many are left out. Source: formatEndpoints, formatHosts. */
export function firstThree(all: readonly string[], separator = ','): string {
  const shown = all.slice(0, 3).join(separator);
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}
