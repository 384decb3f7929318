import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEnvelope } from './decode.ts';

const bytes = (hex: string): Uint8Array => new Uint8Array(hex.match(/../g)!.map((pair) => Number.parseInt(pair, 16)));

// Captured from the real kubectl 1.33: `kubectl create ns n1`.
const NAMESPACE =
  '6b3873000a0f0a02763112094e616d657370616365121a0a120a026e3112001a0022002a0032003800420012001a020a001a002200';

test('a body of the real kubectl', () => {
  expect(decodeEnvelope(bytes(NAMESPACE))).toEqual({
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n1' }, spec: {}, status: {} },
  });
});

test('a body cut short is an error, wherever it is cut', () => {
  for (let length = 8; length < 40; length++) {
    const cut = decodeEnvelope(bytes(NAMESPACE).subarray(0, length));
    expect('error' in cut || 'object' in cut).toBe(true);
  }
  expect(decodeEnvelope(bytes(NAMESPACE.slice(0, 60)))).toHaveProperty('error');
});

test('any bytes are an object or an error, never a throw', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 80 }),
      (tail) => void decodeEnvelope(new Uint8Array([0x6b, 0x38, 0x73, 0, ...tail])),
    ),
  );
});
