// Models apimachinery/pkg/util/managedfields/internal lastappliedmanager.go and lastappliedupdater.go: the way from kubectl's client-side apply to the server's.

import { goJson } from '#apimachinery/go-value.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { compare } from '../structuredmerge/compare.ts';
import type { FieldSet } from '../structuredmerge/field-set.ts';
import { toFieldSet } from '../structuredmerge/to-field-set.ts';
import { typedErrors } from '../structuredmerge/validate.ts';
import type { Write } from './field-manager.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Bytes. Source: ValidateAnnotationsSize. */
const ANNOTATIONS_LIMIT = 256 * 1024;

/** Fields that the live object has as kubectl last applied them; undefined: that is not known. */
export function allowedByLastApplied({ apiVersion, type }: Write, live: Partial<ApiObject>): FieldSet | undefined {
  const text = live.metadata?.annotations?.[LAST_APPLIED];
  if (!text) return undefined;
  let last: unknown;
  try {
    last = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof last !== 'object' || last === null || (last as ApiObject).apiVersion !== apiVersion) return undefined;
  if (typedErrors(last, type) !== undefined) return undefined;
  const { modified, added, removed } = compare(last, live, type);
  return toFieldSet(last, type).difference(modified).difference(added).difference(removed);
}

/** What client-side apply goes by is kept up, and is nobody's. Mutates. */
export function keepLastApplied(object: ApiObject, config: Readonly<Record<string, unknown>>): void {
  const { annotations } = object.metadata;
  if (!annotations?.[LAST_APPLIED]) return;
  const written = structuredClone(config) as unknown as ApiObject;
  delete written.metadata?.annotations?.[LAST_APPLIED];
  const { [LAST_APPLIED]: _before, ...others } = annotations;
  const all = { ...others, [LAST_APPLIED]: `${goJson(written)}\n` };
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  const size = Object.entries(all).reduce((sum, [key, value]) => sum + bytes(key) + bytes(value), 0);
  object.metadata.annotations = size > ANNOTATIONS_LIMIT ? others : all;
}
