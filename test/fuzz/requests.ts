// One request after another: mostly what a client could send, changed in one place; sometimes anything at all.

import { structOfKind } from '#apimachinery/schema/schema.ts';
import type { ApiRequest, Method } from '#apimachinery/wire.ts';
import type { Strategy } from '#apiserver/registry/rest/strategy.ts';
import type { Chance } from './random.ts';
import { SAMPLES } from './samples.ts';
import { garbage, mutated, ofStruct, word } from './values.ts';

type Object = Record<string, unknown>;

const NAMES = ['a', 'b', 'web', 'x-1'];
const METHODS: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const PATCH_TYPES = ['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml'].map(
  (t) => `application/${t}`,
);
const ACCEPTS = [
  ...[
    'application/json',
    '*/*',
    'application/yaml',
    'text/html',
    'application/json;q=0.1,application/yaml;q=0.9',
    ';;,',
  ],
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json',
  'application/json;as=Table;v=v9;g=meta.k8s.io',
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
];
const SELECTORS = [
  'a=b',
  'a in (b,c)',
  'a notin (,)',
  '!a',
  'a>1',
  'a',
  'a==b,c!=d',
  'metadata.name=web',
  'spec.nodeName!=x',
  'status.phase=Running',
];
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  limit: ['1', '2', '0', '-1', 'x', '9'.repeat(30)],
  continue: ['eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0', '!', '', 'e30'],
  resourceVersion: ['0', '1', '5', '99999999', 'x', '-1', ''],
  resourceVersionMatch: ['Exact', 'NotOlderThan', 'x'],
  watch: ['true', 'false', ''],
  allowWatchBookmarks: ['true'],
  sendInitialEvents: ['true', 'false'],
  timeoutSeconds: ['1', 'x', '-1'],
  dryRun: ['All', 'x'],
  fieldManager: ['kubectl', 'm', '', 'a\u0007', 'm'.repeat(200)],
  fieldValidation: ['Strict', 'Warn', 'Ignore', 'x'],
  force: ['true', 'false'],
  pretty: ['true', 'x'],
  includeObject: ['None', 'Metadata', 'Object', 'x'],
  propagationPolicy: ['Foreground', 'Background', 'Orphan', 'x'],
  orphanDependents: ['true', 'false'],
  gracePeriodSeconds: ['0', '30', '-5', 'x'],
};
const FIXED_PATHS = [
  '/',
  '/api',
  '/apis',
  '/version',
  '/livez',
  '/readyz/ping',
  '/healthz?verbose',
  '/openapi/v3',
  '/metrics',
  '/nope',
  '//api/v1',
];

const resourceOf = ({ resource, group }: Strategy<never>): string => (group ? `${resource}.${group}` : resource);

export class Requests {
  readonly #chance: Chance;
  readonly #strategies: readonly Strategy<never>[];
  readonly #known: readonly Strategy<never>[];

  constructor(chance: Chance, strategies: readonly Strategy<never>[]) {
    this.#chance = chance;
    this.#strategies = strategies;
    this.#known = strategies.filter((s) => resourceOf(s) in SAMPLES);
  }

  /** What makes a cluster in which there is something to find. */
  beginning(): ApiRequest[] {
    // Versions of one kind have their objects in common.
    const kinds = [...new Map(this.#known.map((strategy) => [resourceOf(strategy), strategy])).values()];
    return kinds.flatMap((strategy) =>
      NAMES.map((name): ApiRequest => {
        const { group, version, resource, kind } = strategy;
        const apiVersion = group ? `${group}/${version}` : version;
        const path = `/${group ? 'apis' : 'api'}/${apiVersion}/namespaces/default/${resource}?fieldManager=kubectl`;
        return {
          method: 'POST',
          path,
          body: { ...SAMPLES[resourceOf(strategy)], apiVersion, kind, metadata: { name } },
        };
      }),
    );
  }

  next(): ApiRequest {
    const chance = this.#chance;
    const strategy = chance.one(chance.percent(65) ? this.#known : this.#strategies);
    const method = chance.percent(85)
      ? chance.one(['GET', 'POST', 'POST', 'PUT', 'PATCH', 'PATCH', 'DELETE'] as const)
      : chance.one(METHODS);
    const name = chance.one(NAMES);
    const path = this.#path(strategy, method, name);
    const headers: Record<string, string> = {
      'user-agent': chance.percent(90) ? 'kubectl/v1.34.5 (linux/amd64)' : word(chance),
      ...(chance.percent(12) && { accept: chance.one(ACCEPTS) }),
    };
    if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return { method, path, headers };
    const type = method === 'PATCH' ? chance.one(PATCH_TYPES) : 'application/json';
    headers['content-type'] = chance.percent(96)
      ? type
      : chance.one(['application/yaml', 'text/plain', '', ...PATCH_TYPES]);
    const body = this.#text(this.#body(strategy, method, type, name));
    return { method, path, headers, ...(chance.percent(97) && { body }) };
  }

  #path(strategy: Strategy<never>, method: Method, name: string): string {
    const chance = this.#chance;
    if (chance.percent(2)) return chance.one(FIXED_PATHS);
    const { group, version, resource, namespaced } = strategy;
    let path = group ? `/apis/${group}/${version}` : `/api/${version}`;
    if (chance.percent(2)) path += '/watch';
    if (namespaced && (method !== 'GET' || chance.percent(80)))
      path += `/namespaces/${chance.percent(97) ? 'default' : word(chance)}`;
    path += `/${resource}`;
    if (method === 'POST' ? chance.percent(4) : chance.percent(85)) path += `/${name}`;
    if (chance.percent(8))
      path += `/${chance.one(['status', 'scale', 'finalize', 'ephemeralcontainers', 'resize', 'x', ...Object.keys(strategy.subresources ?? {})])}`;
    // Half a surrogate pair cannot be encoded.
    path = encodeURI(path.replace(/\p{Surrogate}/gu, '?'));
    if (chance.percent(3)) {
      const at = chance.below(path.length);
      path =
        path.slice(0, at) +
        chance.one(['/', '%', '%2F', '%zz', '%FF', '..', '?', '#', '😀', '']) +
        path.slice(at + chance.below(3));
    }
    const query = Object.entries(QUERIES)
      .filter(([key]) => chance.percent(key === 'fieldManager' ? 60 : 3))
      .map(([key, values]) => `${key}=${encodeURIComponent(chance.one(values))}`);
    for (const key of ['labelSelector', 'fieldSelector'])
      if (chance.percent(6)) query.push(`${key}=${encodeURIComponent(this.#selector())}`);
    return query.length > 0 ? `${path}?${query.join('&')}` : path;
  }

  #selector(): string {
    const chance = this.#chance;
    const text = `${chance.one(SELECTORS)}${chance.percent(30) ? `,${chance.one(SELECTORS)}` : ''}`;
    if (chance.percent(50)) return text;
    const at = chance.below(text.length);
    return (
      text.slice(0, at) +
      chance.one(['=', '!', ',', '(', ')', '\\', ' ', '<', 'in', 'é', '\u0000']) +
      text.slice(at + chance.below(2))
    );
  }

  #object(strategy: Strategy<never>, name: string): Object {
    const chance = this.#chance;
    const { group, version, kind } = strategy;
    const apiVersion = group ? `${group}/${version}` : version;
    const sample = SAMPLES[resourceOf(strategy)];
    const content = sample && chance.percent(75) ? sample : ofStruct(chance, structOfKind(apiVersion, kind), 7);
    return {
      ...content,
      apiVersion,
      kind,
      metadata: { name, ...(chance.percent(30) && { labels: { app: 'web', a: 'b' } }) },
    };
  }

