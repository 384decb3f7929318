// Models pkg/registry/apps/controllerrevision/strategy.go, with its printer.

import type { ControllerRevision } from '#api/apps/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { controllerOf } from '#apimachinery/meta.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';

function validateRevision({ data, revision }: ControllerRevision): FieldError[] {
  const errors = data === undefined ? [field.required('data', 'data is mandatory')] : [];
  if ((revision ?? 0) < 0) errors.push(field.invalid('revision', revision, 'must be greater than or equal to 0'));
  return errors;
}

/** `statefulset.apps/db`. */
function controller(object: ControllerRevision): string {
  const owner = controllerOf(object);
  if (!owner) return '<none>';
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
}

export const controllerRevisionStrategy: Strategy<ControllerRevision> = {
  resource: 'controllerrevisions',
  singular: 'controllerrevision',
  kind: 'ControllerRevision',
  group: 'apps',
  version: 'v1',
  namespaced: true,

  validate: validateRevision,
  validateUpdate: (revision, old) => [
    ...validateRevision(revision),
    ...(deepEqual(revision.data, old.data) ? [] : [field.invalid('data', revision.data, 'field is immutable')]),
  ],
  columns: [
    nameColumn,
    text('Controller', 'Controller of the object', controller),
    text('Revision', 'revision indicates the revision of the state represented by data.', ({ revision }) => revision),
    ageColumn,
  ],
};
