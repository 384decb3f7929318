import { expect, test } from 'vitest';
import { notHere } from './elsewhere.ts';

test.each([
  [
    'docker.io/library/mysql',
    /^Portolan does not simulate the image docker\.io\/library\/mysql\. It has: .*\bhttpd, .*\bnginx, .*\bredis\b/,
  ],
  ['quay.io/some/thing', /^Portolan does not simulate the image quay\.io\/some\/thing\./],
  ['docker.io/library/ngnix', undefined],
  ['docker.io/me/shop', undefined],
])('%s', (repository, expected) => {
  const said = notHere(repository);
  if (expected) expect(said).toMatch(expected);
  else expect(said).toBeUndefined();
});
