// Bytes written by hand after OpenAPIv2.proto. The real judge is `kubectl explain --output=plaintext-openapiv2`.
import { expect, test } from 'vitest';
import { swaggerBytes } from './swagger-protobuf.ts';

/** Tag, length, content. */
function chunk(field: number, content: readonly number[] | string): number[] {
  const bytes = typeof content === 'string' ? [...Buffer.from(content)] : content;
  const number = (n: number): number[] => (n > 127 ? [(n & 127) | 128, n >> 7] : [n]);
  return [...number((field << 3) | 2), ...number(bytes.length), ...bytes];
}

test('a definition: its type, a member, what is required, an extension', () => {
  const schema = {
    type: 'object',
    required: ['é'],
    properties: { é: { $ref: '#/definitions/B', maximum: 2, minLength: 300 } },
    'x-kubernetes-group-version-kind': [{ kind: 'A' }],
  };
  const member = [...chunk(1, '#/definitions/B'), (7 << 3) | 1, 0, 0, 0, 0, 0, 0, 0, 0x40, 12 << 3, 0xac, 0x02];
  const extension = [...chunk(1, 'x-kubernetes-group-version-kind'), ...chunk(2, chunk(2, '[{"kind":"A"}]'))];
  const written = [
    ...chunk(19, 'é'),
    ...chunk(22, chunk(1, 'object')),
    ...chunk(25, chunk(1, [...chunk(1, 'é'), ...chunk(2, member)])),
    ...chunk(31, extension),
  ];
  const definitions = chunk(9, chunk(1, [...chunk(1, 'A'), ...chunk(2, written)]));
  expect([...swaggerBytes({ swagger: '2.0', definitions: { A: schema } })]).toEqual([
    ...chunk(1, '2.0'),
    ...definitions,
  ]);
});
