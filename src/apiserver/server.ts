// Models kube-apiserver: one request in, one answer out. Finds what the path names, and gives it to the verb.

import type { CustomResourceDefinition } from '#api/apiextensions/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { isStatus, reply, status } from '#apimachinery/status.ts';
import { negotiate, prefersYaml, type Representation, YAML } from '#apimachinery/table.ts';
import { type Answer, type ApiRequest, isStreaming } from '#apimachinery/wire.ts';
import { loadedYaml, loadYaml } from '#apimachinery/yaml-loader.ts';
import { Authenticator, type AuthenticatorOptions } from './authn/authenticator.ts';
import type { User } from './authn/user.ts';
import { type AuthorizationMode, type Authorizer, authorizerFor } from './authz/authorizer.ts';
import { loadCel, loadedCel } from './cel/loader.ts';
import { needsCel } from './cel/need.ts';
import { withComputed } from './computed.ts';
import { DEFINITIONS } from './customresources/names.ts';
import { strategiesOf } from './customresources/strategy.ts';
import { type GroupVersion, groupVersionsOf } from './discovery.ts';
import { EventExpiry } from './expiry.ts';
import { admitted } from './filters.ts';
import { NOT_FOUND, nonResource } from './non-resource.ts';
import { OpenApi, type OpenApiSource } from './openapi/openapi.ts';
import { create } from './registry/rest/create.ts';
import { remove, removeCollection } from './registry/rest/delete.ts';
import { get } from './registry/rest/get.ts';
import { list } from './registry/rest/list.ts';
import { flagOf } from './registry/rest/parameters.ts';
import { patch } from './registry/rest/patch.ts';
import { represent } from './registry/rest/represent.ts';
import { scale } from './registry/rest/scale.ts';
import type { Scope } from './registry/rest/scope.ts';
import type { ServerContext, Strategy, Verb } from './registry/rest/strategy.ts';
import { askSubresource } from './registry/rest/subresource.ts';
import { update } from './registry/rest/update.ts';
import { apiVersionOf, qualifiedResource } from './registry/rest/versions.ts';
import { watch } from './registry/rest/watch.ts';
import { isMalformed, parseResourcePath, type ResourcePath, splitQuery } from './routing.ts';
import type { MemoryStorage } from './storage.ts';

export interface ApiServerOptions {
  readonly context: Pick<ServerContext, 'now' | 'random' | 'nodes'>;
  readonly storage: MemoryStorage;
  // biome-ignore lint/suspicious/noExplicitAny: strategies of different kinds stand in one list
  readonly strategies: readonly Strategy<any>[];
  /** Schemas for `/openapi`. Without them `kubectl explain` knows nothing; everything else works. */
  readonly openapi?: OpenApiSource;
  /** Runs something after so many simulated milliseconds; returns what cancels it. For watches with `timeoutSeconds`, and for Events, which stay without it. */
  readonly after?: (ms: number, run: () => void, options?: { readonly idle?: boolean }) => () => void;
  /** As discovery names it. */
  readonly serverAddress?: string;
  /** Default AlwaysAllow, as kube-apiserver's. */
  readonly authorizationMode?: AuthorizationMode;
  /** Bearer tokens known beforehand. Default none. */
  readonly tokens?: AuthenticatorOptions['tokens'];
  /** The key of service accounts' tokens follows from it. Default empty. */
  readonly secret?: string;
}

const DEFAULT_ADDRESS = '192.168.10.10:6443';
const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
const MEDIA_TYPES = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
const STREAM_TYPES = 'application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';

/** Milliseconds in which requests that have begun may end. Source: crdHandler.tearDown. */
const DRAIN_MS = 1000;

type AnyStrategy = Strategy<ApiObject>;

export class ApiServer {
  readonly storage: MemoryStorage;
  readonly #context: Omit<ServerContext, 'user'>;
  readonly #authorizer: Authorizer;
  readonly authenticator: Authenticator;
  readonly #options: ApiServerOptions;
  readonly #strategies = new Map<string, AnyStrategy>();
  /** The ends of open watches, with the resources that they are of. */
  readonly #openWatches = new Map<() => void, string>();
  /** By definition as stored: a change of one leaves the others' compiled schemas alone. */
  readonly #custom = new WeakMap<CustomResourceDefinition, readonly Strategy[]>();
  readonly #expiry: EventExpiry | undefined;
  #groupVersions: readonly GroupVersion[] = [];
  #openapi!: OpenApi;

