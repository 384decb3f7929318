// Models pkg/registry/networking/ipaddress/strategy.go, with its validation and printer.

import type { IPAddress } from '#api/networking/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { nameColumn, text } from '../../columns.ts';
import { validIp } from '../../core/service/ip.ts';
import type { Strategy } from '../../rest/strategy.ts';

function validateAddress({ metadata, spec }: IPAddress): FieldError[] {
  const errors: FieldError[] = [];
  if (!validIp(metadata.name))
    errors.push(field.invalid('metadata.name', metadata.name, 'must be a valid IP address in canonical form'));
  const { parentRef } = spec ?? {};
  if (!parentRef) return [...errors, field.required('spec.parentRef')];
  if (!parentRef.resource) errors.push(field.required('spec.parentRef.resource'));
  if (!parentRef.name) errors.push(field.required('spec.parentRef.name'));
  return errors;
}

/** `services/default/web`. */
function parent({ spec: { parentRef } }: IPAddress): string {
  if (!parentRef) return '<none>';
  const { group, resource = '', namespace, name = '' } = parentRef;
  return [group ? `${resource}.${group}` : resource, ...(namespace ? [namespace] : []), name].join('/').toLowerCase();
}

export const ipAddressStrategy: Strategy<IPAddress> = {
  resource: 'ipaddresses',
  singular: 'ipaddress',
  kind: 'IPAddress',
  group: 'networking.k8s.io',
  version: 'v1',
  namespaced: false,
  shortNames: ['ip'],

  setDefaults(address) {
    address.spec ??= {};
  },
  validate: validateAddress,
  validateUpdate: (address, old) => [
    ...validateAddress(address),
    ...(deepEqual(address.spec.parentRef, old.spec.parentRef)
      ? []
      : [field.invalid('spec.parentRef', address.spec.parentRef, 'field is immutable')]),
  ],
  selectableFields: {
    'spec.parentRef.group': ({ spec }) => spec.parentRef?.group ?? '',
    'spec.parentRef.resource': ({ spec }) => spec.parentRef?.resource ?? '',
    'spec.parentRef.namespace': ({ spec }) => spec.parentRef?.namespace ?? '',
    'spec.parentRef.name': ({ spec }) => spec.parentRef?.name ?? '',
  },
  // The printer's third cell, the age, has no column, and kubectl leaves it out.
  columns: [
    nameColumn,
    text(
      'ParentRef',
      'ParentRef references the resource that an IPAddress is attached to. An IPAddress must reference a parent object.',
      parent,
    ),
  ],
};
