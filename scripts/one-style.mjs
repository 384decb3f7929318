// The styles of a head are one file: nothing is drawn before the last of them is there. Pages that name the same share it.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LINK = /<link rel="stylesheet" href="\/_astro\/([^"]+)">/g;
/** Of the style sheets of Monaco, which come with it, the smaller one is larger. */
const MOST = 40_000;

export function oneStyle() {
  return {
    name: 'portolan:one-style',
    hooks: {
      'astro:build:done'({ dir }) {
        const folder = fileURLToPath(dir);
        const assets = join(folder, '_astro');
        const joined = new Set();
        for (const page of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (!page.endsWith('.html')) continue;
          const html = readFileSync(join(folder, page), 'utf8');
          const names = [...html.matchAll(LINK)].map(([, name]) => name);
          if (names.length === 0) continue;
          const css = names.map((name) => readFileSync(join(assets, name), 'utf8')).join('\n');
          if (css.length > MOST)
            throw new Error(`${page} waits for ${css.length} bytes of styles: ${names.join(', ')}`);
          const one = `page.${createHash('sha256').update(css).digest('base64url').slice(0, 8)}.css`;
          writeFileSync(join(assets, one), css);
          let count = 0;
          const written = html.replace(LINK, () =>
            count++ === 0 ? `<link rel="stylesheet" href="/_astro/${one}">` : '',
          );
          writeFileSync(join(folder, page), written);
          for (const name of names) joined.add(name);
        }
        const code = readdirSync(assets)
          .filter((file) => file.endsWith('.js'))
          .map((file) => readFileSync(join(assets, file), 'utf8'));
        for (const name of joined) {
          if (code.some((text) => text.includes(name))) throw new Error(`code fetches ${name}, and heads name it too`);
          rmSync(join(assets, name));
        }
      },
    },
  };
}
