// Astro puts the styles of dynamic imports into every head. Vite fetches them with the code, so the heads go without.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `name`: matches the files, below `_astro/`, that only dynamic imports need. */
export function lazyStyles(name) {
  return {
    name: 'portolan:lazy-styles',
    hooks: {
      'astro:build:done'({ dir }) {
        const folder = fileURLToPath(dir);
        const assets = readdirSync(join(folder, '_astro'));
        const styles = assets.filter((file) => file.endsWith('.css') && name.test(file));
        const code = assets
          .filter((file) => file.endsWith('.js'))
          .map((file) => readFileSync(join(folder, '_astro', file), 'utf8'));
        for (const style of styles)
          if (!code.some((text) => text.includes(`"./${style}"`)))
            throw new Error(`no code fetches ${style}: it must stay in the heads`);
        if (styles.length === 0) throw new Error(`no style is called ${name}`);
        for (const page of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (!page.endsWith('.html')) continue;
          const html = readFileSync(join(folder, page), 'utf8');
          const without = styles.reduce(
            (text, style) => text.replaceAll(`<link rel="stylesheet" href="/_astro/${style}">`, ''),
            html,
          );
          if (styles.some((style) => without.includes(style)))
            throw new Error(`${page} names ${styles} in another way`);
          if (without !== html) writeFileSync(join(folder, page), without);
        }
      },
    },
  };
}
