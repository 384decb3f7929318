import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ingress, type Rule, routes, service, slice } from './fixtures.test-data.ts';
import { locationFor, serverFor, withSlash } from './locations.ts';
import type { Configuration } from './routes.ts';

/** The Service that a request is for; `-` where no rule is for it, `301` where nginx sends it on to the path with a slash. */
function chosen({ servers }: Configuration, host: string, path: string): string {
  const server = serverFor(servers, host);
  if (withSlash(server, path)) return '301';
  const location = locationFor(server, path);
  return !location || location.isDefault ? '-' : location.backend.replace(/^default-|-80$/g, '');
}

const at = (path: string, pathType: string, to = path): Rule => ({
  host: 'foo.com',
  path,
  pathType,
  service: `s${to.replaceAll('/', '-')}`,
});

// Source: https://kubernetes.io/docs/concepts/services-networking/ingress/#examples, row by row. Where a rule ends with a slash and the
// path has none, nginx does otherwise: 301.
test.each([
  [[at('/', 'Prefix')], '/any/path', 's-'],
  [[at('/foo', 'Exact')], '/foo', 's-foo'],
  [[at('/foo', 'Exact')], '/bar', '-'],
  [[at('/foo', 'Exact')], '/foo/', '-'],
  [[at('/foo/', 'Exact')], '/foo', '301'],
  [[at('/foo/', 'Exact'), at('/foo', 'Exact')], '/foo', 's-foo'],
  [[at('/foo/', 'Prefix'), at('/foo', 'Exact')], '/foo', 's-foo'],
  [[at('/foo', 'Prefix')], '/foo', 's-foo'],
  [[at('/foo', 'Prefix')], '/foo/', 's-foo'],
  [[at('/foo/', 'Prefix')], '/foo', '301'],
  [[at('/', 'Prefix'), at('/foo/', 'Prefix')], '/foo', '301'],
  [[at('/foo/', 'Prefix')], '/foo/', 's-foo-'],
  [[at('/aaa/bb', 'Prefix')], '/aaa/bbb', '-'],
  [[at('/aaa/bbb', 'Prefix')], '/aaa/bbb', 's-aaa-bbb'],
  [[at('/aaa/bbb/', 'Prefix')], '/aaa/bbb', '301'],
  [[at('/aaa/bbb', 'Prefix')], '/aaa/bbb/', 's-aaa-bbb'],
  [[at('/aaa/bbb', 'Prefix')], '/aaa/bbb/ccc', 's-aaa-bbb'],
  [[at('/aaa/bbb', 'Prefix')], '/aaa/bbbxyz', '-'],
  [[at('/', 'Prefix'), at('/aaa', 'Prefix')], '/aaa/ccc', 's-aaa'],
  [[at('/', 'Prefix'), at('/aaa', 'Prefix'), at('/aaa/bbb', 'Prefix')], '/aaa/bbb', 's-aaa-bbb'],
  [[at('/', 'Prefix'), at('/aaa', 'Prefix'), at('/aaa/bbb', 'Prefix')], '/ccc', 's-'],
  [[at('/aaa', 'Prefix')], '/ccc', '-'],
  [[at('/foo', 'Prefix', '/prefix'), at('/foo', 'Exact', '/exact')], '/foo', 's-exact'],
  // Paths tell capitals.
  [[at('/foo', 'Prefix')], '/FOO', '-'],
  [[at('/foo', 'ImplementationSpecific')], '/foo/bar', 's-foo'],
] as const)('%j, %s: %s', (rules, path, to) => {
  expect(chosen(routes({ ingresses: [ingress('web', rules)] }), 'foo.com', path)).toBe(to);
});

