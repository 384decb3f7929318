// containerd's words, as its source and the registries' answers give them.

import { expect, test } from 'vitest';
import { pullError } from './pull-error.ts';

const resolving = (name: string): string =>
  `failed to pull and unpack image "${name}": failed to resolve reference "${name}": `;

test.each([
  ['a wrong tag', 'docker.io/library/nginx', 'nope', true, 'docker.io/library/nginx:nope: not found'],
  [
    'a wrong name, or a private image',
    'docker.io/me/shop',
    'v1',
    false,
    'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
  [
    'a registry of Google’s',
    'gcr.io/me/shop',
    'v1',
    false,
    'failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://gcr.io/v2/token?scope=repository%3Ame%2Fshop%3Apull&service=gcr.io: 403 Forbidden',
  ],
  [
    'a registry that nobody has',
    'registry.example.com/shop',
    'v1',
    false,
    'failed to do request: Head "https://registry.example.com/v2/shop/manifests/v1": dial tcp: lookup registry.example.com on 9.9.9.9:53: no such host',
  ],
  [
    'the registry of one’s own laptop',
    'localhost:5000/shop',
    'v1',
    false,
    'failed to do request: Head "http://localhost:5000/v2/shop/manifests/v1": dial tcp [::1]:5000: connect: connection refused',
  ],
])('%s', (_what, repository, tag, isKnown, said) => {
  const name = `${repository}:${tag}`;
  expect(pullError({ repository, name, isKnown })).toBe(
    `${isKnown ? 'rpc error: code = NotFound desc = ' : ''}${resolving(name)}${said}`,
  );
});

test('one that exists, but not here', () => {
  expect(
    pullError({ repository: 'docker.io/library/mysql', name: 'docker.io/library/mysql:8', isKnown: false }),
  ).toMatch(/: Portolan does not simulate the image docker\.io\/library\/mysql\. It has: /);
});
