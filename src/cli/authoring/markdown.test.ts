// A lesson's blocks as Markdown.
import { expect, test } from 'vitest';
import { markdownOf } from './markdown.ts';

test.each([
  ['front matter is the page’s', '---\ntitle: x\n---\n\nText.', 'Text.\n'],
  ['a command', '<Run>kubectl get pods</Run>', '```sh\nkubectl get pods\n```\n'],
  [
    'a command that is meant to fail',
    '<Run fails>curl -m 3 x</Run>',
    'This one is meant to fail.\n\n```sh\ncurl -m 3 x\n```\n',
  ],
  [
    'a command with characters that MDX minds',
    '<Run>{"kubectl get -o jsonpath=\'{.items}\'"}</Run>',
    "```sh\nkubectl get -o jsonpath='{.items}'\n```\n",
  ],
  ['an exercise', 'A.\n\n<Exercise id="open"/>\n\nB.', 'A.\n\n[open]\n\nB.\n'],
  ['a box', '<WhenToUse>\n\nOften.\n\n</WhenToUse>', '### When to use it\n\nOften.\n'],
  ['what only the page can show', 'A.\n\n<Map/>\n\n<Trace/>\n\nB.', 'A.\n\nB.\n'],
  [
    'code that looks like a block',
    'See `<Exercise id="x"/>`.\n\n```mdx\n<Map/>\n```',
    'See `<Exercise id="x"/>`.\n\n```mdx\n<Map/>\n```\n',
  ],
  [
    'a guess',
    '<Predict question="Who?" options={["a", "b"]} answer="a">\n\nBecause.\n\n</Predict>',
    '**Predict:** Who?\n\n- a\n- b\n\n<details><summary>Answer</summary>\n\nBecause.\n\n</details>\n',
  ],
])('%s', (_what, prose, markdown) => {
  expect(markdownOf(prose, 'en', (id) => `[${id}]`)).toBe(markdown);
});
