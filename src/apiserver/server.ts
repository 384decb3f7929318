// Models kube-apiserver: one request in, one answer out. Finds what the path names, and gives it to the verb.

import { KUBERNETES_VERSION } from '#api/version.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { isStatus, reply, status } from '#apimachinery/status.ts';
import { negotiate, type Representation } from '#apimachinery/table.ts';
import { type Answer, type ApiRequest, type ApiResponse, isStreaming } from '#apimachinery/wire.ts';
import {
  aggregated,
  apiGroupList,
  apiResourceList,
  apiVersions,
  type GroupVersion,
  groupVersionsOf,
  oneApiGroup,
} from './discovery.ts';
import { type OpenApiSource, openApiDocument, openApiIndex } from './openapi.ts';
import { create } from './registry/rest/create.ts';
import { remove, removeCollection } from './registry/rest/delete.ts';
import { get } from './registry/rest/get.ts';
import { list } from './registry/rest/list.ts';
import { patch } from './registry/rest/patch.ts';
import { represent } from './registry/rest/represent.ts';
import { scale } from './registry/rest/scale.ts';
import type { Scope, User } from './registry/rest/scope.ts';
import type { ServerContext, Strategy, Verb } from './registry/rest/strategy.ts';
import { update } from './registry/rest/update.ts';
import { apiVersionOf, qualifiedResource } from './registry/rest/versions.ts';
import { watch } from './registry/rest/watch.ts';
import { REVIEWS } from './reviews.ts';
import { parseResourcePath, type ResourcePath, splitQuery } from './routing.ts';
import type { MemoryStorage } from './storage.ts';

export interface ApiServerOptions {
  readonly context: Omit<ServerContext, 'storage'>;
  readonly storage: MemoryStorage;
  // biome-ignore lint/suspicious/noExplicitAny: strategies of different kinds stand in one list
  readonly strategies: readonly Strategy<any>[];
  /** Schemas for `/openapi/v3`. Without them `kubectl explain` knows nothing; everything else works. */
  readonly openapi?: OpenApiSource;
  /** Runs something after so many simulated milliseconds; returns what cancels it. For watches with `timeoutSeconds`. */
  readonly after?: (ms: number, run: () => void) => () => void;
  /** As discovery names it. */
  readonly serverAddress?: string;
}

const ADMIN: User = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins'] };
const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
const JSON_TYPES = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';

type AnyStrategy = Strategy<ApiObject>;

export class ApiServer {
  readonly storage: MemoryStorage;
  readonly #context: ServerContext;
  readonly #options: ApiServerOptions;
  readonly #strategies = new Map<string, AnyStrategy>();
  readonly #openWatches = new Set<() => void>();
  #groupVersions: readonly GroupVersion[] = [];

