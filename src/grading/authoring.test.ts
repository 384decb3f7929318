// docs/authoring.md says what the code has.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VARIABLES } from './expression.ts';
import { HINT_VARIABLES } from './hints.ts';
import { kinds } from './kinds/index.ts';
import { readableForms } from './live.ts';

const text = readFileSync(new URL('../../docs/authoring.md', import.meta.url), 'utf8');

test('every kind of check has its row', () =>
  expect([...text.matchAll(/^\| `(\w+)`(?: \+ `that`)? \| /gm)].map(([, kind]) => kind)).toEqual(
    expect.arrayContaining(kinds.map(({ kind }) => kind)),
  ));

test('every value that can be read from the cluster is named, and no other', () =>
  expect([...text.matchAll(/`\$\{(\w+\.NAME(?:\.\w+)?|(?:laptop|internet)\.ip)\}`/g)].map(([, form]) => form)).toEqual(
    readableForms(),
  ));

test('every name that an expression has is listed', () => {
  for (const name of [...Object.keys(VARIABLES), ...HINT_VARIABLES]) expect(text).toContain(`\`${name}\``);
});