  #body(strategy: Strategy<never>, method: Method, type: string, name: string): unknown {
    const chance = this.#chance;
    if (chance.percent(2)) return garbage(chance);
    if (method === 'DELETE') {
      const options = {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: 'Background',
        gracePeriodSeconds: 0,
      };
      return chance.percent(50) ? options : mutated(chance, options);
    }
    const whole = this.#object(strategy, name);
    if (type === PATCH_TYPES[0]) return this.#operations(whole);
    let body: unknown = type === PATCH_TYPES[1] || type === PATCH_TYPES[2] ? this.#part(whole) : whole;
    for (let i = chance.below(4); i > 0; i--) body = mutated(chance, body);
    return body;
  }

  /** A patch: some members, and directives now and then. */
  #part(value: unknown): unknown {
    const chance = this.#chance;
    if (Array.isArray(value)) return value.filter(() => chance.percent(70)).map((v) => this.#part(v));
    if (typeof value !== 'object' || value === null) return value;
    const entries: [string, unknown][] = Object.entries(value)
      .filter(() => chance.percent(60))
      .map(([k, v]) => [k, chance.percent(5) ? null : this.#part(v)]);
    if (chance.percent(6)) entries.push(['$patch', chance.one(['replace', 'delete', 'merge', 'x', 1])]);
    if (chance.percent(3)) entries.push(['$retainKeys', chance.one([['type'], 'x', [1], null])]);
    if (chance.percent(4))
      entries.push([
        `$setElementOrder/${chance.one(['containers', 'ports', 'x'])}`,
        chance.one([[{ name: 'web' }], 'x', [1], null, [null]]),
      ]);
    if (chance.percent(3)) entries.push(['$deleteFromPrimitiveList/finalizers', chance.one([['a'], 'x', null])]);
    return Object.fromEntries(entries);
  }

  #operations(whole: Object): unknown {
    const chance = this.#chance;
    const pointers = pointersOf(whole);
    const operations = Array.from({ length: 1 + chance.below(3) }, () => ({
      op: chance.one(['add', 'remove', 'replace', 'test', 'move', 'copy', 'x']),
      path: chance.percent(85)
        ? chance.one(pointers)
        : chance.one(['', '/', '/-', '/metadata/labels/x~1y', '/spec/-', '/a/0/01', 'x', '/__proto__/a']),
      ...(chance.percent(30) && { from: chance.one(pointers) }),
      ...(chance.percent(80) && { value: garbage(chance) }),
    }));
    return chance.percent(85) ? operations : mutated(chance, operations);
  }

  /** JSON, and now and then what only looks like it. */
  #text(body: unknown): string {
    const chance = this.#chance;
    const text = JSON.stringify(body) ?? '';
    if (chance.percent(96)) return text;
    const at = chance.below(text.length + 1);
    const noise = chance.one([
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '\\',
      '\u0000',
      '&a',
      '*a',
      '<<: *a',
      '\n- ',
      '%',
      '1e999',
      '{"a":1,"a":2}',
    ]);
    return text.slice(0, at) + noise + text.slice(at + chance.below(4));
  }
}

function pointersOf(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Object.entries(value).flatMap(([k, v]) =>
    pointersOf(v, `${at}/${k.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return [at, ...inner];
}
