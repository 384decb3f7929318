// The manifests, held against what their schemas ask for, and the page as it is packed.

import { expect, test } from 'vitest';
import { cmi5Structure } from './cmi5-structure.ts';
import type { Packaged } from './packaged.ts';
import { packagedPage } from './page.ts';
import { scormManifest } from './scorm-manifest.ts';

const packaged: Packaged = {
  id: 'portolan-course-en',
  title: 'A & B',
  summary: 'What <they> are',
  language: 'en',
  lessons: ['clusterip', 'names'].map((slug) => ({
    slug,
    title: `Title of ${slug}`,
    summary: `Summary of ${slug}`,
    minutes: 10,
    page: `en/lessons/${slug}/index.html`,
  })),
  files: ['_astro/a.js', 'en/lessons/clusterip/index.html', 'en/lessons/names/index.html', 'portolan/scorm.js'],
};

test.each(['1.2', '2004'] as const)(
  'SCORM %s: every id is there once, every reference leads to one, every file is listed',
  (version) => {
    const text = scormManifest(version, packaged);
    const ids = [...text.matchAll(/ identifier="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of text.matchAll(/ (?:identifierref|default)="([^"]+)"/g)) expect(ids).toContain(id);
    // An xs:ID begins with a letter or an underscore, and has no colon.
    for (const id of ids) expect(id).toMatch(/^[A-Za-z_][\w.-]*$/);
    expect([...text.matchAll(/<file href="([^"]+)"/g)].map(([, href]) => href).sort()).toEqual(packaged.files);
    expect(text).toContain('<title>A &amp; B</title>');
    // In the order of the schema's sequence.
    expect([...text.matchAll(/^ {2}<(\w+)[ >]/gm)].map(([, name]) => name)).toEqual([
      'metadata',
      'organizations',
      'resources',
    ]);
  },
);

test('the editions spell what they spell differently', () => {
  const [old, later] = [scormManifest('1.2', packaged), scormManifest('2004', packaged)];
  expect(old).toContain('adlcp:scormtype="sco"');
  expect(old).toContain('<schemaversion>1.2</schemaversion>');
  expect(old).not.toContain('imsss');
  expect(later).toContain('adlcp:scormType="sco"');
  expect(later).toContain('<schemaversion>2004 4th Edition</schemaversion>');
  // Sequencing stands behind an organization's items. Source: imscp_v1p1.xsd.
  expect(later).toMatch(/<\/item>\s*<imsss:sequencing><imsss:controlMode[^<]*<\/imsss:sequencing>\s*<\/organization>/);
});

test('cmi5: a course, and a unit for each lesson', () => {
  const text = cmi5Structure(packaged);
  expect([...text.matchAll(/<au id="([^"]+)"/g)].map(([, id]) => id)).toEqual([
    'urn:portolan:portolan-course-en/clusterip',
    'urn:portolan:portolan-course-en/names',
  ]);
  expect(text).toContain('<description><langstring lang="en">What &lt;they&gt; are</langstring></description>');
  // In the order of the schema's sequence: title, description, url.
  expect(text).toMatch(
    /<au [^>]*>\s*<title>.*<\/title>\s*<description>.*<\/description>\s*<url>en\/lessons\/names\/index\.html<\/url>/,
  );
});

const PAGE = `<html><head><meta http-equiv="Content-Security-Policy" content="connect-src 'self'"><link rel="icon" href="../../../favicon.svg" type="image/svg+xml"><link rel="apple-touch-icon" href="../../../icons/touch.png"><link rel="manifest" href="../../../site.webmanifest"><link rel="stylesheet" href="../../../_astro/a.css"></head><body><div class="offer" data-update hidden></div><div class="met" role="status" data-met></div><dialog class="search" data-search-dialog aria-label="Search"><form method="dialog"></form></dialog></body></html>`;

test('a packed page reports, and may send only where it has to', () => {
  const out = packagedPage(PAGE, 'en/lessons/clusterip/index.html', {
    script: 'portolan/scorm.js',
    connect: ['https://lrs.example.org'],
    data: { attribute: 'data-portolan-xapi', value: { title: '</script><script>alert(1)</script>' } },
  });
  expect(out).toContain('<script type="module" src="../../../portolan/scorm.js"></script></body>');
  expect(out).toContain("connect-src 'self' https://lrs.example.org");
  expect(out).not.toContain('data-update');
  expect(out).not.toContain('<dialog');
  expect(out.match(/<link[^>]*>/g)).toEqual(['<link rel="stylesheet" href="../../../_astro/a.css">']);
  expect(out.match(/<\/script>/g)).toHaveLength(2);
  expect(packagedPage(PAGE, 'a.html', { script: 's.js', connect: [] })).toContain(`content="connect-src 'self'"`);
  expect(() => packagedPage('<html>', 'a.html', { script: 's.js', connect: [] })).toThrow('build the site anew');
});
