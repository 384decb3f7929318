// Models WarningsForJobSpec of pkg/api/job.

import type { JobSpec } from '#api/batch/types.ts';
import { templateWarnings } from '../../core/pod/warnings.ts';

const MANY =
  'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';

export function jobSpecWarnings(spec: JobSpec, at: string): readonly string[] {
  const many =
    spec.completionMode === 'Indexed' && (spec.completions ?? 0) > 100_000 && (spec.parallelism ?? 0) > 10_000;
  return [...(many ? [MANY] : []), ...templateWarnings(spec.template, `${at}.template`)];
}
