// What all of cert-manager's controllers share: the copy of what is stored, their requests, events and log, and work that takes its time.
// Models pkg/controller/context.go of cert-manager 1.18.

import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { isStreaming } from '#apimachinery/wire.ts';
import { Informer } from '#client/informer.ts';
import type { ContainerView } from '../../image.ts';
import { PodEvents } from '../events.ts';
import { klogLine } from '../process.ts';
import { Retries } from './retries.ts';
import { ACME_API_VERSION, API_VERSION, type Condition } from './types.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface Options {
  /** Where a ClusterIssuer's Secrets are. */
  readonly clusterNamespace: string;
  readonly solverImage: string;
  /** With `--enable-gateway-api`. */
  readonly hasGatewayApi: boolean;
}

type Conditioned = ApiObject & { status?: { readonly conditions?: readonly Condition[] } };

export class ControllerContext {
  readonly container: ContainerView;
  readonly cache = new Informer();
  readonly options: Options;
  readonly retries: Retries;
  /** Asks for another look at all there is. */
  readonly soon: () => void;
  readonly #components = new Map<string, PodEvents>();
  readonly #busy = new Set<string>();
  readonly #told = new Set<string>();

  constructor(container: ContainerView, options: Options, soon: () => void) {
    this.container = container;
    this.options = options;
    this.soon = soon;
    this.retries = new Retries(container, soon);
  }

  now(): number {
    return this.container.now();
  }

  get<T extends ApiObject>(resource: string, namespace: string | undefined, name: string): T | undefined {
    return this.cache.get<T>(resource, namespace === undefined ? name : `${namespace}/${name}`);
  }

  /** What comes in a list does not say its kind. */
  list<T extends ApiObject>(resource: string, apiVersion: string, kind: string): readonly T[] {
    return this.cache.list<T>(resource).map((object) => ({ ...object, apiVersion, kind }));
  }

  /** Is something under way for it that takes its time? */
  isBusy(object: ApiObject): boolean {
    return this.#busy.has(workKey(object));
  }

  /**
   * Does what takes its time, one thing at a time for each object, unless the last failure is too short ago.
   * `run` resolves with what went wrong, for the log and another try.
   */
  work(object: ApiObject, run: () => Promise<string | undefined>): void {
    const key = workKey(object);
    // What somebody has changed is looked at again at once.
    const attempt = `${key} ${object.metadata.generation ?? 0}`;
    if (this.#busy.has(key) || this.retries.isHeld(attempt)) return;
    this.#busy.add(key);
    this.container.work(async () => {
      const failure = await run();
      this.#busy.delete(key);
      if (this.container.signal.aborted) return;
      if (failure === undefined) this.retries.forget(attempt);
      else {
        this.log(`"re-queuing item due to error processing" key="${keyOf(object)}" err=${JSON.stringify(failure)}`);
        this.retries.failed(attempt);
      }
      this.soon();
    });
  }

  /** True if it was another before. */
  setCondition(object: Conditioned, condition: Condition, more: Json = {}): boolean {
    const before: readonly Condition[] = object.status?.conditions ?? [];
    const old = before.find(({ type }) => type === condition.type);
    const status = (object.status ?? {}) as Json;
    const isSame =
      old?.status === condition.status && old.reason === condition.reason && old.message === condition.message;
    if (isSame && Object.entries(more).every(([k, v]) => JSON.stringify(status[k]) === JSON.stringify(v))) return false;
    const lastTransitionTime =
      old?.status === condition.status && old.lastTransitionTime ? old.lastTransitionTime : rfc3339(this.now());
    const next = { lastTransitionTime, ...condition };
    const conditions = old ? before.map((c) => (c === old ? next : c)) : [...before, next];
    return this.setStatus(object, { ...more, conditions }) && !isSame;
  }

  setStatus(object: ApiObject & { status?: unknown }, status: Json): boolean {
    if (!this.merge(`${pathOf(object)}/status`, { status })) return false;
    object.status = { ...(object.status as Json | undefined), ...status };
    return true;
  }

  /** Of orders and challenges. True if it was another before. */
  setReason(object: ApiObject & { status?: { readonly reason?: string } }, reason: string): boolean {
    return object.status?.reason !== reason && this.setStatus(object, { reason });
  }

  merge(path: string, body: Json): ApiResponse | undefined {
    return this.ask('PATCH', path, body, { 'content-type': 'application/merge-patch+json' });
  }

  /** Undefined where it was refused: the log says why, and the next change is another try. */
  ask(
    method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    body?: Json,
    headers: Record<string, string> = {},
  ): ApiResponse | undefined {
    const answer = this.container.api.request({ method, path, headers, ...(body && { body }) });
    const requeuing = (err: string): undefined => {
      this.log(`"re-queuing item due to error processing" err=${JSON.stringify(err)}`);
    };
    if ('unreachable' in answer) return requeuing(answer.unreachable);
    if (isStreaming(answer)) throw new Error(`${method} ${path} was answered with a stream`);
    return answer.code < 400 ? answer : requeuing((answer.body as { message: string }).message);
  }

  tell(component: string, object: ApiObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const source = `cert-manager-${component}`;
    let events = this.#components.get(source);
    if (!events) this.#components.set(source, (events = new PodEvents(this.container, source)));
    events.tell(object, type, reason, message);
  }

  /** What is found again at each look is told once. */
  tellOnce(component: string, object: ApiObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { uid = '', generation = 0 } = object.metadata;
    const key = JSON.stringify([uid, generation, reason, message]);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.tell(component, object, type, reason, message);
  }

  /** The same for the log: what keeps an object from being dealt with. */
  logOnce(object: ApiObject, err: string): void {
    const { uid = '', resourceVersion = '' } = object.metadata;
    const key = JSON.stringify([uid, resourceVersion, err]);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.log(`"re-queuing item due to error processing" key="${keyOf(object)}" err=${JSON.stringify(err)}`);
  }

  log(text: string): void {
    this.container.log(klogLine(this.now(), text), 'stderr');
  }
}

const workKey = (object: ApiObject): string => `${object.kind} ${object.metadata.uid ?? keyOf(object)}`;

/** Go's time.RFC3339. */
export const rfc3339 = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Of cert-manager's own kinds. */
export function pathOf({ kind, metadata: { namespace, name } }: ApiObject): string {
  const apiVersion = kind === 'Order' || kind === 'Challenge' ? ACME_API_VERSION : API_VERSION;
  const collection = `${kind.toLowerCase()}s`;
  return namespace && kind !== 'ClusterIssuer'
    ? `/apis/${apiVersion}/namespaces/${namespace}/${collection}/${name}`
    : `/apis/${apiVersion}/${collection}/${name}`;
}

export const ownerOf = ({ apiVersion, kind, metadata: { name, uid = '' } }: ApiObject) => ({
  apiVersion,
  kind,
  name,
  uid,
  controller: true,
  blockOwnerDeletion: true,
});
