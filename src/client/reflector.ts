// Models client-go tools/cache/reflector.go: keeps a copy of one resource by a list and a watch from its revision on.

import type { ApiObject } from '#apimachinery/meta.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Answer, ApiRequest } from '#apimachinery/wire.ts';
import { isStreaming } from '#apimachinery/wire.ts';
import type { Informer } from './informer.ts';

export interface ReflectorDeps {
  /** Answers at once; watches are streaming answers. `unreachable`: why no connection came about. */
  request(request: ApiRequest): Answer | { readonly unreachable: string };
  /** Runs after so many simulated milliseconds; returns what cancels it. */
  after(ms: number, run: () => void, options?: { readonly endless?: boolean }): () => void;
  /** Told of every change of the copy. Nothing may be written from here: the store is in the middle of a change. */
  changed(resource: string): void;
  /** Told why a list or watch failed, in client-go's words: `failed to list *v1.Ingress: …`. It is tried again. */
  failed(message: string): void;
}

export interface Reflected {
  /** As informers name it: `ingresses.networking.k8s.io`. */
  readonly resource: string;
  /** The collection: `/apis/networking.k8s.io/v1/ingresses`, or one namespace's. */
  readonly path: string;
  /** What is wanted of it, as in a URL: `labelSelector=app%3Dweb`. Default: all. */
  readonly query?: string;
  /** Go's type, for messages: `*v1.Ingress`. */
  readonly goType: string;
}

/** Source: reflector.go, wait.Backoff{Duration: 800ms, Cap: 30s, Factor: 2.0}. */
const BACKOFF = { firstMs: 800, capMs: 30_000 } as const;

type WireEvent = { readonly type: string; readonly object: ApiObject & { readonly code?: number } };

/** Fills `cache` until the returned function is called. The first list is made at once. */
export function reflect(what: Reflected, cache: Informer, deps: ReflectorDeps): () => void {
  const reflector = new Reflector(what, cache, deps);
  reflector.list();
  return () => reflector.stop();
}

class Reflector {
  readonly #what: Reflected;
  readonly #cache: Informer;
  readonly #deps: ReflectorDeps;
  #stopped = false;
  #stopWaiting: (() => void) | undefined;
  #stopWatching: (() => void) | undefined;
  #backoffMs: number = BACKOFF.firstMs;

  constructor(what: Reflected, cache: Informer, deps: ReflectorDeps) {
    this.#what = what;
    this.#cache = cache;
    this.#deps = deps;
  }

  stop(): void {
    this.#stopped = true;
    this.#stopWaiting?.();
    this.#stopWatching?.();
  }

  list(): void {
    if (this.#stopped) return;
    const { path, resource, query } = this.#what;
    const own = query === undefined ? '' : `${query}&`;
    const answer = this.#deps.request({ method: 'GET', path: `${path}?${own}resourceVersion=0` });
    if ('unreachable' in answer || isStreaming(answer) || answer.code !== 200) {
      this.#again('list', messageOf(answer, path));
      return;
    }
    const { items, metadata } = answer.body as { items: ApiObject[]; metadata: { resourceVersion: string } };
    this.#backoffMs = BACKOFF.firstMs;
    const listed = new Set(items.map(keyOf));
    for (const object of this.#cache.list(resource))
      if (!listed.has(keyOf(object))) this.#cache.receive({ type: 'DELETED', resource, object });
    for (const object of items) this.#cache.receive({ type: 'ADDED', resource, object });
    this.#deps.changed(resource);
    this.#watch(metadata.resourceVersion);
  }

  #watch(from: string): void {
    const { path, resource, query: wanted } = this.#what;
    const own = wanted === undefined ? '' : `${wanted}&`;
    const query = `${own}watch=true&allowWatchBookmarks=true&resourceVersion=${from}`;
    const answer = this.#deps.request({ method: 'GET', path: `${path}?${query}` });
    if ('unreachable' in answer || !isStreaming(answer)) {
      this.#again('watch', messageOf(answer, path));
      return;
    }
    let revision = from;
    let isTooOld = false;
    this.#stopWatching = answer.open({
      piece: (value) => {
        const { type, object } = value as WireEvent;
        if (type === 'ERROR') {
          isTooOld = object.code === 410;
          return;
        }
        revision = object.metadata.resourceVersion ?? revision;
        if (type === 'BOOKMARK') return;
        this.#cache.receive({ type: type as 'ADDED' | 'MODIFIED' | 'DELETED', resource, object });
        this.#deps.changed(resource);
      },
      // Not from here: the server is in the middle of ending it.
      end: () => {
        if (this.#stopped) return;
        this.#stopWaiting = this.#deps.after(0, () => (isTooOld ? this.list() : this.#watch(revision)));
      },
    });
  }

  #again(verb: 'list' | 'watch', message: string): void {
    if (this.#stopped) return;
    this.#deps.failed(`failed to ${verb} ${this.#what.goType}: ${message}`);
    this.#stopWaiting = this.#deps.after(this.#backoffMs, () => this.list(), { endless: true });
    this.#backoffMs = Math.min(BACKOFF.capMs, this.#backoffMs * 2);
  }
}

function messageOf(answer: Answer | { readonly unreachable: string }, path: string): string {
  if ('unreachable' in answer) return `Get "${path}": ${answer.unreachable}`;
  if (isStreaming(answer)) return 'the answer was a stream';
  const { message } = (answer.body ?? {}) as { message?: string };
  return message ?? `the server answered ${answer.code}`;
}
