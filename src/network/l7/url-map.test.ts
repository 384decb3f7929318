import { expect, test } from 'vitest';
import type { Ingress } from '#api/networking/types.ts';
import { matchUrl, urlMapOf } from './url-map.ts';

/** The article's manifest, as networking.k8s.io/v1 has it. */
const article = {
  spec: {
    defaultBackend: { service: { name: 'other', port: { number: 8080 } } },
    rules: [
      {
        host: 'foo.mydomain.com',
        http: {
          paths: [
            { pathType: 'ImplementationSpecific', backend: { service: { name: 'foo', port: { number: 8080 } } } },
          ],
        },
      },
      {
        host: 'mydomain.com',
        http: {
          paths: [
            {
              path: '/bar/*',
              pathType: 'ImplementationSpecific',
              backend: { service: { name: 'bar', port: { number: 8080 } } },
            },
            { path: '/baz', pathType: 'Prefix', backend: { service: { name: 'baz', port: { number: 80 } } } },
            { path: '/baz/exact', pathType: 'Exact', backend: { service: { name: 'exact', port: { number: 80 } } } },
          ],
        },
      },
      {
        host: '*.wild.com',
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'wild', port: { name: 'http' } } } }],
        },
      },
    ],
  },
} as unknown as Ingress;

test.each([
  ['foo.mydomain.com', '/', 'foo'],
  ['foo.mydomain.com', '/any/thing', 'foo'],
  ['mydomain.com', '/bar/', 'bar'],
  ['mydomain.com', '/bar/x/y', 'bar'],
  // The star needs its slash.
  ['mydomain.com', '/bar', 'other'],
  ['mydomain.com', '/barn', 'other'],
  ['mydomain.com', '/baz', 'baz'],
  ['mydomain.com', '/baz/x', 'baz'],
  ['mydomain.com', '/bazaar', 'other'],
  ['mydomain.com', '/baz/exact', 'exact'],
  ['mydomain.com', '/baz/exact/', 'baz'],
  ['a.wild.com', '/', 'wild'],
  ['elsewhere.org', '/', 'other'],
])('%s%s: %s', (host, path, service) => expect(matchUrl(urlMapOf(article), host, path)?.service).toBe(service));
