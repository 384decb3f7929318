// Describes an object of a kind that has no describer of its own: its fields, one a line. Models describe.go genericDescriber.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Describer, WithEvents } from './describer.ts';
import { gatherEvents, writeEvents } from './events.ts';
import { writeAnnotations, writeLabels } from './metadata.ts';
import { Page } from './tabwriter.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Said above, or of no use to a reader. */
const SKIPPED = new Set([
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
  '.metadata.managedFields',
]);

/** Words that upstream writes in capitals. */
const ACRONYMS = new Set(['API', 'URL', 'UID', 'OSB', 'GUID']);

/** `creationTimestamp` → `Creation Timestamp`, `apiVersion` → `API Version`. Models smartLabelFor. */
function labelFor(field: string): string {
  // What has digits or signs in it is a key, not a field's name.
  if (/[^\p{L}-]/u.test(field)) return field;
  return field
    .split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?=-)|(?<=-)/)
    .map((part) =>
      ACRONYMS.has(part.toUpperCase()) ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1),
    )
    .join(' ');
}

/** Go's `%v` of a scalar; large numbers stay whole. */
const scalar = (value: unknown): string => (value === null || value === undefined ? '<nil>' : String(value));

function writeFields(page: Page, level: number, fields: Fields, path: string): void {
  for (const field of Object.keys(fields).sort()) {
    const here = `${path}.${field}`;
    if (SKIPPED.has(here)) continue;
    const value = fields[field];
    const label = labelFor(field);
    if (Array.isArray(value)) {
      page.line(level, `${label}:`);
      for (const item of value) {
        if (typeof item === 'object' && item !== null && !Array.isArray(item))
          writeFields(page, level + 1, item as Fields, here);
        else page.line(level + 1, scalar(item));
      }
    } else if (typeof value === 'object' && value !== null) {
      page.line(level, `${label}:`);
      writeFields(page, level + 1, value as Fields, here);
    } else page.line(level, `${label}:`, scalar(value));
  }
}

export const generic: Describer<ApiObject, WithEvents> = {
  gather: gatherEvents,
  text(object, { events }, nowMs) {
    const page = new Page();
    page.line(0, 'Name:', object.metadata.name);
    page.line(0, 'Namespace:', object.metadata.namespace ?? '');
    writeLabels(page, 'Labels', object.metadata.labels);
    writeAnnotations(page, 'Annotations', object.metadata.annotations);
    writeFields(page, 0, object as unknown as Fields, '');
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};
