// Models apimachinery/pkg/api/validation objectmeta.go: what must hold for the metadata of every object.

import { type FieldError, field } from '#apimachinery/field.ts';
import type { ApiObject, ObjectMeta } from '#apimachinery/meta.ts';
import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isPathSegmentName,
  isQualifiedName,
} from '#apimachinery/validation.ts';
import type { Strategy } from './strategy.ts';

const NAME_RULES = {
  subdomain: isDns1123Subdomain,
  label: isDns1123Label,
  dns1035: isDns1035Label,
  'path-segment': isPathSegmentName,
} as const;

const ANNOTATIONS_LIMIT = 256 * 1024;

export function validateMetadata(metadata: ObjectMeta, strategy: Strategy<never>): FieldError[] {
  const rule = NAME_RULES[strategy.nameRule ?? 'subdomain'];
  const errors: FieldError[] = [];
  if (metadata.generateName) {
    // The dash at the end of a prefix becomes the middle of the name.
    for (const m of rule(metadata.generateName.replace(/[-.]$/, 'a'))) {
      errors.push(field.invalid('metadata.generateName', metadata.generateName, m));
    }
  }
  if (!metadata.name) errors.push(field.required('metadata.name', 'name or generateName is required'));
  else for (const m of rule(metadata.name)) errors.push(field.invalid('metadata.name', metadata.name, m));
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    for (const m of isQualifiedName(key)) errors.push(field.invalid('metadata.labels', key, m));
    for (const m of isLabelValue(value)) errors.push(field.invalid('metadata.labels', value, m));
  }
  let size = 0;
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    for (const m of isQualifiedName(key.toLowerCase())) errors.push(field.invalid('metadata.annotations', key, m));
    size += key.length + value.length;
  }
  if (size > ANNOTATIONS_LIMIT) errors.push(field.tooLong('metadata.annotations', ANNOTATIONS_LIMIT));
  for (const finalizer of metadata.finalizers ?? []) {
    for (const m of isQualifiedName(finalizer)) errors.push(field.invalid('metadata.finalizers', finalizer, m));
    if (!finalizer.includes('/') && !['orphan', 'foregroundDeletion', 'kubernetes'].includes(finalizer)) {
      errors.push(
        field.invalid(
          'metadata.finalizers',
          finalizer,
          'name is neither a standard finalizer name nor is it fully qualified',
        ),
      );
    }
  }
  let controllers = 0;
  for (const owner of metadata.ownerReferences ?? []) {
    const at = 'metadata.ownerReferences';
    if (!owner.apiVersion)
      errors.push(field.invalid(`${at}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty'));
    if (!owner.kind) errors.push(field.invalid(`${at}.kind`, '', 'must not be empty'));
    if (!owner.name) errors.push(field.invalid(`${at}.name`, '', 'must not be empty'));
    if (!owner.uid) errors.push(field.invalid(`${at}.uid`, '', 'must not be empty'));
    if (owner.controller) controllers++;
  }
  if (controllers > 1) {
    errors.push(
      field.invalid(
        'metadata.ownerReferences',
        metadata.ownerReferences,
        'Only one reference can have Controller set to true',
      ),
    );
  }
  return errors;
}

/** What a write may not change. */
export function validateMetadataUpdate(metadata: ObjectMeta, old: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of ['name', 'namespace', 'uid'] as const) {
    if ((metadata[key] ?? '') !== (old[key] ?? '')) {
      errors.push(field.invalid(`metadata.${key}`, metadata[key] ?? '', 'field is immutable'));
    }
  }
  if (old.deletionTimestamp) {
    for (const finalizer of metadata.finalizers ?? []) {
      if (!old.finalizers?.includes(finalizer)) {
        errors.push(
          field.forbidden(
            'metadata.finalizers',
            `no new finalizers can be added if the object is being deleted, found new finalizers []string{${JSON.stringify(finalizer)}}`,
          ),
        );
      }
    }
  }
  return errors;
}

/** Everything but metadata, and but a status that is a subresource: a change of it counts as a new generation. */
export function contentOf(object: ApiObject, { statusSubresource, custom }: Strategy<never>): Record<string, unknown> {
  const { metadata: _metadata, ...content } = object as ApiObject & { status?: unknown };
  if (statusSubresource || !custom) delete content.status;
  return content;
}

/** Drops empty members, as Go's omitempty leaves them out. Mutates. */
export function tidyMetadata(metadata: ObjectMeta): void {
  const bag = metadata as unknown as Record<string, unknown>;
  for (const [key, value] of Object.entries(bag)) {
    const empty =
      value === undefined ||
      value === null ||
      value === '' ||
      (typeof value === 'object' && Object.keys(value).length === 0);
    if (empty && key !== 'name') delete bag[key];
  }
}