describe('hosts', () => {
  const on = (host: string | undefined, to: string): Rule => ({ ...(host && { host }), path: '/', service: to });
  test.each([
    [['*.foo.com'], 'bar.foo.com', '*.foo.com'],
    [['*.foo.com'], 'baz.bar.foo.com', '-'],
    [['*.foo.com'], 'foo.com', '-'],
    [['bar.foo.com'], 'foo.com', '-'],
    [['*.foo.com', 'bar.foo.com'], 'bar.foo.com', 'bar.foo.com'],
    [['*.foo.com', 'bar.foo.com'], 'baz.foo.com', '*.foo.com'],
    [['foo.com'], 'FOO.com', 'foo.com'],
    [[undefined], 'anything.org', 'any'],
    [[undefined, 'foo.com'], 'foo.com', 'foo.com'],
    [['foo.com'], 'bar.com', '-'],
  ] as const)('%j asked for %s: %s', (hosts, host, expected) => {
    const rules = hosts.map((h) => on(h, (h ?? 'any').replaceAll(/\W/g, '-')));
    expect(chosen(routes({ ingresses: [ingress('web', rules)] }), host, '/')).toBe(expected.replaceAll(/[*.]/g, '-'));
  });
});

/** The documentation's words, taken literally: elements, the longest, exact before prefix; and nginx' own 301. */
function byTheBook(rules: readonly Rule[], path: string): string {
  const elements = (text: string): readonly string[] => text.split('/').filter((e) => e !== '');
  const fits = ({ path: rule, pathType }: Rule): boolean => {
    if (pathType === 'Exact') return rule === path;
    const wanted = elements(rule);
    return wanted.every((element, i) => elements(path)[i] === element);
  };
  if (!path.endsWith('/') && rules.every((r) => r.path !== path) && rules.some((r) => r.path === `${path}/`))
    return '301';
  // A slash at the end of a Prefix counts for nothing, so `/a/` is no longer than `/a`: then Exact is preferred.
  const isExact = ({ pathType }: Rule): number => Number(pathType === 'Exact');
  const best = rules
    .filter(fits)
    .sort(
      (a, b) =>
        elements(b.path).length - elements(a.path).length || isExact(b) - isExact(a) || b.path.length - a.path.length,
    )[0];
  return best?.service ?? '-';
}

test('any rules and any path: the same as the documentation read literally', () => {
  const element = fc.constantFrom('a', 'b', 'ab', 'aa');
  const path = fc
    .tuple(fc.array(element, { maxLength: 3 }), fc.boolean())
    .map(([parts, slash]) => (parts.length === 0 ? '/' : `/${parts.join('/')}${slash ? '/' : ''}`));
  const rule = fc.record({ path, pathType: fc.constantFrom('Exact', 'Prefix') });
  // Of Prefixes `/a` and `/a/` nginx would have two locations `/a/`, and does not load that.
  const isPlace = ({ path: p, pathType }: { path: string; pathType: string }): string =>
    `${pathType === 'Prefix' ? p.replace(/\/$/, '') : p} ${pathType}`;
  const rules = fc.uniqueArray(rule, { maxLength: 6, selector: isPlace });
  fc.assert(
    fc.property(rules, path, (given, asked) => {
      const named = given.map((r, i): Rule => ({ ...r, host: 'foo.com', service: `s${i}` }));
      const configuration = routes({ ingresses: [ingress('web', named)] });
      expect(chosen(configuration, 'foo.com', asked)).toBe(byTheBook(named, asked));
    }),
    { numRuns: 2000 },
  );
});

describe('regular expressions', () => {
  test('one rewrite makes all paths of its host patterns, without regard to case, longest first', () => {
    const configuration = routes({
      ingresses: [
        ingress(
          'api',
          [{ host: 'foo.com', path: '/api(/|$)(.*)', pathType: 'ImplementationSpecific', service: 'api' }],
          {
            'rewrite-target': '/$2',
          },
        ),
        ingress('web', [{ host: 'foo.com', path: '/foo', service: 'web' }]),
      ],
    });
    expect(['/api/x', '/API', '/foobar', '/other'].map((path) => chosen(configuration, 'foo.com', path))).toEqual([
      'api',
      'api',
      'web',
      '-',
    ]);
  });

  test('another host keeps its paths as they are', () => {
    const configuration = routes({
      ingresses: [
        ingress('api', [{ host: 'foo.com', path: '/v[0-9]', pathType: 'ImplementationSpecific', service: 'api' }], {
          'use-regex': 'true',
        }),
        ingress('web', [{ host: 'bar.com', path: '/foo', service: 'web' }]),
      ],
    });
    expect([chosen(configuration, 'foo.com', '/v1'), chosen(configuration, 'bar.com', '/foobar')]).toEqual([
      'api',
      '-',
    ]);
  });
});

