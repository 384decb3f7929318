import { expect, test } from 'vitest';
import { serializeBody, serializeEvent } from './serialize.ts';
import { status } from './status.ts';

const unavailable = { code: 503, body: status.serviceUnavailable('no endpoints available for service "web"') };

test.each([
  ['curl/8.14.1', '/api', true],
  ['Mozilla/5.0 (X11)', '/api', true],
  ['Wget/1.25', '/api?pretty=false', false],
  ['kubectl/v1.34.5', '/api', false],
  ['kubectl/v1.34.5', '/api?pretty=true', true],
  ['kubectl/v1.34.5', '/version', true],
])('for %s at %s: indented %s', (agent, path, pretty) => {
  const text = serializeBody(unavailable, { path, headers: { 'user-agent': agent } });
  expect(text.startsWith('{\n  "kind": "Status",\n  "apiVersion": "v1",')).toBe(pretty);
  expect(text.endsWith('\n')).toBe(!pretty);
});

test('an object begins with kind, apiVersion and its name, and < is escaped as Go does', () => {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { a: '<b>' }, name: 'x' } };
  expect(serializeBody({ code: 200, body }, { path: '/' })).toBe(
    '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x","labels":{"a":"\\u003cb\\u003e"}}}\n',
  );
});

test('text that is no JSON stays as it is', () => {
  expect(serializeBody({ code: 200, headers: { 'content-type': 'text/plain' }, body: '<h1>' }, { path: '/' })).toBe(
    '<h1>',
  );
});

test('JSON of a Pod behind the proxy stays as the Pod wrote it', () => {
  const headers = { 'content-type': 'application/json' };
  const body = '{ "b": 1.0, "a": [] }\n';
  expect(serializeBody({ code: 200, headers, body }, { path: '/' })).toBe(body);
});

test('the object of a watch event is written as an answer would be', () => {
  const object = { apiVersion: 'v1', metadata: { name: 'x' }, kind: 'ConfigMap' };
  expect(serializeEvent({ type: 'ADDED', object })).toBe(
    '{"type":"ADDED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x"}}}\n',
  );
});
