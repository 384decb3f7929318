// Addresses of nodes: each its own, in clusters of any size.

import { expect, test } from 'vitest';
import { nodeAddresses, POD_CIDR_OF_NODE } from './bootstrap.ts';

test('five thousand nodes have addresses and Pod ranges of their own, and the first the usual ones', () => {
  const all = Array.from({ length: 5000 }, (_, i) => i + 1);
  const of = (index: number): string[] => {
    const { internal, external = '' } = nodeAddresses(index, 'cloud');
    return [internal, external, POD_CIDR_OF_NODE(index)];
  };
  expect(of(1)).toEqual(['192.168.49.11', '203.0.113.11', '10.244.1.0/24']);
  const texts = all.flatMap(of);
  expect(new Set(texts).size).toBe(15_000);
  expect(texts.filter((text) => text.split(/[./]/).some((part) => Number(part) > 255))).toEqual([]);
});
