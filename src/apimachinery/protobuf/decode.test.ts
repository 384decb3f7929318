import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEnvelope } from './decode.ts';
import { MESSAGES } from './messages.ts';

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

test('every type that a message names has its own fields', () => {
  const simple = ['string', 'bytes', 'bool', 'int32', 'int64', 'uint32', 'double'];
  const known = new Set(Object.keys(MESSAGES).map((name) => name.slice(name.lastIndexOf('.') + 1)));
  for (const [message, rows] of Object.entries(MESSAGES))
    for (const row of rows.split(' ').filter((r) => r !== '')) {
      const type = /^\d+=\w+:[*^]?(?:map<)?(\w+)>?$/.exec(row)?.[1] ?? row;
      expect(simple.includes(type) || known.has(type), `${message}: ${row}`).toBe(true);
    }
});

// Captured from the real kubectl 1.34: `kubectl create clusterrole agg --aggregation-rule=a=b`.
const CLUSTER_ROLE =
  '6b3873000a2b0a1c726261632e617574686f72697a6174696f6e2e6b38732e696f2f7631120b436c7573746572526f6c6512210a130a0361676712001a0022002a003200380042001a0a0a080a060a01611201621a002200';

test('a member of a member, with a map', () => {
  expect(decodeEnvelope(bytes(CLUSTER_ROLE))).toEqual({
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'agg' },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] },
    },
  });
});

// By hand, after k8s.io/api/certificates/v1/generated.proto: extra `a` of `b` and `c`.
const REQUEST = `6b3873000a${hex(field(1, 'certificates.k8s.io/v1'), field(2, 'CertificateSigningRequest'))}12${hex(
  `12${hex(`32${hex(field(1, 'a'), `12${hex(field(1, 'b'), field(1, 'c'))}`)}`)}`,
)}`;

test('a map of lists', () => {
  expect(decodeEnvelope(bytes(REQUEST))).toMatchObject({ object: { spec: { extra: { a: ['b', 'c'] } } } });
});

/** A length and what follows it. */
function hex(...parts: string[]): string {
  const all = parts.join('');
  return `${(all.length / 2).toString(16).padStart(2, '0')}${all}`;
}

function field(number: number, value: string): string {
  return `${((number << 3) | 2).toString(16).padStart(2, '0')}${hex(Buffer.from(value).toString('hex'))}`;
}
