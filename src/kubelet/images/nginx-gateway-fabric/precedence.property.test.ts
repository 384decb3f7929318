// Any routes, any request: the rule that gets it is the one that a literal reading of the Gateway API specification names.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Gateway, HTTPRoute, HTTPRouteMatch } from '#api/gateway/types.ts';
import { compileGateway } from './compile.ts';
import type { Asked } from './match.ts';
import { choiceFor, serverFor } from './proxy.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 2000);

interface Request {
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}
interface Candidate {
  readonly route: HTTPRoute;
  readonly rule: number;
  readonly hostname: string | undefined;
  readonly match: HTTPRouteMatch;
}

// "*.example.com would match both test.example.com, and foo.test.example.com, but not example.com."
function nameMatches(pattern: string | undefined, host: string): boolean {
  if (pattern === undefined) return true;
  if (!pattern.startsWith('*.')) return pattern === host;
  const [want, have] = [pattern.slice(2).split('.'), host.split('.')];
  return have.length > want.length && want.every((label, i) => have[have.length - want.length + i] === label);
}

// "Matching is case-sensitive and done on a path element by element basis … a trailing / is ignored."
const elements = (path: string): string[] =>
  path.split('/').filter((part, i, all) => i > 0 && !(part === '' && i === all.length - 1));

function matches({ path, method, headers, queryParams }: HTTPRouteMatch, request: Request): boolean {
  const { type = 'PathPrefix', value = '/' } = path ?? {};
  if (type === 'Exact' && request.path !== value) return false;
  if (type === 'PathPrefix' && !elements(value).every((part, i) => request.path.split('/').slice(1)[i] === part))
    return false;
  if (method !== undefined && method !== request.method) return false;
  // "If multiple entries specify equivalent header names, only the first entry … MUST be considered for a match."
  const seen = new Set<string>();
  for (const { name, value: wanted } of headers ?? []) {
    const folded = name.toLowerCase();
    if (seen.has(folded)) continue;
    seen.add(folded);
    if (request.headers[folded] !== wanted) return false;
  }
  const asked = new Set<string>();
  for (const { name, value: wanted } of queryParams ?? []) {
    if (asked.has(name)) continue;
    asked.add(name);
    if (request.query[name] !== wanted) return false;
  }
  return true;
}

/** Each criterion in turn keeps the best of those that are left. */
function literalChoice(routes: readonly HTTPRoute[], request: Request): Candidate | undefined {
  let left: Candidate[] = routes.flatMap((route) =>
    route.spec.rules!.flatMap((rule, i) =>
      rule.matches!.flatMap((match) =>
        (route.spec.hostnames ?? [undefined]).map((hostname) => ({ route, rule: i, hostname, match })),
      ),
    ),
  );
  left = left.filter(({ hostname, match }) => nameMatches(hostname, request.host) && matches(match, request));
  const keepMost = (score: (candidate: Candidate) => number): void => {
    const best = Math.max(...left.map(score));
    left = left.filter((candidate) => score(candidate) === best);
  };
  const keepFirst = (text: (candidate: Candidate) => string): void => {
    const first = left.map(text).sort()[0];
    left = left.filter((candidate) => text(candidate) === first);
  };
  // "precedence must be given to rules from the HTTPRoute with the largest number of: Characters in a matching non-wildcard hostname.
  // Characters in a matching hostname."
  keepMost(({ hostname }) => (hostname && !hostname.startsWith('*') ? hostname.length : 0));
  keepMost(({ hostname }) => hostname?.length ?? 0);
  // "Exact" path match. "Prefix" path match with largest number of characters.
  keepMost(({ match }) => (match.path?.type === 'Exact' ? 1 : 0));
  keepMost(({ match }) => (match.path?.type === 'Exact' ? 0 : elements(match.path?.value ?? '/').join('/').length));
  // Method match. Largest number of header matches. Largest number of query param matches.
  keepMost(({ match }) => (match.method ? 1 : 0));
  keepMost(({ match }) => match.headers?.length ?? 0);
  keepMost(({ match }) => match.queryParams?.length ?? 0);
  // "The oldest Route based on creation timestamp. The Route appearing first in alphabetical order by {namespace}/{name}."
  keepFirst(({ route }) => route.metadata.creationTimestamp!);
  keepFirst(({ route }) => `${route.metadata.namespace}/${route.metadata.name}`);
  // "the FIRST matching rule (in list order)"
  keepMost(({ rule }) => -rule);
  return left[0];
}

