// What the search looks through: lessons by their headings, the glossary, and the errors. Fetched when the search is opened.

import { getCollection, render } from 'astro:content';
import type { APIRoute, MarkdownHeading } from 'astro';
import { errors } from '../../errors/errors.ts';
import { errorWords } from '../../errors/words.ts';
import { glossary } from '../../glossary.ts';
import { contentIn, LANGUAGES, type Language, words } from '../../i18n/index.ts';
import { lessonByFolder } from '../../lessons.ts';
import type { Found } from '../../search/found.ts';
import { sectionsOf } from '../../search/sections.ts';

export const getStaticPaths = () => LANGUAGES.map((locale) => ({ params: { locale } }));

export const GET: APIRoute = async ({ params }) => {
  const language = params['locale'] as Language;
  const locale = contentIn(language);
  const documents: Omit<Found, 'id'>[] = glossary.map(({ id, term, means }) => ({
    title: term[locale],
    where: words(language).glossary,
    text: `${means[locale]} ${locale === 'en' ? '' : term.en}`,
    path: `glossary/#${id}`,
  }));
  const { title: where } = await errorWords(language);
  for (const { id, title, means, hop } of errors)
    documents.push({ title, where, text: `${means[locale]} ${hop[locale]}`, path: `errors/${id}/` });
  for (const entry of await getCollection('prose')) {
    const [folder = '', written = ''] = entry.id.split('/');
    const found = lessonByFolder(folder);
    if (written !== locale || !found) continue;
    const { lesson } = found;
    const path = `${locale === language ? '' : `../${locale}/`}lessons/${lesson.slug}/`;
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
  return new Response(
    JSON.stringify(documents.map((document, id) => ({ id, ...document, text: document.text.replaceAll('`', '') }))),
    {
      headers: { 'content-type': 'application/json' },
    },
  );
};
