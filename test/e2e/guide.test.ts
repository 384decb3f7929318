// The author's guide on the site: its links lead somewhere, and it is led to.

import { expect, test } from 'vitest';
import { LOCALES } from '#grading/text.ts';
import { siteForTests } from './serve.ts';

const site = siteForTests();

/** What a page of the site links to, but for other sites. */
async function linksOf(path: string): Promise<readonly URL[]> {
  const html = await (await fetch(site.url + path)).text();
  return [...html.matchAll(/<a [^>]*?href="([^"]+)"/g)]
    .map(([, href]) => new URL(href!, site.url + path))
    .filter(({ origin }) => origin === site.url);
}

test.each(LOCALES)('the course leads to the guide, and every link of the guide to a place (%s)', async (locale) => {
  const guide = `/${locale}/authoring/`;
  expect((await linksOf(`/${locale}/`)).map(({ pathname }) => pathname)).toContain(guide);
  for (const path of [guide, `${guide}reference/`])
    for (const link of await linksOf(path)) {
      const answer = await fetch(link);
      expect(answer.status, `${path} → ${link}`).toBe(200);
      if (link.hash) expect(await answer.text()).toContain(`id="${decodeURIComponent(link.hash.slice(1))}"`);
    }
});
