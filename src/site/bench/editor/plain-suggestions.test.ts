import { expect, test } from 'vitest';
import { asText } from './plain-suggestions.ts';

test.each([
  ['a word', 'Service', 4, 0],
  ['a key with its colon', 'kind: ', 4, 0],
  ['a word that keeps its blanks', 'Service', 5, 1],
  ['a place to type at', 'name: $1', 4, 4],
  ['a choice', 'name: ${1|a,b|}', 4, 4],
  ['something escaped', 'a\\$b', 4, 4],
  ['lines', 'metadata:\n  ', 4, 4],
  ['what is text already', '$HOME', undefined, undefined],
])('%s', (_, insertText, insertTextRules, expected) => {
  const item = { label: 'x', insertText, insertTextRules: insertTextRules as never };
  expect(asText(item)).toEqual({ ...item, insertTextRules: expected });
});
