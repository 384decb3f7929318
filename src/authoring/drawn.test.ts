import { expect, test } from 'vitest';
import { withParams } from './drawn.ts';

const params = [
  { name: 'port', oneOf: [30036, 30080] },
  { name: 'host', oneOf: ['shop.example.com', 'b'] },
  { name: 'replicas', oneOf: [2, 3] },
];

test.each([
  ['--node-port=30036', '--node-port=${port}'],
  ['{"nodePort":30036}', '{"nodePort":${port}}'],
  ['http://1.2.3.4:30036/', 'http://1.2.3.4:${port}/'],
  ['curl shop.example.com.', 'curl ${host}.'],
  // It is a part of something else, or stands for many things.
  ['130036', '130036'],
  ['www.shop.example.com', 'www.shop.example.com'],
  ['--replicas=2', '--replicas=2'],
])('%s is written %s', (typed, written) => expect(withParams(typed, params)).toBe(written));

test('at any depth, and numbers too', () => {
  expect(withParams([{ reach: { port: 30036, url: 'http://web:30036/' }, that: true }], params)).toEqual([
    { reach: { port: '${port}', url: 'http://web:${port}/' }, that: true },
  ]);
});
