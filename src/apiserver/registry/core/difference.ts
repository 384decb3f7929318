// Models apimachinery/pkg/util/diff Diff of v1.34: the report that refusals of an update carry.

import { goEscaped } from '#apimachinery/go-value.ts';
import { unifiedDiff } from '#apimachinery/unified-diff.ts';
import { asInternal } from './internal.ts';

/** `type`: a struct of `asInternal`. */
export function difference(type: string, next: object, old: object): string {
  const text = (value: object): string =>
    goEscaped(JSON.stringify(asInternal(type, value as Readonly<Record<string, unknown>>), null, 1));
  return unifiedDiff(text(old), text(next));
}
