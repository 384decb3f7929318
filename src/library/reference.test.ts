// docs/library-reference.md against the docstrings that it is made of.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const reference = oneLine(read('docs/library-reference.md').replaceAll('\\|', '|'));

test.each(['src/library/api.ts', 'src/cli/library/node.ts', 'src/cli/library/vitest.ts'])(
  'what %s says of its types stands in the reference; if not: node scripts/library-docs.mjs',
  (file) => {
    const texts = [...read(file).matchAll(/\/\*\*(.*?)\*\//gs)].flatMap(([, text]) =>
      text!
        .replaceAll(/^\s*\* ?/gm, '')
        .replaceAll(/```.*?```/gs, '')
        .split(/@(?:param \w+|returns|throws(?: \{\w+\})?)/)
        .map(oneLine)
        .filter(Boolean),
    );
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) expect(reference).toContain(text);
  },
);
