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
  expect(adviceFor(typed, known)).toEqual(advice);
});
