// Every pair of colours in which something is written, in every theme. A browser's axe sees only what stands on a page at the moment.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('../src/site/styles/base.css', import.meta.url), 'utf8');

type Tokens = Readonly<Record<string, string>>;
function tokensOf(selector: string): Tokens {
  const at = [`\n${selector} {`, `\n  ${selector} {`].map((text) => css.indexOf(text)).find((found) => found !== -1);
  if (at === undefined) throw new Error(`base.css has no ${selector}`);
  const block = css.slice(at, css.indexOf('}', at));
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map(([, name, value]) => [name, value]),
  );
}
const [light, dark] = [tokensOf(':root'), tokensOf(':root[data-theme="dark"]')];
const more = tokensOf(':root[data-contrast="more"]');
const THEMES: Readonly<Record<string, Tokens>> = {
  light,
  dark: { ...light, ...dark },
  'high contrast': { ...light, ...more },
  'dark, high contrast': { ...light, ...dark, ...more, ...tokensOf(':root[data-contrast="more"][data-theme="dark"]') },
};

/** Source: WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const digits = colour.length === 4 ? [...colour.slice(1)].map((d) => d + d).join('') : colour.slice(1);
  const [r, g, b] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const ON = ['paper', 'raised', 'sunk'];
const PAIRS = [
  ...['ink', 'muted', 'sea-ink', 'green', 'amber', 'red'].flatMap((text) =>
    ON.map((ground) => [text, ground] as const),
  ),
  ...['ink', 'sea-ink'].map((text) => [text, 'wash'] as const),
  ['green', 'green-wash'],
  ['ink', 'amber-wash'],
  ['on-sea', 'sea'],
] as const;

test.each(Object.keys(THEMES))('what is written can be read in %s: 4.5 to 1, in high contrast 7 to 1', (theme) => {
  const tokens = THEMES[theme]!;
  const least = theme.includes('contrast') ? 7 : 4.5;
  const weak = PAIRS.map(
    ([text, ground]) => [`${text} on ${ground}`, contrast(tokens[text]!, tokens[ground]!)] as const,
  ).filter(([, ratio]) => ratio < least);
  expect(weak).toEqual([]);
});