const hostname = fc.constantFrom('a.example.com', 'b.a.example.com', '*.example.com', '*.a.example.com', '*.com');
const value = fc.constantFrom('1', '2');
const valueMatch = fc.record({ name: fc.constantFrom('x', 'y', 'z'), value });
const match: fc.Arbitrary<HTTPRouteMatch> = fc.record(
  {
    path: fc.record({
      type: fc.constantFrom('Exact' as const, 'PathPrefix' as const),
      value: fc.constantFrom('/', '/a', '/a/', '/a/b', '/ab'),
    }),
    method: fc.constantFrom('GET', 'POST'),
    headers: fc.uniqueArray(valueMatch, { maxLength: 2, selector: ({ name }) => name }),
    queryParams: fc.uniqueArray(valueMatch, { maxLength: 2, selector: ({ name }) => name }),
  },
  { requiredKeys: [] },
);
const route = fc.record(
  {
    hostnames: fc.uniqueArray(hostname, { minLength: 1, maxLength: 2 }),
    rules: fc.array(fc.record({ matches: fc.array(match, { minLength: 1, maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    second: fc.constantFrom('01', '02'),
  },
  { requiredKeys: ['rules', 'second'] },
);
const request: fc.Arbitrary<Request> = fc.record({
  host: fc.constantFrom('a.example.com', 'b.a.example.com', 'c.example.com', 'example.com'),
  path: fc.constantFrom('/', '/a', '/a/', '/a/b', '/ab', '/a/b/c'),
  method: fc.constantFrom('GET', 'POST'),
  headers: fc.dictionary(fc.constantFrom('x', 'y'), value),
  query: fc.dictionary(fc.constantFrom('x', 'y'), value),
});

const gateway: Gateway = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'gw', namespace: 'default' },
  spec: { gatewayClassName: 'nginx', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
};

test('a request goes where the specification says', () => {
  const outcomes = { matched: 0, none: 0 };
  fc.assert(
    fc.property(fc.array(route, { minLength: 1, maxLength: 4 }), request, (drawn, asked) => {
      const routes = drawn.map(
        ({ hostnames, rules, second }, i): HTTPRoute => ({
          apiVersion: 'gateway.networking.k8s.io/v1',
          kind: 'HTTPRoute',
          metadata: { name: `r${9 - i}`, namespace: 'default', creationTimestamp: `2026-01-05T09:00:${second}Z` },
          spec: { parentRefs: [{ name: 'gw' }], ...(hostnames && { hostnames }), rules },
        }),
      );
      const { configuration } = compileGateway(gateway, {
        routes: routes.map((r) => ({ kind: 'HTTPRoute', route: r })),
        grants: [],
        services: new Map(),
        slices: [],
        secrets: new Map(),
        namespaces: new Map(),
      });
      const { headers, query, ...rest } = asked;
      const seen: Asked = { ...rest, header: (name) => headers[name.toLowerCase()], query: (name) => query[name] };
      const server = serverFor(configuration, 80, asked.host)!;
      const action = choiceFor(server, seen)?.action;
      const literal = literalChoice(routes, asked);
      outcomes[literal ? 'matched' : 'none']++;
      const expected = literal && [`HTTPRoute/default/${literal.route.metadata.name}`, literal.rule];
      expect(action && [action.object, action.rule]).toEqual(expected);
    }),
    { numRuns: RUNS, seed: Number(process.env.PROPERTY_SEED ?? 1) },
  );
  expect(Math.min(outcomes.matched, outcomes.none)).toBeGreaterThan(RUNS / 10);
});
