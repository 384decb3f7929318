// The page "What is simulated, and what is not" is what the code says of itself.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fidelityPage } from '../scripts/fidelity.ts';
import { notesOf, POINTS } from '../src/site/fidelity.ts';

describe('notes of one file', () => {
  test.each([
    ['a line', '// Models pkg/x create.go: one thing. And more.\n', { models: ['pkg/x create.go: one thing.'] }],
    ['two lines are one text', '// Models pkg/x: one\n// thing.\nconst a = 1;\n', { models: ['pkg/x: one thing.'] }],
    ['two notes in one comment', '/** A. Differs: not so. Source: pkg/y. */\nconst a = 1;\n', { differs: ['not so.'] }],
    ['what is left out', '// Portolan does not simulate ice. It is warm.\n', { missing: ['ice.'] }],
    [
      'what a program prints',
      'const f = (x: string) => `ping: Portolan does not simulate ${x} on Mondays`;\n',
      { missing: ['… on Mondays'] },
    ],
    ['nothing but what is filled in', 'const f = (x: string) => `Portolan does not simulate ${x}`;\n', {}],
    ['the words inside a sentence', '// CoreDNS, less what Portolan does not simulate (RBAC).\n', {}],
    ['a word that only begins like one', '// The Modelss of it.\nconst s = "Models of cars";\n', {}],
  ])('%s', (_name, content, expected) => {
    const texts = Object.fromEntries(
      Object.entries(notesOf('src/a/b.ts', content))
        .map(([key, notes]) => [key, notes.map(({ text }) => text)] as const)
        .filter(([, list]) => list.length > 0),
    );
    expect(texts).toEqual(expected);
  });
});

const root = join(import.meta.dirname, '..');

test('docs/fidelity.md is what the code says today: `node scripts/fidelity.ts` writes it', () => {
  const text = readFileSync(join(root, 'docs/fidelity.md'), 'utf8');
  const page = fidelityPage(text, root);
  expect(page).toBe(text);
  // Each says of what it is.
  const [, notSimulated] = /## Not simulated\n(.*?)\n## /s.exec(page)!;
  const notes = [...notSimulated!.matchAll(/^- (.*) \(\[/gm)].map(([, note]) => note!);
  expect(notes.filter((note) => POINTS.test(note))).toEqual([]);
}, 60_000);
