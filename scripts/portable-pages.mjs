// What every built page gets last: addresses that work below any path, and a Content-Security-Policy in its head.
// Both need nothing of whoever serves the files: no header, no setting.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The policies by which Monaco, and what it brings along, make markup of their own. `default` is the page's: Page.astro. */
const TRUSTED = [
  'default',
  // Documents of Pods, in a frame without scripts and without a place of its own.
  'portolanBrowser',
  'defaultWorkerFactory',
  'diffEditorWidget',
  'diffReview',
  'domLineBreaksComputer',
  'editorGhostText',
  'editorViewLayer',
  'standaloneColorizer',
  'stickyScrollViewLayer',
  'tokenizeToString',
  'dompurify',
];

/** Where WebContainer comes from: the page that offers it alone may ask there. */
const STACKBLITZ = 'https://stackblitz.com';

/** Of a head: scripts of the site alone, those in the page itself by their hash; nothing from or to anywhere else. */
export function policyOf(html) {
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  const offersWebContainer = html.includes('data-webcontainer');
  return Object.entries({
    'default-src': ["'none'"],
    'script-src': ["'self'", ...new Set(inline)],
    // xterm and Monaco write style elements for what they measure.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...(offersWebContainer ? [STACKBLITZ] : [])],
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    // Only where the page shows what an embedded lab looks like.
    ...(html.includes('<portolan-lab') && { 'frame-src': ["'self'"] }),
    ...(offersWebContainer && { 'frame-src': [STACKBLITZ] }),
    'require-trusted-types-for': ["'script'"],
    'trusted-types': TRUSTED,
  })
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}

/**
 * Addresses from the site's root become addresses from the page.
 * @param root From the page to the site's root: `../../`. A page that stands at addresses of any depth gets an absolute one.
 */
export function fromHere(html, root) {
  return html.replace(/<(?:a|link|script|img)\s[^>]*>/g, (tag) =>
    tag.replace(/(\s(?:href|src))="\/(?!\/)([^"]*)"/, (_, attribute, path) => `${attribute}="${root}${path}"`),
  );
}

/** `base`: where the site stands, for the page that is shown at addresses that do not exist. */
export function portablePages(base = process.env.PORTOLAN_BASE ?? '/') {
  return {
    name: 'portolan:portable-pages',
    hooks: {
      'astro:build:done'({ dir }) {
        const folder = fileURLToPath(dir);
        for (const page of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          const file = join(folder, page);
          // Styles stand beside what they name.
          if (page.endsWith('.css')) writeFileSync(file, readFileSync(file, 'utf8').replaceAll('url(/_astro/', 'url('));
          if (!page.endsWith('.html')) continue;
          const html = fromHere(
            readFileSync(file, 'utf8'),
            page === '404.html' ? base : '../'.repeat(page.split('/').length - 1) || './',
          );
          const policy = `<meta http-equiv="Content-Security-Policy" content="${policyOf(html)}">`;
          const written = html.replace(/<meta charset="utf-8"\s*\/?>/i, (charset) => charset + policy);
          if (written === html) throw new Error(`${page} has no <meta charset>, behind which its policy would stand`);
          writeFileSync(file, written);
        }
      },
    },
  };
}
