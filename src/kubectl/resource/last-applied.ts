// The annotation that remembers what was applied. Models kubectl/pkg/util/apply.go.

import { goJson } from '#apimachinery/go-value.ts';
import type { ApiObject } from '#apimachinery/meta.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The annotation's text for `object`: sorted JSON without the annotation itself, and a newline. */
export function lastAppliedText(object: ApiObject): string {
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {};
  return `${goJson({ ...object, metadata: { ...object.metadata, annotations } })}\n`;
}

export function withLastApplied<T extends ApiObject>(object: T): T {
  const annotations = { ...object.metadata.annotations, [LAST_APPLIED]: lastAppliedText(object) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
