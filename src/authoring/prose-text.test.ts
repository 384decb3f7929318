import { expect, test } from 'vitest';
import { withExercise, withExerciseRenamed, withoutExercise, withTitle } from './prose-text.ts';

const PROSE = `---
title: Old # kept
---

Words.

<Exercise id="one"/>

\`\`\`sh shown
<Exercise id="two"/>
\`\`\`

<WhenToUse>

Always.

</WhenToUse>
`;

test('the title in the head is changed, and nothing else', () => {
  expect(withTitle(PROSE, 'New: "x"')).toBe(PROSE.replace('Old', `'New: "x"'`));
  expect(withTitle('No head.\n', 'New')).toBe('No head.\n');
});

test('an exercise comes before what a lesson ends with; what stands in a code block is no place', () => {
  expect(withExercise(PROSE, 'one')).toBe(PROSE);
  expect(withExercise(PROSE, 'two')).toBe(PROSE.replace('<WhenToUse>', '<Exercise id="two"/>\n\n<WhenToUse>'));
  expect(withExercise('Words.\n', 'two')).toBe('Words.\n\n<Exercise id="two"/>\n');
});

test('an exercise that is taken away leaves one empty line', () => {
  expect(withoutExercise(PROSE, 'one')).toBe(PROSE.replace('<Exercise id="one"/>\n\n', ''));
  expect(withoutExercise(PROSE, 'two')).toBe(PROSE);
});

test('an id that was written by hand is text', () => {
  const prose = '<Exercise id="a(b"/>\n';
  expect(withExercise(prose, 'a(b')).toBe(prose);
  expect(withExercise('<Exercise id="axb"/>\n', 'a.b')).toBe('<Exercise id="axb"/>\n\n<Exercise id="a.b"/>\n');
});

test.each(['id', 'e', 'Exercise', 'x'])('an exercise %j is renamed in the value, and the tag stays', (id) => {
  expect(withExerciseRenamed(`W.\n\n<Exercise id='${id}' />\n`, id, '$&')).toBe(`W.\n\n<Exercise id='$&' />\n`);
});
