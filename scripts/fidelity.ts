// Writes the lists of docs/fidelity.md, below its mark, from the code's own notes:
//   node scripts/fidelity.ts

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fidelityNotes, type Note } from '../src/site/fidelity.ts';

const MARK = '<!-- Below: written by scripts/fidelity.ts from the code’s own notes. -->';
const LISTS = [
  ['missing', 'Not simulated'],
  ['differs', 'Differs on purpose'],
  ['models', 'Modelled on'],
] as const;

function markdown(root: string): string {
  const files = Object.fromEntries(
    readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => [`src/${path}`, readFileSync(join(root, 'src', path), 'utf8')]),
  );
  const rooms = fidelityNotes(files);
  const line = ({ text, file }: Note): string => `- ${text} ([${file.split('/').at(-1)}](../${file}))`;
  return LISTS.map(([id, title]) => {
    const parts = rooms
      .filter((notes) => notes[id].length > 0)
      .map((notes) => `\n### ${notes.room}\n\n${notes[id].map(line).join('\n')}\n`);
    return `\n## ${title}\n${parts.join('')}`;
  }).join('');
}

/** The whole page, its hand-written head as it is in `text`. */
export function fidelityPage(text: string, root: string): string {
  const head = text.split(MARK)[0]!.trimEnd();
  return `${head}\n\n${MARK}\n${markdown(root)}`;
}

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '..');
  const path = join(root, 'docs/fidelity.md');
  writeFileSync(path, fidelityPage(readFileSync(path, 'utf8'), root));
}
