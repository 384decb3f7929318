// Models apimachinery/pkg/api/validation objectmeta.go: what must hold for the metadata of every object.

import { type FieldError, field, invalids } from '#apimachinery/field.ts';
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
/** Source: helper.IsStandardFinalizerName. */
export const STANDARD_FINALIZERS: readonly string[] = ['kubernetes', 'orphan', 'foregroundDeletion'];

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** @param custom Set for a custom resource: its finalizers may have any name. */
export function validateMetadata(
  metadata: ObjectMeta,
  { nameRule = 'subdomain', custom }: Pick<Strategy<never>, 'nameRule'> & { readonly custom?: unknown },
): FieldError[] {
  const rule = NAME_RULES[nameRule];
  const errors: FieldError[] = [];
  if (metadata.generateName) {
    // The dash at the end of a prefix becomes the middle of the name.
    for (const m of rule(metadata.generateName.replace(/[-.]$/, 'a'))) {
      errors.push(field.invalid('metadata.generateName', metadata.generateName, m));
    }
  }
  if (!metadata.name) errors.push(field.required('metadata.name', 'name or generateName is required'));
  else for (const m of rule(metadata.name)) errors.push(field.invalid('metadata.name', metadata.name, m));
  errors.push(...validateLabels(metadata.labels, 'metadata.labels'));
  errors.push(...validateAnnotations(metadata.annotations, 'metadata.annotations'));
  errors.push(...validateOwners(metadata));
  errors.push(...validateFinalizers(metadata.finalizers ?? [], custom !== undefined));
  return errors;
}

export const validateLabels = (labels: Readonly<Record<string, string>> | undefined, at: string): FieldError[] =>
  Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...invalids(at, key, isQualifiedName(key)),
    ...invalids(at, value, isLabelValue(value)),
  ]);

export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  at: string,
): FieldError[] {
  const entries = Object.entries(annotations ?? {});
  const errors = entries.flatMap(([key]) => invalids(at, key, isQualifiedName(key.toLowerCase())));
  const size = entries.reduce((sum, [key, value]) => sum + bytes(key) + bytes(value), 0);
  return size > ANNOTATIONS_LIMIT ? [...errors, field.tooLong(at, ANNOTATIONS_LIMIT)] : errors;
}

/** Custom resources may have finalizers without a domain: they are warned of. */
function validateFinalizers(finalizers: readonly string[], custom: boolean): FieldError[] {
  const at = 'metadata.finalizers';
  const errors = finalizers.flatMap((name) => invalids(at, name, isQualifiedName(name)));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const why = 'finalizer orphan and foregroundDeletion cannot be both set';
    errors.push(field.invalid(at, finalizers, why));
  }
  if (custom) return errors;
  finalizers.forEach((name, i) => {
    if (!name.includes('/') && !STANDARD_FINALIZERS.includes(name)) {
      const why = 'name is neither a standard finalizer name nor is it fully qualified';
      errors.push(field.invalid(`${at}[${i}]`, name, why));
    }
  });
  return errors;
}

function validateOwners(metadata: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  let first: string | undefined;
  for (const owner of metadata.ownerReferences ?? []) {
    const at = 'metadata.ownerReferences';
    if (!owner.apiVersion)
      errors.push(field.invalid(`${at}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty'));
    if (!owner.kind) errors.push(field.invalid(`${at}.kind`, '', 'must not be empty'));
    if (!owner.name) errors.push(field.invalid(`${at}.name`, '', 'must not be empty'));
    if (!owner.uid) errors.push(field.invalid(`${at}.uid`, '', 'must not be empty'));
    if (owner.apiVersion === 'v1' && owner.kind === 'Event')
      errors.push(field.invalid(at, owner, '/v1, Kind=Event is disallowed from being an owner'));
    if (!owner.controller) continue;
    const own = `${owner.kind}/${owner.name}`;
    const why = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${own}`;
    if (first !== undefined) errors.push(field.invalid(at, metadata.ownerReferences, why));
    first ??= own;
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

/** Drops empty members, as Go's omitempty leaves them out. Of managedFields emptiness says something, see `managed-fields.ts`. Mutates. */
export function tidyMetadata(metadata: ObjectMeta): void {
  const bag = metadata as unknown as Record<string, unknown>;
  for (const [key, value] of Object.entries(bag)) {
    const empty =
      value === undefined ||
      value === null ||
      value === '' ||
      (typeof value === 'object' && Object.keys(value).length === 0);
    if (empty && key !== 'name' && key !== 'managedFields') delete bag[key];
  }
}
