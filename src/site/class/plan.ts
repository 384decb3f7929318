// What a class does: chosen lessons in their order, what they are drawn from, in which language. A link or a file, which anybody may have
// written.

import type { Locale } from '#grading/text.ts';

export interface ClassPlan {
  readonly portolan: 'class';
  readonly version: 1;
  readonly title: string;
  /** Slugs, in the order in which they are to be done. */
  readonly lessons: readonly string[];
  /** What is drawn in each lesson follows from it: everybody has the same. Absent: everybody has their own. */
  readonly seed?: number;
  readonly locale: Locale;
  /** As the instructor says it; nothing is closed by it. '' where there is none. */
  readonly deadline: string;
  /** Hints and solutions are offered. */
  readonly hints: boolean;
}

/** Which part of a plan is not as it must be. */
export type PlanFault =
  | 'size'
  | 'json'
  | 'kind'
  | 'version'
  | 'title'
  | 'lessons'
  | 'unknown'
  | 'seed'
  | 'locale'
  | 'deadline'
  | 'hints';

export type ReadPlan = { readonly plan: ClassPlan } | { readonly fault: PlanFault; readonly found: string };

/** Characters. A link has to travel by mail. */
const [MOST_TEXT, LONGEST] = [20_000, { title: 120, deadline: 200 }] as const;
const MAX_SEED = 2 ** 31;

/** @param known Slugs of the lessons that there are. */
export function readPlan(text: string, known: readonly string[]): ReadPlan {
  const fault = (name: PlanFault, found: unknown): ReadPlan => ({
    fault: name,
    found: (JSON.stringify(found) ?? 'nothing').slice(0, 80),
  });
  if (text.length > MOST_TEXT) return fault('size', text.length);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fault('json', text);
  }
  if (typeof value !== 'object' || value === null || (value as Partial<ClassPlan>).portolan !== 'class')
    return fault('kind', value);
  const { version, title, lessons, seed, locale, deadline, hints } = value as Readonly<Record<string, unknown>>;
  if (version !== 1) return fault('version', version);
  if (!isLine(title, LONGEST.title) || title.trim() === '') return fault('title', title);
  if (!Array.isArray(lessons) || lessons.length === 0 || new Set(lessons).size < lessons.length)
    return fault('lessons', lessons);
  const unknown = lessons.find((slug) => !known.includes(slug as string));
  if (unknown !== undefined) return fault('unknown', unknown);
  if (seed !== undefined && !(Number.isInteger(seed) && (seed as number) >= 0 && (seed as number) < MAX_SEED))
    return fault('seed', seed);
  if (locale !== 'en' && locale !== 'zh') return fault('locale', locale);
  if (!isLine(deadline, LONGEST.deadline)) return fault('deadline', deadline);
  if (typeof hints !== 'boolean') return fault('hints', hints);
  const own = { title, lessons: lessons as readonly string[], locale, deadline, hints } as const;
  return { plan: { portolan: 'class', version: 1, ...own, ...(seed !== undefined && { seed: seed as number }) } };
}

const isLine = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most && !/[\x00-\x1f\x7f]/.test(value);

const KEY = '#class=';
export const isPlanLink = (fragment: string): boolean => fragment.startsWith(KEY);

/** The fragment of a link to a plan: no server gets to see it. */
export function fragmentOf(plan: ClassPlan): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(JSON.stringify(plan))) binary += String.fromCharCode(byte);
  return KEY + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function planIn(fragment: string, known: readonly string[]): ReadPlan {
  let text: string;
  try {
    const binary = atob(fragment.slice(KEY.length).replaceAll('-', '+').replaceAll('_', '/'));
    text = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
  } catch {
    return { fault: 'json', found: '' };
  }
  return readPlan(text, known);
}
