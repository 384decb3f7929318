import { expect, test } from 'vitest';
import { type LessonFolder, textAt } from './folder.ts';
import { answerMissing, withCheckRenamed, withExerciseNamed, withParamNamed } from './renames.ts';
import { saidBy } from './yaml-text.ts';

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

test.each([
  ['kubectl get pods\nanswer who a', 'kubectl get pods\nanswer by a'],
  ['true && answer who 3; answer who 4', 'true && answer by 3; answer by 4'],
  ['answer \'who\' a || answer "who" b', 'answer \'by\' a || answer "by" b'],
  ['if true; then answer who a; fi', 'if true; then answer by a; fi'],
  ['(answer who a)', '(answer by a)'],
  ['{ answer who a; }', '{ answer by a; }'],
  ['kubectl get pods | ! answer who', 'kubectl get pods | ! answer by'],
  // These name no check.
  ["echo 'x; answer who'; echo answer who", "echo 'x; answer who'; echo answer who"],
  ['answer whom a; answer who-else a; answers who', 'answer whom a; answer who-else a; answers who'],
])('a question is renamed in the lines %j', (before, after) => {
  const of = (lines: string): LessonFolder => {
    const text = JSON.stringify({ exercises: [{ id: 'one', checks: [], solution: [lines] }] });
    return { name: '15-x', files: { 'lesson.yaml': text } };
  };
  expect(saidBy(textAt(withCheckRenamed(of(before), 'who', 'by'), 'lesson.yaml'))).toEqual(
    saidBy(textAt(of(after), 'lesson.yaml')),
  );
  const begins = (lines: string): string => lines.replaceAll('answer', 'begin');
  expect(saidBy(textAt(withExerciseNamed(of(begins(before)), 'who', 'by'), 'lesson.yaml'))).toEqual(
    saidBy(textAt(of(begins(after)), 'lesson.yaml')),
  );
});

test('a param goes by its new name in texts, lines and the prose, and its own key alone is written anew', () => {
  const text = `params:
  # Where it answers.
  port: # of the node
    oneOf: [ '\${port}', "30080" ]
  portal: { oneOf: [ a ] }
exercises:
  - id: one
    ask: { en: "on \${port}, \${port.name}, \${portal}, \${support}", zh: '在 \${port}' }
    solution:
      - kubectl get pods # kept
      - |
        curl http://node:\${port}
        echo \${port}
`;
  const prose = `Words: port, <Param name="port"/>, <Param name='port.name' /> and <Param name="portal"/>.

\`\`\`sh shown
<Param name="port"/>
\`\`\`
`;
  const { files } = withParamNamed({ name: '15-x', files: { 'lesson.yaml': text, 'zh.mdx': prose } }, 'port', 'door');
  expect(files).toEqual({
    'lesson.yaml': text
      .replace('port: #', 'door: #')
      .replace('on ${port}, ${port.name}', 'on ${door}, ${door.name}')
      .replace("'在 ${port}'", '"在 ${door}"')
      .replace('node:${port}\n        echo ${port}', 'node:${door}\n        echo ${door}'),
    'zh.mdx': prose.replace('"port"', '"door"').replace('port.name', 'door.name'),
  });
});
