// The files of the built site that some of its pages need, and no others.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ASSETS = '_astro';
/** In what files others are named. */
const TEXT = /\.(?:html|js|css)$/;

/**
 * By path below the site, `pages` among them. What is named in a page, or in what it needs, by its file name is needed: names have a hash
 * of what is in them, so that a chance likeness does not come in.
 *
 * @param site The folder of the built site.
 * @param pages Such as `en/lessons/clusterip/index.html`.
 */
export function siteFiles(site: string, pages: readonly string[]): Readonly<Record<string, Uint8Array>> {
  const assets = existsSync(join(site, ASSETS)) ? readdirSync(join(site, ASSETS)) : [];
  const files: Record<string, Uint8Array> = {};
  const waiting = [...pages];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files[path]) continue;
    const bytes = readFileSync(join(site, path));
    files[path] = bytes;
    if (!TEXT.test(path)) continue;
    const text = bytes.toString('utf8');
    for (const asset of assets)
      if (!files[`${ASSETS}/${asset}`] && text.includes(asset)) waiting.push(`${ASSETS}/${asset}`);
  }
  return files;
}
