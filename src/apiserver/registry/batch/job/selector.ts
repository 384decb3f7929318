// Models generateSelector of pkg/registry/batch/job/strategy.go: the Pods of a Job are told from others by its uid.

import type { Job } from '#api/batch/types.ts';

const UID = 'batch.kubernetes.io/controller-uid';
const NAME = 'batch.kubernetes.io/job-name';

/** The old names have no domain, and stay. */
export const generatedLabels = ({ metadata }: Job): Readonly<Record<string, string>> => ({
  [UID]: metadata.uid ?? '',
  [NAME]: metadata.name,
  'controller-uid': metadata.uid ?? '',
  'job-name': metadata.name,
});

/** What the user has set stays as it is, for validation to refuse. Mutates. */
export function generateSelector(job: Job): void {
  const { spec } = job;
  if (spec.manualSelector) return;
  const generated = generatedLabels(job);
  spec.template.metadata ??= {};
  spec.template.metadata.labels = { ...generated, ...spec.template.metadata.labels };
  spec.selector = { ...spec.selector, matchLabels: { [UID]: generated[UID]!, ...spec.selector?.matchLabels } };
}
