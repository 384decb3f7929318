// Models describe.go describeJob.

import type { Job } from '#api/batch/types.ts';
import { humanDuration } from '#apimachinery/duration.ts';
import type { Describer, WithEvents } from './describer.ts';
import { gatherEvents, writeEvents } from './events.ts';
import { formatSelector, rfc1123, writeAnnotations, writeController, writeLabels, writeName } from './metadata.ts';
import { writePodTemplate } from './pod.ts';
import { Page } from './tabwriter.ts';

const MAX_INDEXES = 50;

/** Cut after the first comma past the limit. Models capIndexesListOrNone. */
function indexesText(indexes: string): string {
  const comma = indexes.indexOf(',', MAX_INDEXES);
  return comma < 0 ? indexes || '<none>' : `${indexes.slice(0, comma + 1)}...`;
}

type Status = NonNullable<Job['status']> & { ready?: number; completedIndexes?: string };

export const job: Describer<Job, WithEvents> = {
  gather: gatherEvents,
  text(object, { events }, nowMs) {
    const { metadata, spec } = object;
    const status: Status = object.status ?? {};
    const page = new Page();
    const optional = (title: string, value: unknown, unit = ''): void => {
      if (value !== undefined && value !== null) page.line(0, `${title}:`, `${value}${unit}`);
    };
    writeName(page, object);
    page.line(0, 'Selector:', formatSelector(spec.selector));
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    writeController(page, object);
    optional('Parallelism', spec.parallelism);
    page.line(0, 'Completions:', spec.completions ?? '<unset>');
    optional('Completion Mode', spec.completionMode);
    optional('Suspend', spec.suspend);
    optional('Backoff Limit', spec.backoffLimit);
    optional('TTL Seconds After Finished', spec.ttlSecondsAfterFinished);
    if (status.startTime) page.line(0, 'Start Time:', rfc1123(status.startTime));
    if (status.completionTime) page.line(0, 'Completed At:', rfc1123(status.completionTime));
    if (status.startTime && status.completionTime) {
      page.line(0, 'Duration:', humanDuration(Date.parse(status.completionTime) - Date.parse(status.startTime)));
    }
    optional('Active Deadline Seconds', spec.activeDeadlineSeconds, 's');
    const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`;
    page.line(
      0,
      'Pods Statuses:',
      `${status.active ?? 0} Active${ready} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`,
    );
    if (spec.completionMode === 'Indexed')
      page.line(0, 'Completed Indexes:', indexesText(status.completedIndexes ?? ''));
    writePodTemplate(page, spec.template);
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};
