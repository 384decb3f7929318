import { expect, test } from 'vitest';
import { junitOf, tableOf } from './report.ts';

const problem = { name: 'SolutionFails', file: 'a/lesson.yaml', line: 3, message: '1 < 2 & "x"', hint: 'Mend it.' };
const results = [
  { dir: 'content/lessons/02-clusterip', name: 'expose: solution passes', ms: 1500, problems: [] },
  { dir: 'content/lessons/02-clusterip', name: 'expose: refuses — <a>', ms: 400, problems: [problem] },
  { dir: 'content/lessons/05-nodeport', name: 'x', ms: 100, problems: [] },
];

test('a line a lesson, those that failed, and how many', () =>
  expect(tableOf(results, 2)).toBe(`LESSON     PROOFS  RESULT    TIME
clusterip  2       1 failed  1.9 s
nodeport   1       ok        0.1 s
FAIL clusterip · expose: refuses — <a>
2 passed, 1 failed in 2.0 s
`));

test('JUnit', () =>
  expect(junitOf(results, 2)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" time="2.000">
  <testsuite name="clusterip" tests="2" failures="1">
    <testcase classname="clusterip" name="expose: solution passes" time="1.500"/>
    <testcase classname="clusterip" name="expose: refuses — &lt;a&gt;" time="0.400">
      <failure type="SolutionFails" message="1 &lt; 2 &amp; &quot;x&quot;">a/lesson.yaml:3: SolutionFails: 1 &lt; 2 &amp; &quot;x&quot;
  to do:    Mend it.</failure>
    </testcase>
  </testsuite>
  <testsuite name="nodeport" tests="1" failures="0">
    <testcase classname="nodeport" name="x" time="0.100"/>
  </testsuite>
</testsuites>
`));
