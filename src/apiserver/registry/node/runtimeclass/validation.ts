// Models ValidateRuntimeClass of pkg/apis/node/validation, and GetWarningsForRuntimeClass of pkg/api/node.

import type { Toleration } from '#api/core/types.ts';
import type { RuntimeClass } from '#api/node/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1123Label } from '#apimachinery/validation.ts';
import { nodeLabelDeprecation } from '../../core/node/labels.ts';
import { validateTolerations } from '../../core/pod/scheduling-validation.ts';
import { validateRequirements } from '../../core/resources.ts';
import { validateLabels } from '../../rest/metadata.ts';

const NAMED_BY = ['key', 'operator', 'value', 'effect'] as const;

function validateScheduling({ nodeSelector, tolerations = [] }: NonNullable<RuntimeClass['scheduling']>): FieldError[] {
  const at = 'scheduling.tolerations';
  const all = tolerations as Toleration[];
  // Upstream names the field twice on this way.
  const own = validateTolerations(all, `${at}.tolerations`);
  const again = all.flatMap((toleration, i) => {
    const isSame = (other: Toleration): boolean =>
      NAMED_BY.every((name) => (other[name] ?? '') === (toleration[name] ?? ''));
    if (!all.slice(0, i).some(isSame)) return [];
    const { key = '', operator = '', value = '', effect = '', tolerationSeconds = null } = toleration;
    const shown = { Key: key, Operator: operator, Value: value, Effect: effect, TolerationSeconds: tolerationSeconds };
    return [field.duplicate(`${at}[${i}]`, shown)];
  });
  return [...validateLabels(nodeSelector, 'scheduling.nodeSelector'), ...own, ...again];
}

export const validateRuntimeClass = ({ handler = '', overhead, scheduling }: RuntimeClass): FieldError[] => [
  ...invalids('handler', handler, isDns1123Label(handler)),
  // Judged as a container's limits, and called so.
  ...(overhead ? validateRequirements({ limits: overhead.podFixed ?? {} }, 'overhead') : []),
  ...(scheduling ? validateScheduling(scheduling) : []),
];

export const runtimeClassWarnings = ({ scheduling }: RuntimeClass): readonly string[] =>
  Object.keys(scheduling?.nodeSelector ?? {}).flatMap((label) => {
    const why = nodeLabelDeprecation(label);
    return why ? [`scheduling.nodeSelector: ${why}`] : [];
  });
