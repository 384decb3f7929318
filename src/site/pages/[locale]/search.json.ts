// What the search looks through: lessons by their headings, and the glossary. Fetched when the search is opened.

import { getCollection, render } from 'astro:content';
import type { APIRoute, MarkdownHeading } from 'astro';
import { glossary } from '../../glossary.ts';
import { LOCALES, type Locale, words } from '../../i18n/index.ts';
import { lessonByFolder } from '../../lessons.ts';
import type { Found } from '../../search/found.ts';
import { sectionsOf } from '../../search/sections.ts';

export const getStaticPaths = () => LOCALES.map((locale) => ({ params: { locale } }));

export const GET: APIRoute = async ({ params }) => {
  const locale = params['locale'] as Locale;
  const documents: Omit<Found, 'id'>[] = glossary.map(({ id, term, means }) => ({
    title: term[locale],
    where: words(locale).glossary,
    text: `${means[locale]} ${locale === 'en' ? '' : term.en}`,
    path: `glossary/#${id}`,
  }));
  for (const entry of await getCollection('prose')) {
    const [folder = '', language = ''] = entry.id.split('/');
    const found = lessonByFolder(folder);
    if (language !== locale || !found) continue;
    const { lesson } = found;
    const path = `lessons/${lesson.slug}/`;
    documents.push({ title: lesson.title[locale], where: '', text: lesson.summary[locale], path });
    const slugs = new Map(
      (await render(entry)).headings.map((heading: MarkdownHeading) => [heading.text, heading.slug]),
    );
    for (const { heading, text } of sectionsOf(entry.body ?? ''))
      documents.push({
        title: heading || lesson.title[locale],
        where: lesson.title[locale],
        text,
        path: slugs.has(heading) ? `${path}#${slugs.get(heading)}` : path,
      });
  }
  return new Response(JSON.stringify(documents.map((document, id) => ({ id, ...document }))), {
    headers: { 'content-type': 'application/json' },
  });
};
