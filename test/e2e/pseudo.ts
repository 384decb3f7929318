// A language that nobody speaks: English with a mark on every letter. What stands on a page without marks did not come from the message files.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { words } from './words.ts';

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MARKED = 'áƀćďéƒĝħíĵķĺḿñóƥʠřšťúṽŵẋýžÁƁĆĎÉƑĜĤÍĴĶĹḾŃÓƤɊŘŠŤÚṼŴẊÝŽ';

export const PSEUDO = 'qps';
const folder = new URL(`../../src/site/i18n/${PSEUDO}`, import.meta.url).pathname;

/** The letters of a message; not those of its arguments, whose names and kinds stand at odd depths of braces. */
function marked(message: string): string {
  let depth = 0;
  return [...message]
    .map((character) => {
      if (character === '{') depth++;
      if (character === '}') depth--;
      return (depth % 2 === 0 && [...MARKED][PLAIN.indexOf(character)]) || character;
    })
    .join('');
}

/** A third language is a folder. */
export function writePseudo(): void {
  const own = (file: 'messages' | 'editor'): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(words('en', file)).map(([key, message]) => [key, marked(message)]));
  mkdirSync(folder, { recursive: true });
  const messages = { ...own('messages'), htmlLang: 'en-XA', ogLocale: 'en_XA' };
  writeFileSync(`${folder}/messages.json`, JSON.stringify(messages));
  writeFileSync(`${folder}/editor.json`, JSON.stringify(own('editor')));
}

export const removePseudo = (): void => rmSync(folder, { recursive: true, force: true });

/** Names, what stands on keys, and what the browser words: dates, times of day and the end of a list. Of a language that is none those are English. */
const NAMES =
  /\b(Portolan|Kubernetes|kube-system|YAML|Tab|Ctrl(-S)?|Esc|\d{1,2}:\d\d:\d\d\s[AP]M|[A-Z][a-z]{2} \d{1,2}, \d{4}|(?<=, )and)\b/g;

interface Walked {
  readonly document: {
    readonly body: unknown;
    createTreeWalker(root: unknown, what: number): { nextNode(): Text | null };
    querySelectorAll(selector: string): Iterable<Labelled>;
  };
}
interface Labelled {
  getAttribute(name: string): string | null;
  closest(selector: string): unknown;
}
interface Text {
  readonly textContent: string;
  readonly parentElement: Labelled;
}

/** What on the page, seen or said, is plain English; commands, what the cluster says and what is marked as another language apart. */
export async function plainWords(page: Page): Promise<readonly string[]> {
  const all = await page.evaluate(() => {
    const elsewhere =
      'code, pre, script, style, noscript, svg, .early, .xterm, .monaco-editor, .node, astro-dev-toolbar, [lang]:not(html)';
    const { document } = globalThis as unknown as Walked;
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, 4);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!node.parentElement.closest(elsewhere)) found.push(node.textContent);
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      for (const element of document.querySelectorAll(`body [${name}]`))
        if (!element.closest('.xterm, .monaco-editor, .node, astro-dev-toolbar, [lang]:not(html)'))
          found.push(element.getAttribute(name)!);
    return found;
  });
  const isPlain = (text: string): boolean =>
    !text.startsWith('kubectl ') && /[A-Za-z]{2}/.test(text.replace(NAMES, ''));
  return [...new Set(all.map((text) => text.trim()).filter(isPlain))];
}
