// cmi5.xml. Source: cmi5 Quartz, 1st Edition, section 13, and its CourseStructure.xsd.

import type { Packaged, PackagedLesson } from './packaged.ts';
import { xml } from './xml.ts';

/** Ids are IRIs that nobody else uses; they need not lead anywhere. */
export const activityOf = (id: string): string => `urn:portolan:${id}`;

/** One course, in which each lesson is an assignable unit. */
export function cmi5Structure({ id, title, summary, language, lessons }: Packaged): string {
  const text = (name: string, value: string, indent: string): string =>
    `${indent}<${name}><langstring lang="${language}">${xml(value)}</langstring></${name}>`;
  const unit = (
    lesson: PackagedLesson,
  ): string => `  <au id="${activityOf(`${id}/${lesson.slug}`)}" moveOn="CompletedAndPassed" masteryScore="1" launchMethod="AnyWindow">
${text('title', lesson.title, '    ')}
${text('description', lesson.summary, '    ')}
    <url>${xml(lesson.page)}</url>
  </au>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
  <course id="${activityOf(id)}">
${text('title', title, '    ')}
${text('description', summary, '    ')}
  </course>
${lessons.map(unit).join('\n')}
</courseStructure>
`;
}
