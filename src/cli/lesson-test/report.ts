// What `lesson test` prints in the end.

import { showProblem } from '#grading/problem.ts';
import type { Proved } from './messages.ts';

const slugOf = (dir: string): string => dir.replace(/^.*\/(?:\d+-)?/, '');
const failed = ({ problems }: Proved): boolean => problems.length > 0;

/** One line a lesson, then those that failed, then how many. */
export function tableOf(results: readonly Proved[], seconds: number): string {
  const lessons = [...new Set(results.map(({ dir }) => dir))];
  const rows = lessons.map((dir) => {
    const own = results.filter((proved) => proved.dir === dir);
    const ms = own.reduce((sum, proved) => sum + proved.ms, 0);
    const count = own.filter(failed).length;
    return [slugOf(dir), String(own.length), count === 0 ? 'ok' : `${count} failed`, `${(ms / 1000).toFixed(1)} s`];
  });
  const widths = [0, 1, 2, 3].map((i) => Math.max(...[HEAD, ...rows].map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  const bad = results.filter(failed);
  return `${[
    line(HEAD),
    ...rows.map(line),
    ...bad.map(({ dir, name }) => `FAIL ${slugOf(dir)} · ${name}`),
    `${results.length - bad.length} passed, ${bad.length} failed in ${seconds.toFixed(1)} s`,
  ].join('\n')}\n`;
}

const HEAD = ['LESSON', 'PROOFS', 'RESULT', 'TIME'];

/** As CI systems read it: a suite a lesson, a case a proof. */
export function junitOf(results: readonly Proved[], seconds: number): string {
  const suites = [...new Set(results.map(({ dir }) => dir))].map((dir) => {
    const own = results.filter((proved) => proved.dir === dir);
    const cases = own.map(({ name, ms, problems }) => {
      const head = `    <testcase classname="${xml(slugOf(dir))}" name="${xml(name)}" time="${(ms / 1000).toFixed(3)}"`;
      if (problems.length === 0) return `${head}/>`;
      const failures = problems.map(
        (problem) =>
          `      <failure type="${xml(problem.name)}" message="${xml(problem.message)}">${xml(showProblem(problem))}</failure>`,
      );
      return [`${head}>`, ...failures, '    </testcase>'].join('\n');
    });
    const count = `tests="${own.length}" failures="${own.filter(failed).length}"`;
    return [`  <testsuite name="${xml(slugOf(dir))}" ${count}>`, ...cases, '  </testsuite>'].join('\n');
  });
  const count = `tests="${results.length}" failures="${results.filter(failed).length}" time="${seconds.toFixed(3)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${count}>\n${suites.join('\n')}\n</testsuites>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
const xml = (text: string): string =>
  // Control characters have no place in XML.
  text.replace(/[^\t\n\r\x20-\uffff]/g, '?').replace(/[<>&"]/g, (c) => ENTITIES[c]!);
