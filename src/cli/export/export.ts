// `portolan lesson export`: lessons as a package for a learning platform.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { zipSync } from 'fflate';
import type { Lesson } from '#grading/lesson.ts';
import type { StoreSettings } from '#grading/store-settings.ts';
import type { Locale } from '#grading/text.ts';

import { lessonDirs, readLessonFolder } from '../lesson-files.ts';
import { complain, type OptionSpec, optionsOf, type Parsed } from '../options.ts';
import { projectDir } from '../project-dir.ts';
import { activityOf, cmi5Structure } from './cmi5-structure.ts';
import type { Packaged, PackagedLesson } from './packaged.ts';
import { type Additions, packagedPage } from './page.ts';
import { scormManifest } from './scorm-manifest.ts';
import { siteFiles } from './site-files.ts';

const FORMATS = ['scorm1.2', 'scorm2004', 'cmi5'] as const;
type Format = (typeof FORMATS)[number];

const specs: Readonly<Record<string, OptionSpec>> = {
  'scorm1.2': { value: 'flag', help: 'a package of SCORM 1.2' },
  scorm2004: { value: 'flag', help: 'a package of SCORM 2004, 4th Edition' },
  cmi5: { value: 'flag', help: 'a package of cmi5, whose platform has a store for xAPI' },
  language: { value: ['en', 'zh'], help: 'of the pages (default en)' },
  output: { value: 'text', metavar: 'FILE', help: 'the zip that is written (default ./portolan-LESSON-FORMAT.zip)' },
  'xapi-endpoint': {
    value: 'text',
    metavar: 'URL',
    help: 'with SCORM: a store that is sent xAPI statements as well; its address, with a slash at the end',
  },
  'xapi-auth': {
    value: 'text',
    metavar: 'TEXT',
    help: 'what that store wants in the header Authorization; every learner can read it in the package',
  },
  site: { value: 'text', metavar: 'FOLDER', help: 'the built site (default: this project’s dist/site)' },
  help: { value: 'flag', help: 'print this' },
};

const ABOUT = `Writes a zip that a learning platform takes in: a lesson, several, or without a name the whole course. It runs in the learner's browser as
the site does. Reported are completion (every exercise has passed) and a score (how many of them), as the page itself shows them.`;

const COURSE: Readonly<Record<Locale, { readonly title: string; readonly summary: string }>> = {
  en: {
    title: 'How Kubernetes services are exposed',
    summary: 'Lessons on a simulated cluster, each with tasks that check themselves.',
  },
  zh: { title: 'Kubernetes 服务如何对外暴露', summary: '在模拟集群上的课程，每课都有自动检查的任务。' },
};

export async function exportLessons(args: string[]): Promise<number> {
  const parsed = optionsOf(
    { name: 'lesson export', args: '[LESSON…] --scorm1.2|--scorm2004|--cmi5 [options]', about: ABOUT, specs },
    args,
  );
  if (typeof parsed === 'number') return parsed;
  const formats = FORMATS.filter((name) => parsed.flag(name));
  const [format] = formats;
  if (format === undefined || formats.length > 1)
    return complain('portolan lesson export: give one of --scorm1.2, --scorm2004 and --cmi5');
  const store = storeOf(parsed, format);
  if (typeof store === 'string') return complain(store);
  const chosen = lessonsOf(parsed.rest);
  if (typeof chosen === 'string') return complain(chosen);
  const site = resolve(parsed.text('site') ?? join(projectDir, 'dist/site'));
  const locale = (parsed.text('language') ?? 'en') as Locale;
  const missing = chosen.find(({ slug }) => !existsSync(join(site, pageOf(slug, locale))));
  if (missing)
    return complain(
      `portolan lesson export: ${join(site, pageOf(missing.slug, locale))} is not there; build the site first (npm run build), or name its folder with --site`,
    );
  const output = resolve(
    parsed.text('output') ?? `portolan-${chosen.length === 1 ? chosen[0]!.slug : 'course'}-${format}.zip`,
  );
  const { files, lessons } = packageOf(chosen, parsed.rest.length === 0, locale, format, site, store);
  try {
    writeFileSync(output, zipSync(files as Record<string, Uint8Array>, { level: 6 }));
  } catch (error) {
    return complain(`portolan lesson export: ${output} cannot be written: ${(error as Error).message}`);
  }
  process.stdout.write(
    `${output} written: ${lessons} lesson${lessons === 1 ? '' : 's'}, ${Object.keys(files).length} files\n`,
  );
  return 0;
}

