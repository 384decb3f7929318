import type { CertificateCondition } from '#api/certificates/types.ts';

/** When each was last changed, where nobody said. Source: populateConditionTimestamps. */
export const stampConditions = (
  conditions: readonly CertificateCondition[],
  before: readonly CertificateCondition[],
  now: string,
): CertificateCondition[] =>
  conditions.map((condition) => ({
    ...condition,
    lastUpdateTime: condition.lastUpdateTime ?? now,
    lastTransitionTime:
      condition.lastTransitionTime ??
      before.find((c) => c.type === condition.type && c.status === condition.status)?.lastTransitionTime ??
      now,
  }));
