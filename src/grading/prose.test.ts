import { expect, test } from 'vitest';
import { attribute, blocksOf, commandOf, hasFlag, stepOf } from './prose.ts';

test('blocks, with what stands in them and where', () => {
  const prose =
    'Text\n\n<Exercise id="one"/>\n\n<Run fails>curl x</Run>\n<Quiz question="a > b" options={["<a>", "b"]} answer="b">\nwhy\n</Quiz>\n';
  expect(blocksOf(prose)).toEqual([
    { name: 'Exercise', attributes: 'id="one"', inner: '', line: 3 },
    { name: 'Run', attributes: 'fails', inner: 'curl x', line: 5 },
    { name: 'Quiz', attributes: 'question="a > b" options={["<a>", "b"]} answer="b"', inner: '\nwhy\n', line: 6 },
  ]);
});

test('what stands in a code fence is no block', () =>
  expect(blocksOf('```mdx\n<Run>ls</Run>\n```\n<Run>pwd</Run>').map(commandOf)).toEqual(['pwd']));

test.each([
  ['```sh\n$ ls\nkubectl get pods\n```', 'ls\nkubectl get pods'],
  ['```sh shown\nrm -r /\n```', undefined],
  ['```yaml\na: 1\n```', undefined],
  ['```yaml\nkind: Pod\n```', "kubectl apply --dry-run=server -f - <<'PORTOLAN'\nkind: Pod\nPORTOLAN"],
])('the fence %j runs %j', (prose, step) => expect(blocksOf(prose).map(stepOf)).toEqual([step]));

test.each([
  ['curl http://web', 'curl http://web'],
  ['curl http://web:<Param name="port"/>', 'curl http://web:${port}'],
  ["{'kubectl get pods -o jsonpath={.items}'}", 'kubectl get pods -o jsonpath={.items}'],
  ['{"echo \\"x\\""}', 'echo "x"'],
  ['{`a\\nb`}', 'a\nb'],
  ['a &amp;&amp; b &lt; c', 'a && b < c'],
])('%s is the command %s', (inner, command) =>
  expect(commandOf({ name: 'Run', attributes: '', inner, line: 1 })).toBe(command),
);

test('attributes and flags', () => {
  const block = { attributes: 'id="one" fails title="it fails"' };
  expect([attribute(block, 'id'), attribute(block, 'title'), attribute(block, 'x')]).toEqual([
    'one',
    'it fails',
    undefined,
  ]);
  expect([hasFlag(block, 'fails'), hasFlag({ attributes: 'title="it fails"' }, 'fails')]).toEqual([true, false]);
});
