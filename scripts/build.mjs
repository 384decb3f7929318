// Builds the static site to dist/site, the command-line tool to dist/cli, and what a package has beside it to dist/library. Skips what has not changed since the last build.
//   node scripts/build.mjs [--cli] [--site]     default: both

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, node, root, run } from './setup.mjs';

const SOURCES = [
  'src',
  'content',
  'public',
  'scripts',
  'docs/authoring.md',
  'docs/authoring.zh.md',
  'docs/authoring-reference.md',
  'docs/embedding.md',
  'docs/embedding.zh.md',
  'docs/vouched.md',
  'astro.config.mjs',
  'package-lock.json',
  'package.json',
];

/** A digest of names, sizes and times of all that a build reads. */
function fingerprint() {
  const hash = createHash('sha256');
  const visit = (path) => {
    if (!existsSync(join(root, path))) return;
    const stat = statSync(join(root, path));
    if (stat.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) visit(`${path}/${name}`);
    else
      hash.update(
        `${path} ${createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest('hex')}\n`,
      );
  };
  for (const path of SOURCES) visit(path);
  return hash.digest('hex');
}

function unlessBuilt(what, print, build) {
  const mark = join(root, `node_modules/.cache/portolan/built-${what}`);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === print && existsSync(join(root, 'dist', what))) return;
  console.log(`Building dist/${what} …`);
  build();
  mkdirSync(join(root, 'node_modules/.cache/portolan'), { recursive: true });
  writeFileSync(mark, print);
}

/** `only`: `cli`, `site`, or undefined for both. */
export function build(only) {
  installPackages();
  const print = fingerprint();
  unlessBuilt('openapi', print, () => run(node(), ['scripts/openapi.mjs']));
  // The site has the command line among its files: what WebContainer is given.
  unlessBuilt('cli', print, () => run(node(), ['scripts/build-cli.mjs']));
  if (only !== 'site') unlessBuilt('library', print, () => run(node(), ['scripts/build-library.mjs']));
  if (only !== 'cli') unlessBuilt('fonts', print, () => run(node(), ['scripts/fonts.mjs']));
  if (only !== 'cli') unlessBuilt('site', print, () => run(node(), ['node_modules/astro/bin/astro.mjs', 'build']));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  build(process.argv.includes('--cli') ? 'cli' : process.argv.includes('--site') ? 'site' : undefined);
}
