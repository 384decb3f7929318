import { expect, test } from 'vitest';
import { adviceFor } from './not-found.ts';

const known = ['kubectl', 'curl', 'cat', 'cut', 'grep', 'egrep', 'ls', 'watch', 'sleep', 'echo', 'cd', 'k'];

test.each([
  ['kubctl', 'Did you mean kubectl?'],
  ['kubeclt', 'Did you mean kubectl?'],
  ['kuebctl', 'Did you mean kubectl?'],
  ['crul', 'Did you mean curl?'],
  ['gerp', 'Did you mean grep?'],
  ['cet', 'Did you mean cat or cut?'],
  ['helm', expect.stringContaining('Portolan does not simulate Helm')],
  ['xyzzy', ''],
  ['sl', ''],
  ['foo', ''],
])('%s: %s', (typed, advice) => {
  expect(adviceFor(typed, known, 'en')).toEqual(advice);
});

test('who reads Chinese is advised in Chinese', () => {
  expect(adviceFor('cet', known, 'zh')).toBe('是不是想输入 cat 或 cut？');
  expect(adviceFor('sudo', known, 'zh')).toBe('这里没有什么需要它。');
});