const pageOf = (slug: string, locale: Locale): string => `${locale}/lessons/${slug}/index.html`;

/** In the order of the course. What is wrong, as a text. */
function lessonsOf(names: readonly string[]): readonly Lesson[] | string {
  const read = lessonDirs().map((dir) => readLessonFolder(dir));
  const lessons = read.flatMap((one) => ('folder' in one ? [one.folder.lesson] : []));
  const slugs = names.map((name) => name.replace(/\/$/, '').replace(/^.*\/(?:\d+-)?/, ''));
  const unknown = slugs.find((slug) => !lessons.some((lesson) => lesson.slug === slug));
  if (unknown !== undefined)
    return `portolan lesson export: there is no lesson ${JSON.stringify(unknown)}; there are ${lessons.map(({ slug }) => slug).join(', ')}`;
  return names.length === 0 ? lessons : lessons.filter(({ slug }) => slugs.includes(slug));
}

/** Undefined: none is named. A text: what is wrong. */
function storeOf(parsed: Parsed, format: Format): Pick<StoreSettings, 'endpoint' | 'auth'> | undefined | string {
  const [endpoint, auth] = [parsed.text('xapi-endpoint'), parsed.text('xapi-auth')];
  if (endpoint === undefined && auth === undefined) return undefined;
  if (format === 'cmi5')
    return 'portolan lesson export: with --cmi5 the platform names its store; leave --xapi-endpoint and --xapi-auth out';
  if (endpoint === undefined || auth === undefined)
    return 'portolan lesson export: --xapi-endpoint and --xapi-auth go together';
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
    return `portolan lesson export: --xapi-endpoint is ${JSON.stringify(endpoint)}; give an absolute http:// or https:// URL`;
  return { endpoint, auth };
}

/** By path in the zip. The manifest comes last, since it names all others. */
export function packageOf(
  chosen: readonly Lesson[],
  isCourse: boolean,
  locale: Locale,
  format: Format,
  site: string,
  store: Pick<StoreSettings, 'endpoint' | 'auth'> | undefined,
): { readonly files: Readonly<Record<string, Uint8Array>>; readonly lessons: number } {
  const id = `portolan-${isCourse ? 'course' : chosen.map(({ slug }) => slug).join('-')}-${locale}`;
  const lessons: PackagedLesson[] = chosen.map(({ slug, title, summary, minutes }) => ({
    slug,
    title: title[locale],
    summary: summary[locale],
    minutes,
    page: pageOf(slug, locale),
  }));
  const script = `portolan/${format === 'cmi5' ? 'cmi5' : 'scorm'}.js`;
  const files: Record<string, Uint8Array> = {
    ...siteFiles(
      site,
      lessons.map(({ page }) => page),
    ),
    [script]: readFileSync(join(projectDir, 'dist/cli/lms', script.slice('portolan/'.length))),
  };
  for (const { page, slug, title } of lessons) {
    const settings = store && { ...store, activity: activityOf(`${id}/${slug}`), title, language: locale };
    const additions: Additions = {
      script,
      // A platform of cmi5 says only at launch where its store is.
      connect: format === 'cmi5' ? ['https:', 'http:'] : store ? [new URL(store.endpoint).origin] : [],
      ...(settings && { data: { attribute: 'data-portolan-xapi', value: settings } }),
    };
    files[page] = Buffer.from(packagedPage(Buffer.from(files[page]!).toString('utf8'), page, additions));
  }
  const words = lessons.length === 1 ? lessons[0]! : COURSE[locale];
  const packaged: Packaged = {
    id,
    title: words.title,
    summary: words.summary,
    language: locale,
    lessons,
    files: Object.keys(files).sort(),
  };
  const [name, text] =
    format === 'cmi5'
      ? ['cmi5.xml', cmi5Structure(packaged)]
      : ['imsmanifest.xml', scormManifest(format === 'scorm1.2' ? '1.2' : '2004', packaged)];
  return { files: { [name]: Buffer.from(text), ...files }, lessons: lessons.length };
}
