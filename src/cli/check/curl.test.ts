// What curl prints, as an outcome. The texts are curl 8.11.1's; codes from curl(1).
import { expect, test } from 'vitest';
import { curlLine, outcomeOf } from './curl.ts';
import { NotJudged } from './not-judged.ts';

const request = { method: 'GET', url: 'http://web/', headers: [['Accept', '*/*'] as const], body: '' };
const failing = (exitCode: number, stderr: string) => {
  const outcome = outcomeOf({ exitCode, stdout: '', stderr: `${stderr}\n` }, 5);
  return outcome.ok ? 'answered' : [outcome.error.kind, outcome.error.phase, outcome.error.message];
};

test('the command line says all of the request', () => {
  expect(
    curlLine(
      { ...request, method: 'POST', body: '@x=1' },
      { timeoutMs: 2500, insecure: true, resolve: { 'web:80': '10.0.0.1' } },
    ),
  ).toEqual([
    ...[
      'curl',
      '--silent',
      '--show-error',
      '--include',
      '--globoff',
      '--request',
      'POST',
      '--max-time',
      '2.5',
      '--insecure',
    ],
    ...['--resolve', 'web:80:10.0.0.1', '--header', 'Accept: */*', '--data-raw', '@x=1', 'http://web/'],
  ]);
});

test('the last head counts, and the body is what stands behind it', () => {
  const stdout = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nX-A: b: c\r\n\r\none\n\ntwo\r\n\r\nthree';
  expect(outcomeOf({ exitCode: 0, stdout, stderr: '' }, 5)).toMatchObject({
    response: { status: 201, headers: [['X-A', 'b: c']], body: 'one\n\ntwo\r\n\r\nthree' },
  });
});

test.each([
  [6, 'curl: (6) Could not resolve host: web', ['unresolved', 'resolve', 'Could not resolve host: web']],
  [7, 'curl: (7) Failed to connect to web port 80 after 1 ms: Could not connect to server', ['refused', 'connect']],
  [7, 'curl: (7) Failed to connect to web port 80 after 1 ms: No route to host', ['unreachable', 'connect']],
  [28, 'curl: (28) Connection timed out after 3001 milliseconds', ['timeout', 'connect']],
  [28, 'curl: (28) Operation timed out after 3001 milliseconds with 0 bytes received', ['timeout', 'transfer']],
  [60, 'curl: (60) SSL certificate problem: self-signed certificate', ['tls', 'tls']],
  [52, 'curl: (52) Empty reply from server', ['empty', 'transfer']],
  [56, 'curl: (56) Recv failure: Connection reset by peer', ['reset', 'transfer']],
])('exit code %i: %s', (code, said, expected) => {
  expect(failing(code, said).slice(0, expected.length)).toEqual(expected);
});

test.each([
  [2, "curl: option --nonsense: is unknown\ncurl: try 'curl --help' for more information"],
  [undefined, 'exec: "curl": executable file not found in $PATH'],
])('where curl cannot try, nothing is judged: %s', (exitCode, stderr) => {
  expect(() => outcomeOf({ exitCode, stdout: '', stderr }, 5)).toThrow(NotJudged);
});
