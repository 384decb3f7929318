// The lines that most describers share: labels, annotations, moments, who controls the object.

import { requirementsOf, requirementsText } from '#apimachinery/labels.ts';
import { type ApiObject, controllerOf, type LabelSelector } from '#apimachinery/meta.ts';
import type { Page } from './tabwriter.ts';

type Pairs = Readonly<Record<string, string>> | undefined;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MAX_ANNOTATION = 140;

export const sorted = (pairs: Pairs | Readonly<Record<string, unknown>>): string[] => Object.keys(pairs ?? {}).sort();

/** `a=b,c=d`, or `<none>`. Models labels.FormatLabels. */
export function formatLabels(pairs: Pairs): string {
  return (
    sorted(pairs)
      .map((key) => `${key}=${pairs?.[key]}`)
      .join(',') || '<none>'
  );
}

/** A selector as Go prints labels.Selector: nothing for one that selects all. */
export const formatSelector = (selector: LabelSelector | undefined): string =>
  selector ? requirementsText(requirementsOf(selector)) : '';

export function writeLabels(page: Page, title: string, pairs: Pairs): void {
  const lines = sorted(pairs).map((key) => `${key}=${pairs?.[key]}`);
  page.write(0, `${title}:\t${lines.length > 0 ? lines.join('\n\t') : '<none>'}\n`);
}

const shorten = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}...` : text);

export function writeAnnotations(page: Page, title: string, pairs: Pairs): void {
  const keys = sorted(pairs).filter((key) => key !== LAST_APPLIED);
  if (keys.length === 0) {
    page.line(0, `${title}:`, '<none>');
    return;
  }
  const entries = keys.map((key) => {
    const value = (pairs?.[key] ?? '').replace(/\n$/, '');
    const short = value.length + key.length + 2 <= MAX_ANNOTATION && !value.includes('\n');
    if (short) return `${key}: ${value}\n`;
    return `${key}:\n${value
      .split('\n')
      .map((line) => `\t  ${shorten(line, MAX_ANNOTATION - 2)}\n`)
      .join('')}`;
  });
  page.write(0, `${title}:\t${entries.join('\t')}`);
}

export function writeName(page: Page, object: ApiObject): void {
  page.line(0, 'Name:', object.metadata.name);
  page.line(0, 'Namespace:', object.metadata.namespace ?? '');
}

export function writeController(page: Page, object: ApiObject): void {
  const owner = controllerOf(object);
  if (owner) page.line(0, 'Controlled By:', `${owner.kind}/${owner.name}`);
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Tue, 24 Nov 2026 01:18:48 +0000`: Go's RFC1123Z. A missing moment is Go's zero time. */
export function rfc1123(timestamp: string | undefined | null): string {
  if (!timestamp) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const t = new Date(timestamp);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${DAYS[t.getUTCDay()]}, ${two(t.getUTCDate())} ${MONTHS[t.getUTCMonth()]} ${t.getUTCFullYear()} ${two(t.getUTCHours())}:${two(t.getUTCMinutes())}:${two(t.getUTCSeconds())} +0000`;
}

/** Go's `%v` of a list of strings. */
export const goList = (list: readonly string[] | undefined): string => `[${(list ?? []).join(' ')}]`;
