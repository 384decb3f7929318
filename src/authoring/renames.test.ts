import { expect, test } from 'vitest';
import { type LessonFolder, textAt } from './folder.ts';
import { answerMissing, withCheckRenamed, withExerciseNamed } from './renames.ts';

const folder: LessonFolder = {
  name: '15-x',
  files: {
    'lesson.yaml': `exercises:
  - id: one # the first
    start: { nodes: 1 }
    checks:
      - id: who
        ask: { en: "who", zh: "谁" }
        predict: { choices: [ { value: a b, text: { en: "A", zh: "甲" } } ], right: a b }
      - id: stays
        holds: { check: who }
    hints:
      - { when: "checks['who'] == 'failed' && checks.who != answers[\\"who\\"]", text: { en: "h", zh: "h" } }
    solution: [ begin one, kubectl get pods ]
    alternatives: [ [ answer who a, echo answer who ] ]
    nearMisses:
      - { why: { en: "w", zh: "w" }, run: [ answer who b ], fails: who, says: "who" }
  - id: two
    needs: [ one ]
    checks: []
`,
    'en.mdx': 'Words.\n\n<Exercise id="one"/>\n\n<Exercise id="two"/>\n',
  },
};

test('a check goes by its new name wherever the lesson names it, and nothing else does', () => {
  const before = textAt(folder, 'lesson.yaml');
  const after = textAt(withCheckRenamed(folder, 'who', 'by-whom'), 'lesson.yaml');
  expect(after).toBe(
    before
      .replace('id: who', 'id: by-whom')
      .replace('check: who', 'check: by-whom')
      .replace(
        `checks['who'] == 'failed' && checks.who != answers[\\"who\\"]`,
        `checks['by-whom'] == 'failed' && checks['by-whom'] != answers[\\"by-whom\\"]`,
      )
      .replace('[ answer who a,', '[ answer by-whom a,')
      .replace('run: [ answer who b ]', 'run: [ answer by-whom b ]')
      .replace('fails: who', 'fails: by-whom'),
  );
});

test('an exercise goes by its new name, in the prose too', () => {
  const { files } = withExerciseNamed(folder, 'one', 'first');
  expect(files['lesson.yaml']).toBe(
    textAt(folder, 'lesson.yaml')
      .replace('id: one #', 'id: first #')
      .replace('begin one', 'begin first')
      .replace('needs: [ one ]', 'needs: [ first ]'),
  );
  expect(files['en.mdx']).toBe('Words.\n\n<Exercise id="first"/>\n\n<Exercise id="two"/>\n');
});

test('the line that answers a question is known, until it is there', () => {
  expect(answerMissing(folder, 'one', 'who')).toBe("answer who 'a b'");
  expect(answerMissing(folder, 'one', 'stays')).toBeUndefined();
  const lines = textAt(folder, 'lesson.yaml').replace('[ begin one,', '[ answer who a,');
  expect(answerMissing({ ...folder, files: { ...folder.files, 'lesson.yaml': lines } }, 'one', 'who')).toBeUndefined();
});
