import { expect, test } from 'vitest';
import { squeezed, unsqueezed } from './squeeze.ts';

test('what was made short comes back as it was, and is short', async () => {
  const text = JSON.stringify(Array.from({ length: 5000 }, (_, i) => ({ kind: 'Pod', name: `web-${i}`, zh: '端口' })));
  const short = await squeezed(text);
  expect(short.length).toBeLessThan(text.length / 5);
  expect(short).toMatch(/^[A-Za-z0-9+/]+=*$/);
  expect(await unsqueezed(short)).toBe(text);
  expect(await unsqueezed(await squeezed(''))).toBe('');
  await expect(unsqueezed('bm90IGd6aXA=')).rejects.toThrow();
});