describe('which Ingresses', () => {
  const rule = [{ host: 'foo.com', path: '/', service: 'web' }];
  test.each([
    ['of its class', ingress('a', rule), 'web'],
    ['of another class', ingress('a', rule, {}, { ingressClassName: 'gce' }), '-'],
    ['of a class that is not there', ingress('a', rule, {}, { ingressClassName: 'nginx2' }), '-'],
    ['with a value that cannot be read', ingress('a', rule, { 'limit-rps': 'many' }), '-'],
  ])('%s', (_name, one, expected) => {
    expect(chosen(routes({ ingresses: [one] }), 'foo.com', '/')).toBe(expected);
  });

  test('without a class, by the old annotation', () => {
    const { ingressClassName: _, ...spec } = ingress('a', rule).spec;
    const old = { ...ingress('a', rule), spec };
    const annotated = {
      ...old,
      metadata: { ...old.metadata, annotations: { 'kubernetes.io/ingress.class': 'nginx' } },
    };
    expect([old, annotated].map((one) => chosen(routes({ ingresses: [one] }), 'foo.com', '/'))).toEqual(['-', 'web']);
  });

  test('the oldest keeps a host and path', () => {
    const made = (name: string, at: string, to: string) => {
      const one = ingress(name, [{ host: 'foo.com', path: '/', service: to }]);
      return { ...one, metadata: { ...one.metadata, creationTimestamp: at } };
    };
    const both = [made('b', '2026-01-01T00:00:01Z', 'late'), made('a', '2026-01-01T00:00:00Z', 'early')];
    expect(chosen(routes({ ingresses: both }), 'foo.com', '/')).toBe('early');
  });
});

describe('backends', () => {
  const web = ingress('web', [{ host: 'foo.com', path: '/', service: 'web' }]);
  const found = (given: Parameters<typeof routes>[0]) => {
    const { backends, warnings } = routes(given);
    return [backends.get('default-web-80')?.endpoints.map((e) => `${e.address}:${e.port}`), warnings];
  };
  test.each([
    [
      'ready endpoints',
      { services: [service('web')], slices: [slice('web', ['10.0.0.1', '10.0.0.2'])] },
      ['10.0.0.1:8080', '10.0.0.2:8080'],
      [],
    ],
    [
      'none ready',
      { services: [service('web')], slices: [slice('web', ['10.0.0.1'], false)] },
      [],
      ['Service "default/web" does not have any active Endpoint.'],
    ],
    [
      'no Service',
      {},
      [],
      ['Error obtaining Endpoints for Service "default/web": no object matching key "default/web" in local store'],
    ],
    ['another port', { services: [service('web', { ports: [{ port: 81 }] } as never)] }, [], []],
    [
      'ExternalName',
      { services: [service('web', { type: 'ExternalName', externalName: 'example.com', ports: [] })] },
      ['example.com:80'],
      [],
    ],
  ])('%s', (_name, given, endpoints, warnings) => {
    expect(found({ ingresses: [web], ...given })).toEqual([endpoints, warnings]);
  });

  test('service-upstream: the ClusterIP', () => {
    const one = ingress('web', [{ host: 'foo.com', path: '/', service: 'web' }], { 'service-upstream': 'true' });
    expect(found({ ingresses: [one], services: [service('web')] })[0]).toEqual(['10.96.0.99:80']);
  });

  test('what it does in ingress-nginx and not here stands in the log', () => {
    const one = ingress('web', [{ host: 'foo.com', path: '/', service: 'web' }], { 'mirror-target': 'https://x' });
    expect(routes({ ingresses: [one], services: [service('web')] }).warnings).toContain(
      'Portolan does not simulate nginx.ingress.kubernetes.io/mirror-target, which Ingress default/web has',
    );
  });
});
