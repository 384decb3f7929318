// What the service worker keeps for every visitor, and what only for those who have been there: on a made-up site.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Parts {
  readonly kept: readonly { readonly url: string; readonly revision: string | null }[];
  readonly aside: Readonly<Record<string, readonly string[]>>;
  readonly version: string;
}

const SITE = {
  'index.html': 'en/',
  'sw.js': '',
  'social.png': '',
  'en/lessons/clusterip/index.html': '<script src="../../../_astro/bench.a1.js">',
  'en/builder/index.html': '<script src="../../_astro/builder.b2.js">',
  'en/join/index.html': '<script src="../../_astro/join.c3.js">',
  'en/embedding/index.html': '<script src="/portolan-lab.js">',
  'en/search.json': '[]',
  'portolan-lab.js': '',
  '_astro/bench.a1.js': 'import("./classwork.d4.js"), import("./shared.e5.js"), import("./embed.f6.js")',
  '_astro/builder.b2.js': 'import "./shared.e5.js"; new Worker("./workshop-g7.js")',
  '_astro/workshop-g7.js': '',
  '_astro/join.c3.js': 'import "./keep.h8.js"',
  '_astro/classwork.d4.js': 'import "./keep.h8.js"',
  '_astro/keep.h8.js': '',
  '_astro/shared.e5.js': '',
  '_astro/embed.f6.js': '',
  '_astro/nobody-names-it.i9.woff2': '',
};

const folder = mkdtempSync(join(tmpdir(), 'portolan-parts-'));
let partsOf: (folder: string) => Parts;
beforeAll(async () => {
  for (const [file, text] of Object.entries(SITE)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  ({ partsOf } = (await import(new URL('../scripts/offline.mjs', import.meta.url).href)) as {
    partsOf: typeof partsOf;
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the builder, the class kit and the element are not among what every visitor fetches', () => {
  const { kept, aside } = partsOf(folder);
  expect(kept.map(({ url }) => url)).toEqual([
    '_astro/bench.a1.js',
    '_astro/nobody-names-it.i9.woff2',
    '_astro/shared.e5.js',
    'en/lessons/clusterip/',
    'en/search.json',
    './',
  ]);
  expect(kept.filter(({ revision }) => revision === null).map(({ url }) => url)).toEqual([
    '_astro/bench.a1.js',
    '_astro/nobody-names-it.i9.woff2',
    '_astro/shared.e5.js',
  ]);
  expect(aside).toEqual({
    'en/builder/': ['_astro/builder.b2.js', '_astro/workshop-g7.js'],
    'en/embedding/': ['_astro/embed.f6.js', 'portolan-lab.js'],
    'en/join/': ['_astro/classwork.d4.js', '_astro/join.c3.js', '_astro/keep.h8.js'],
  });
});

test('what is kept aside has a version of its own', () => {
  const { version } = partsOf(folder);
  writeFileSync(join(folder, 'portolan-lab.js'), 'another');
  expect(partsOf(folder).version).not.toBe(version);
});
