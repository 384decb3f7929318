// Writes dist/fonts: the text and the mono face with the characters and weights that pages use. All else falls back to the system's.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import subsetFont from 'subset-font';
import { root } from './setup.mjs';

const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
const CHARACTERS = `${ASCII}\u00a0·×–—‘’“”…→←↑↓−€§°├─│└`;

const FACES = {
  inter: ['inter/files/inter-latin-wght-normal.woff2', { min: 400, max: 700 }],
  'jetbrains-mono': ['jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2', { min: 400, max: 600 }],
};

const folder = join(root, 'dist/fonts');
mkdirSync(folder, { recursive: true });
for (const [name, [file, wght]] of Object.entries(FACES)) {
  const whole = readFileSync(join(root, 'node_modules/@fontsource-variable', file));
  const subset = await subsetFont(whole, CHARACTERS, {
    targetFormat: 'woff2',
    variationAxes: { wght },
    // Ligatures and alternates of these characters are not used: a command is read letter by letter.
    noLayoutClosure: true,
  });
  writeFileSync(join(folder, `${name}.woff2`), subset);
  console.log(`fonts: ${name} ${Math.round(subset.length / 100) / 10} kB`);
}