  constructor(options: ApiServerOptions) {
    const { context, storage } = options;
    this.storage = storage;
    this.#options = options;
    this.#context = {
      storage,
      nodes: context.nodes,
      now: () => context.now(),
      random: () => context.random(),
    };
    this.serve(options.strategies);
  }

  /** Replaces the resources that there are: custom resources come and go. */
  serve(strategies: ApiServerOptions['strategies']): void {
    this.#strategies.clear();
    for (const s of strategies) this.#strategies.set(`${s.group}/${s.version}/${s.resource}`, s as AnyStrategy);
    this.#groupVersions = groupVersionsOf(strategies);
  }

  /** Ends every open watch, after `storage.restore`: clients list anew. */
  endWatches(): void {
    for (const end of [...this.#openWatches]) end();
  }

  /** Synchronous, but for subresources that wait for the cluster network. */
  handle(request: ApiRequest, user: User = ADMIN): Answer | Promise<Answer> {
    const { pathname, query } = splitQuery(request.path);
    const fixed = this.#fixedPath(pathname, request);
    if (fixed) return fixed;
    const path = parseResourcePath(pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname);
    const groupVersion =
      path && this.#groupVersions.find((gv) => gv.group === path.group && gv.version === path.version);
    if (!path || !groupVersion) return { code: 404, headers: TEXT, body: '404 page not found\n' };
    if (path.resource === undefined) return { code: 200, body: apiResourceList(groupVersion) };

    const review = REVIEWS.find((r) => r.group === path.group && r.resource === path.resource);
    if (review) {
      if (request.method !== 'POST') return reply(status.methodNotAllowed());
      const { spec } = (request.body ?? {}) as { spec?: unknown };
      const metadata = { creationTimestamp: timestamp(this.#context.now()) };
      const body = {
        kind: review.kind,
        apiVersion: `${review.group}/v1`,
        metadata,
        ...(spec !== undefined && { spec }),
        status: review.answer(spec, user),
      };
      return { code: 201, body };
    }
    const strategy = this.#strategies.get(`${path.group}/${path.version}/${path.resource}`);
    return strategy ? this.#resource(strategy, path, request, query, user) : reply(status.noRoute());
  }

  #fixedPath(pathname: string, request: ApiRequest): ApiResponse | undefined {
    const accept = request.headers?.accept ?? '';
    const gvs = this.#groupVersions;
    const json = (body: unknown): ApiResponse => ({ code: 200, body });
    switch (pathname) {
      case '/':
        return json({ paths: this.#paths() });
      case '/version':
        return json(versionInfo());
      case '/api':
      case '/api/':
        return aggregated(gvs, true, accept) ?? json(apiVersions(this.#options.serverAddress ?? '192.168.10.10:6443'));
      case '/apis':
      case '/apis/':
        return aggregated(gvs, false, accept) ?? json(apiGroupList(gvs));
      case '/openapi/v2':
        // Portolan does not simulate OpenAPI v2: an empty protobuf document, which kubectl takes for one without kinds.
        return {
          code: 200,
          headers: { 'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf' },
          body: '',
        };
      case '/openapi/v3':
        return json(openApiIndex(gvs));
    }
    if (/^\/(healthz|livez|readyz)(\/[\w-]+)*\/?$/.test(pathname))
      return { code: 200, headers: TEXT, body: health(request.path, pathname) };
    if (pathname.startsWith('/openapi/v3/')) {
      const document = openApiDocument(pathname.slice('/openapi/v3/'.length), gvs, this.#options.openapi);
      return document ? json(document) : { code: 404, headers: TEXT, body: '404 page not found\n' };
    }
    const group = oneApiGroup(/^\/apis\/([^/]+)\/?$/.exec(pathname)?.[1] ?? '', gvs);
    return group ? json(group) : undefined;
  }

  #paths(): string[] {
    const groups = new Set(this.#groupVersions.map((gv) => gv.group).filter(Boolean));
    const apis = this.#groupVersions.map(({ group, version }) =>
      group ? `/apis/${group}/${version}` : `/api/${version}`,
    );
    return [
      '/api',
      '/apis',
      ...[...groups].map((g) => `/apis/${g}`),
      ...apis,
      '/healthz',
      '/livez',
      '/openapi/v2',
      '/openapi/v3',
      '/readyz',
      '/version',
    ].sort();
  }

  #resource(
    strategy: AnyStrategy,
    path: ResourcePath,
    request: ApiRequest,
    query: URLSearchParams,
    user: User,
  ): Answer | Promise<Answer> {
    if (path.namespace && !strategy.namespaced) return reply(status.noRoute());
    if (path.name && strategy.namespaced && !path.namespace) return reply(status.noRoute());
    const warnings = new Set<string>(strategy.deprecation ? [strategy.deprecation] : []);
    const scope: Scope = {
      strategy,
      context: this.#context,
      resource: strategy.storedAs?.resource ?? qualifiedResource(strategy),
      apiVersion: apiVersionOf(strategy),
      namespace: path.namespace,
      name: path.name,
      subresource: path.subresource,
      query,
      request,
      user,
      warn: (text) => warnings.add(text),
    };
    const handler = path.subresource ? strategy.subresources?.[path.subresource] : undefined;
    if (handler) {
      const target = { namespace: path.namespace, name: path.name, rest: path.rest, query };
      const answer = handler.handle(request, target, this.#context);
      return isPromise(answer) ? answer.then((a) => withWarnings(a, warnings)) : withWarnings(answer, warnings);
    }
    if (path.rest !== undefined) return reply(status.noRoute());
    const representation = negotiate(request.headers?.accept);
    if (!representation) return reply(status.notAcceptable(JSON_TYPES));
    const answer = this.#verb(scope, representation);
    if (isStreaming(answer) || isStatus(answer.body)) return withWarnings(answer, warnings);
    const { as, contentType } = representation;
    const headers = as === 'object' ? answer.headers : { ...answer.headers, 'content-type': contentType };
    return withWarnings(
      { code: answer.code, ...(headers && { headers }), body: represent(scope, representation, answer.body) },
      warnings,
    );
  }

  #verb(scope: Scope, representation: Representation): Answer {
    const { strategy, name, namespace, query, subresource, request } = scope;
    const { method } = request;
    if (subresource === 'scale' && strategy.scale) {
      return ['GET', 'PUT', 'PATCH'].includes(method) ? scale(scope) : reply(status.methodNotAllowed());
    }
    if (subresource && !(subresource === 'status' && strategy.statusSubresource)) return reply(status.noRoute());
    const may = (verb: Verb, run: () => Answer): Answer =>
      !strategy.verbs || strategy.verbs.includes(verb) ? run() : reply(status.methodNotAllowed());
    const refuse = (): Answer => reply(status.methodNotAllowed());
    const isWatch = ['true', '1'].includes(query.get('watch') ?? '');
    switch (method) {
      case 'GET':
      case 'HEAD':
        if (isWatch && !subresource) return may('watch', () => this.#watch(scope, representation));
        return name ? may('get', () => get(scope)) : may('list', () => list(scope));
      case 'POST':
        return name || (strategy.namespaced && !namespace) ? refuse() : may('create', () => create(scope));
      case 'PUT':
        return name ? may('update', () => update(scope)) : refuse();
      case 'PATCH':
        return name ? may('patch', () => patch(scope)) : refuse();
      case 'DELETE':
        if (subresource || (!name && strategy.namespaced && !namespace)) return refuse();
        return name ? may('delete', () => remove(scope)) : may('deletecollection', () => removeCollection(scope));
      case 'OPTIONS':
        return refuse();
    }
  }

  #watch(scope: Scope, representation: Representation): Answer {
    const register = (end: () => void): (() => void) => {
      this.#openWatches.add(end);
      return () => this.#openWatches.delete(end);
    };
    return watch(scope, representation, register, this.#options.after);
  }
}

const isPromise = (value: Answer | Promise<Answer>): value is Promise<Answer> => 'then' in value;

function withWarnings<A extends Answer>(answer: A, warnings: ReadonlySet<string>): A {
  return warnings.size === 0
    ? answer
    : { ...answer, headers: { ...answer.headers, warning: [...warnings].join('\n') } };
}

function versionInfo(): unknown {
  const { major, minor, gitVersion } = KUBERNETES_VERSION;
  const compatibility = {
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
  };
  const built = {
    gitCommit: '93248f9ae092f571eb870b7664c534bfc7d00f03',
    gitTreeState: 'clean',
    buildDate: '2025-09-09T19:37:34Z',
  };
  return {
    major,
    minor,
    ...compatibility,
    gitVersion,
    ...built,
    goVersion: 'go1.24.6',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

function health(path: string, pathname: string): string {
  if (!/[?&]verbose/.test(path)) return 'ok';
  const checks = [
    'ping',
    'log',
    'etcd',
    'poststarthook/start-apiextensions-informers',
    'poststarthook/bootstrap-controller',
  ];
  const name = pathname.split('/')[1];
  return `${checks.map((c) => `[+]${c} ok`).join('\n')}\n${name} check passed\n`;
}
