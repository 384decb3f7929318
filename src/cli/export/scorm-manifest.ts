// imsmanifest.xml. Source: SCORM 1.2 Content Aggregation Model 2.3, SCORM 2004 4th Edition CAM 3.4; the schemas of IMS CP 1.1.2 and 1.1.4.

import type { Packaged, PackagedLesson } from './packaged.ts';
import { xml } from './xml.ts';

export type ScormVersion = '1.2' | '2004';

interface Edition {
  readonly schemaVersion: string;
  readonly namespaces: string;
  /** Both editions spell it in a way of their own. */
  readonly typeAttribute: string;
  organization(title: string): string;
  item(lesson: PackagedLesson): string;
}

const EDITIONS: Readonly<Record<ScormVersion, Edition>> = {
  '1.2': {
    schemaVersion: '1.2',
    namespaces: `xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"`,
    typeAttribute: 'adlcp:scormtype',
    organization: () => '',
    // Everything of a lesson has been solved.
    item: () => '<adlcp:masteryscore>100</adlcp:masteryscore>',
  },
  '2004': {
    schemaVersion: '2004 4th Edition',
    namespaces: `xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss"`,
    typeAttribute: 'adlcp:scormType',
    organization: () => '<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>',
    // What the page says counts, and nothing that the player would make up.
    item: () =>
      '<imsss:sequencing><imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/></imsss:sequencing>',
  },
};

/** One organization, in which each lesson is a SCO; what all of them need is one resource that they depend on. */
export function scormManifest(version: ScormVersion, { id, title, lessons, files }: Packaged): string {
  const edition = EDITIONS[version];
  const pages = new Set(lessons.map(({ page }) => page));
  const file = (path: string): string => `<file href="${xml(path)}"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${xml(id)}" version="1.0" ${edition.namespaces}>
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>${edition.schemaVersion}</schemaversion>
  </metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>${xml(title)}</title>
${lessons
  .map(
    (lesson) => `      <item identifier="item-${lesson.slug}" identifierref="sco-${lesson.slug}" isvisible="true">
        <title>${xml(lesson.title)}</title>
        ${edition.item(lesson)}
      </item>`,
  )
  .join('\n')}
${edition.organization(title) && `      ${edition.organization(title)}\n`}    </organization>
  </organizations>
  <resources>
${lessons
  .map(
    ({
      slug,
      page,
    }) => `    <resource identifier="sco-${slug}" type="webcontent" ${edition.typeAttribute}="sco" href="${xml(page)}">
      ${file(page)}
      <dependency identifierref="common"/>
    </resource>`,
  )
  .join('\n')}
    <resource identifier="common" type="webcontent" ${edition.typeAttribute}="asset">
${files
  .filter((path) => !pages.has(path))
  .map((path) => `      ${file(path)}`)
  .join('\n')}
    </resource>
  </resources>
</manifest>
`;
}
