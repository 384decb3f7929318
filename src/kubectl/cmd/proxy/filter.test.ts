import { expect, test } from 'vitest';
import { accepts, type Filter, hostWithoutPort, parsePatterns } from './filter.ts';

const list = (text: string): RegExp[] => {
  const parsed = parsePatterns(text);
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed;
};
const standard: Filter = {
  rejectPaths: list('^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach'),
  rejectMethods: list('^$'),
  acceptPaths: list('^.*'),
  acceptHosts: list('^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$'),
};
const strict: Filter = {
  ...standard,
  rejectMethods: list('POST,PUT,PATCH'),
  rejectPaths: list('^/api/.*/secrets'),
  acceptPaths: list('^/api'),
};

test.each([
  ['the API', standard, 'GET', '/api/v1/namespaces', 'localhost:8001', true],
  [
    'a Service through the API server',
    standard,
    'GET',
    '/api/v1/namespaces/default/services/web/proxy/',
    '127.0.0.1:8001',
    true,
  ],
  ['another host, as in a rebinding attack', standard, 'GET', '/api', 'example.com', false],
  ['exec into a Pod', standard, 'GET', '/api/v1/namespaces/default/pods/web/exec', 'localhost:8001', false],
  ['attach to a Pod', standard, 'POST', '/api/v1/namespaces/default/pods/web/attach', 'localhost:8001', false],
  ['a Pod of that name', standard, 'GET', '/api/v1/namespaces/default/pods/exec', 'localhost:8001', true],
  ['a refused method', strict, 'POST', '/api/v1/namespaces', 'localhost:8013', false],
  ['a refused path', strict, 'GET', '/api/v1/secrets', 'localhost:8013', false],
  ['a path that is not accepted', strict, 'GET', '/version', 'localhost:8013', false],
  ['what is left', strict, 'GET', '/api/v1/pods', 'localhost:8013', true],
] as const)('%s', (_name, filter, method, path, host, passes) => {
  expect(accepts(filter, method, path, host)).toBe(passes);
});

test.each([
  ['localhost:8001', 'localhost'],
  ['localhost', 'localhost'],
  ['[::1]:8001', '::1'],
  ['[::1]', '[::1]'],
])('the host in %s is %s', (header, host) => expect(hostWithoutPort(header)).toBe(host));

test.each([
  ['(', 'error parsing regexp: missing closing ): `(`'],
  ['a)', 'error parsing regexp: unexpected ): `a)`'],
  ['[a', 'error parsing regexp: missing closing ]: `[a`'],
  ['*', 'error parsing regexp: missing argument to repetition operator: `*`'],
])('%s is no pattern', (text, error) => expect(parsePatterns(text)).toEqual({ error }));

test('(?i) ignores case', () => expect(list('(?i)^LOCAL')[0]!.test('localhost')).toBe(true));