  constructor(options: ApiServerOptions) {
    const { context, storage } = options;
    this.storage = storage;
    this.#options = options;
    this.#authorizer = authorizerFor(options.authorizationMode ?? 'AlwaysAllow', storage);
    this.authenticator = new Authenticator({
      storage,
      now: () => context.now(),
      secret: options.secret ?? '',
      ...(options.tokens && { tokens: options.tokens }),
    });
    this.#context = {
      storage,
      authenticator: this.authenticator,
      authorizer: this.#authorizer,
      kinds: () => this.strategies,
      nodes: context.nodes,
      now: () => context.now(),
      random: () => context.random(),
    };
    this.#serve();
    const { after } = options;
    if (after) this.#expiry = new EventExpiry({ storage, now: () => context.now(), after });
    storage.subscribe(({ resource, object, previous }) => {
      if (resource !== DEFINITIONS) return;
      this.#serve();
      if (previous) this.#endOutdated(previous as CustomResourceDefinition, object as CustomResourceDefinition);
    });
  }

  /** Every kind that is served, custom resources included. */
  get strategies(): Iterable<Strategy> {
    return this.#strategies.values();
  }

  /** Custom resources come and go with their definitions. */
  #serve(): void {
    const custom = this.storage.list<CustomResourceDefinition>(DEFINITIONS).flatMap((d) => this.#customOf(d));
    const strategies = [...this.#options.strategies, ...custom];
    this.#strategies.clear();
    for (const s of strategies) this.#strategies.set(`${s.group}/${s.version}/${s.resource}`, s as AnyStrategy);
    this.#groupVersions = groupVersionsOf(strategies);
    this.#openapi = new OpenApi(this.#groupVersions, strategies as Strategy[], this.#options.openapi);
  }

  #customOf(definition: CustomResourceDefinition): readonly Strategy[] {
    let found = this.#custom.get(definition);
    if (!found) this.#custom.set(definition, (found = strategiesOf(definition)));
    return found;
  }

  /** Whoever watches objects of another schema, or of none any longer, lists anew. Models crdHandler.updateCustomResourceDefinition, tearDown. */
  #endOutdated(old: CustomResourceDefinition, changed: CustomResourceDefinition): void {
    const isServed = this.storage.get(DEFINITIONS, changed.metadata.name) !== undefined;
    const names = ({ status }: CustomResourceDefinition): unknown => status?.acceptedNames;
    if (isServed && deepEqual(old.spec, changed.spec) && deepEqual(names(old), names(changed))) return;
    const watched = `${old.spec.names.plural}.${old.spec.group}`;
    const ends = [...this.#openWatches].flatMap(([end, resource]) => (resource === watched ? [end] : []));
    const endAll = (): void => {
      for (const end of ends) end();
    };
    if (ends.length > 0) (this.#options.after ?? ((_ms, run) => run()))(DRAIN_MS, endAll);
  }

  /** After `storage.restore`: serves the kinds that are defined now, and ends every open watch, so that clients list anew. */
  restored(): void {
    this.#serve();
    this.#expiry?.restored();
    for (const end of [...this.#openWatches.keys()]) end();
  }

  /** Who asks, and may they? For connections that the server does not answer itself: streams into containers. */
  admit(request: ApiRequest, known?: User): ReturnType<typeof admitted> {
    return admitted(request, known, this.authenticator, this.#authorizer);
  }

  /**
   * Synchronous, but for subresources that wait for the cluster network, the first body in YAML, and the first write that rules judge.
   *
   * @param known Who asks, when the connection has proved it already (a client certificate, the kubeconfig's own token).
   * Undefined: the request's bearer token says it; without one it is anonymous.
   */
  handle(asked: ApiRequest, known?: User): Answer | Promise<Answer> {
    const answer = this.#answer(asked, known);
    const finish = (given: Answer): Answer => finished(given, asked.headers?.accept);
    return isPromise(answer) ? answer.then(finish) : finish(answer);
  }

  #answer(asked: ApiRequest, known?: User): Answer | Promise<Answer> {
    const isYaml = typeof asked.body === 'string' && /yaml/i.test(asked.headers?.['content-type'] ?? '');
    if (isYaml && !loadedYaml()) return loadYaml().then(() => this.#answer(asked, known));
    if (!loadedCel() && needsCel(asked, this.storage)) return loadCel().then(() => this.#answer(asked, known));
    const entry = this.admit(asked, known);
    if ('refused' in entry) return entry.refused;
    const { request } = entry;
    const { pathname, query } = splitQuery(request.path);
    if (isMalformed(pathname)) return { code: 400, headers: TEXT, body: '400 Bad Request' };
    const fixed = nonResource(request, pathname, query, {
      groupVersions: this.#groupVersions,
      openapi: this.#openapi,
      serverAddress: this.#options.serverAddress ?? DEFAULT_ADDRESS,
      jwks: () => [this.authenticator.key.jwk()],
    });
    if (fixed) return fixed;
    const path = parseResourcePath(pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname);
    const isServed = this.#groupVersions.some((gv) => gv.group === path?.group && gv.version === path.version);
    if (path?.resource === undefined || !isServed) return NOT_FOUND;

    const strategy = this.#strategies.get(`${path.group}/${path.version}/${path.resource}`);
    const loading = ['POST', 'PUT', 'PATCH'].includes(request.method) ? strategy?.load?.() : undefined;
    if (strategy && loading) return loading.then(() => this.#resource(strategy, path, request, query, entry.user));
    return strategy ? this.#resource(strategy, path, request, query, entry.user) : reply(status.noRoute());
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
    if (path.isWatch && (path.subresource || request.method !== 'GET'))
      return reply(path.subresource ? status.noRoute() : status.methodNotAllowed());
    const warnings = new Set<string>(strategy.deprecation ? [strategy.deprecation] : []);
    const context = withComputed(strategy, { ...this.#context, user });
    const scope: Scope = {
      strategy,
      context,
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
      const answer = askSubresource(scope, handler, path.rest);
      return isPromise(answer) ? answer.then((a) => withWarnings(a, warnings)) : withWarnings(answer, warnings);
    }
    if (path.rest !== undefined) return reply(status.noRoute());
    const isWatch = path.isWatch || (path.name === '' && flagOf(query, 'watch') === true);
    const representation = negotiate(request.headers?.accept, isWatch);
    if (!representation) return reply(status.notAcceptable(isWatch ? STREAM_TYPES : MEDIA_TYPES));
    const answer = this.#verb(scope, representation, isWatch);
    if (isStreaming(answer) || isStatus(answer.body)) return withWarnings(answer, warnings);
    const { as, contentType } = representation;
    const headers = as === 'object' ? answer.headers : { ...answer.headers, 'content-type': contentType };
    const body = represent(scope, representation, answer.body);
    if (isStatus(body)) return withWarnings(reply(body), warnings);
    return withWarnings({ code: answer.code, ...(headers && { headers }), body }, warnings);
  }

  #verb(scope: Scope, representation: Representation, isWatch: boolean): Answer {
    const { strategy, name, namespace, subresource, request } = scope;
    const { method } = request;
    if (subresource === 'scale' && strategy.scale) {
      return ['GET', 'PUT', 'PATCH'].includes(method) ? scale(scope) : reply(status.methodNotAllowed());
    }
    const part = strategy.parts?.[subresource];
    if (subresource && !(subresource === 'status' && strategy.statusSubresource) && !part)
      return reply(status.noRoute());
    const verbs = part?.verbs ?? strategy.verbs;
    const may = (verb: Verb, run: () => Answer): Answer =>
      !verbs || verbs.includes(verb) ? run() : reply(status.methodNotAllowed());
    const refuse = (): Answer => reply(status.methodNotAllowed());
    switch (method) {
      case 'GET':
        if (isWatch) return may('watch', () => this.#watch(scope, representation));
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
      // Source: go-restful CurlyRouter, which has no routes for HEAD, OPTIONS, TRACE and whatever else is asked.
      default:
        return refuse();
    }
  }

  #watch(scope: Scope, representation: Representation): Answer {
    const register = (resource: string, end: () => void): (() => void) => {
      this.#openWatches.set(end, resource);
      return () => this.#openWatches.delete(end);
    };
    const { after } = this.#options;
    return watch(scope, representation, { register, ...(after && { after }) });
  }
}

/** As YAML, if that is wanted, and with the moment to come again. Source: responsewriters.ErrorNegotiated, SerializeObject. */
function finished(answer: Answer, accept: string | undefined): Answer {
  if (isStreaming(answer)) return answer;
  const { code, headers, body } = answer;
  const isYaml = headers?.['content-type'] === undefined && typeof body === 'object' && prefersYaml(accept);
  const seconds = (isStatus(body) && body.details?.retryAfterSeconds) || 0;
  if (!isYaml && seconds === 0) return answer;
  const more = { ...(isYaml && { 'content-type': YAML }), ...(seconds > 0 && { 'retry-after': String(seconds) }) };
  return { code, headers: { ...headers, ...more }, body };
}

const isPromise = (value: Answer | Promise<Answer>): value is Promise<Answer> => 'then' in value;

function withWarnings<A extends Answer>(answer: A, warnings: ReadonlySet<string>): A {
  return warnings.size === 0
    ? answer
    : { ...answer, headers: { ...answer.headers, warning: [...warnings].join('\n') } };
}
