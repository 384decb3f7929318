// Models pkg/registry/networking/ipaddress/strategy.go, with its validation and printer.

import type { IPAddress } from '#api/networking/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1123Subdomain, isPathSegmentName } from '#apimachinery/validation.ts';
import { nameColumn, text } from '../../columns.ts';
import { INVALID_IP, validIp } from '../../core/service/ip.ts';
import type { Strategy } from '../../rest/strategy.ts';

function validateAddress({ metadata, spec }: IPAddress): FieldError[] {
  const errors = validIp(metadata.name) ? [] : [field.invalid('metadata.name', metadata.name, INVALID_IP)];
  const { parentRef } = spec ?? {};
  if (!parentRef) return [...errors, field.required('spec.parentRef')];
  const { group, resource, name, namespace } = parentRef;
  const at = 'spec.parentRef';
  if (group) errors.push(...invalids(`${at}.group`, group, isDns1123Subdomain(group)));
  if (!resource) errors.push(field.required(`${at}.resource`));
  else errors.push(...invalids(`${at}.resource`, resource, isPathSegmentName(resource)));
  if (!name) errors.push(field.required(`${at}.name`));
  else errors.push(...invalids(`${at}.name`, name, isPathSegmentName(name)));
  if (namespace) errors.push(...invalids(`${at}.namespace`, namespace, isPathSegmentName(namespace)));
  return errors;
}

function validateUpdate({ spec: { parentRef } }: IPAddress, old: IPAddress): FieldError[] {
  if (deepEqual(parentRef, old.spec.parentRef)) return [];
  const { group = '', resource = '', namespace = '', name = '' } = parentRef ?? {};
  const shown = parentRef && { Group: group, Resource: resource, Namespace: namespace, Name: name };
  return [field.invalid('spec.parentRef', shown, 'field is immutable')];
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
  // Its own rule is stricter, and comes below.
  nameRule: 'path-segment',

  setDefaults(address) {
    address.spec ??= {};
  },
  validate: validateAddress,
  validateUpdate,
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
