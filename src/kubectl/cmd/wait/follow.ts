// Follows one object through list and watch until something holds. Models client-go tools/watch UntilWithSync.

import type { ApiList, ApiObject } from '#apimachinery/meta.ts';
import { ConnectionError } from '#apimachinery/wire.ts';
import { ask, dressed, klog, query, statusOf } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { type Mapping, pathOf } from '../../discovery.ts';
import { ConnectionFail, StatusFail } from '../../errors.ts';

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: ApiObject;
}
type Event = Change | { readonly type: 'BOOKMARK' | 'ERROR'; readonly object: unknown };

export interface Followed {
  readonly mapping: Mapping;
  readonly namespace: string | undefined;
  readonly name: string;
}

const BACKOFF_MS = { first: 800, last: 30_000 } as const;

function complain(factory: Factory, why: string): void {
  const where = 'k8s.io/client-go/tools/watch/informerwatcher.go:162';
  const text = `"Failed to watch" err=${JSON.stringify(why)} reflector="${where}" type="*unstructured.Unstructured"`;
  klog(factory, 'E', 'reflector.go:205', text);
}

/** How long something may take. */
export interface TimeLimit {
  /** Aborted when time is up. */
  readonly up: AbortSignal;
  /** Nobody waits any more. */
  lift(): void;
}

/** @param ms Simulated milliseconds; undefined: no limit. */
export function timeLimit({ process: { host, signal } }: Factory, ms: number | undefined): TimeLimit {
  const [up, lifted] = [new AbortController(), new AbortController()];
  const both = AbortSignal.any([signal, lifted.signal]);
  if (ms !== undefined) void host.sleep(ms, both).then(() => both.aborted || up.abort());
  return { up: up.signal, lift: () => lifted.abort() };
}

/**
 * Calls `holds` for the object as it is, undefined if there is none, then for every change, until it returns true.
 * @returns `met`; `timeout`; or `interrupted` when the process got a signal. What `holds` throws comes out.
 */
export async function follow(
  factory: Factory,
  { mapping, namespace, name }: Followed,
  { up }: TimeLimit,
  holds: (change: Change | undefined) => boolean,
): Promise<'met' | 'timeout' | 'interrupted'> {
  const { host, signal } = factory.process;
  const over = new AbortController();
  let met = false;
  let thrown: { error: unknown } | undefined;
  const both = AbortSignal.any([signal, over.signal, up]);
  const check = (change: Change | undefined): void => {
    if (both.aborted) return;
    try {
      met = holds(change);
    } catch (error) {
      thrown = { error };
    }
    if (met || thrown) over.abort();
  };

  const path = pathOf(mapping, namespace);
  const fieldSelector = `metadata.name=${name}`;
  const headers = { accept: 'application/json' };
  const watched = async (resourceVersion: string | undefined): Promise<'ended' | 'refused' | 'unreached'> => {
    const timeoutSeconds = 300 + Math.floor(host.random() * 300);
    const request = dressed(factory, {
      method: 'GET',
      path: path + query({ allowWatchBookmarks: true, fieldSelector, resourceVersion, timeoutSeconds, watch: true }),
      headers,
    });
    try {
      const answer = await factory.transport().stream(
        request,
        (piece) => {
          const event = piece as Event;
          if (event.type !== 'BOOKMARK' && event.type !== 'ERROR') check(event as Change);
        },
        both,
      );
      // Its time was up, or its history too short.
      if (answer.code < 400 || answer.code === 410) return 'ended';
      complain(factory, statusOf(answer, request).message ?? '');
      return 'refused';
    } catch (error) {
      if (both.aborted) return 'ended';
      if (error instanceof ConnectionError) return 'unreached';
      throw error;
    }
  };
  const listed = (): Promise<ApiList> =>
    ask<ApiList>(factory, {
      method: 'GET',
      path: path + query({ fieldSelector, limit: 500, resourceVersion: '0' }),
      headers,
    });
  // What the server refuses, or does not answer, it is asked again, later and later, until time is up. Source: Reflector.ListAndWatchWithContext.
  let waitMs: number = BACKOFF_MS.first;
  const rest = async (refused: boolean): Promise<void> => {
    if (both.aborted) return;
    await host.sleep(refused ? waitMs * (1 + host.random()) : 1000, both);
    waitMs = refused ? Math.min(BACKOFF_MS.last, waitMs * 2) : BACKOFF_MS.first;
  };
  while (!both.aborted) {
    let list: ApiList;
    try {
      list = await listed();
    } catch (error) {
      if (!(error instanceof StatusFail || error instanceof ConnectionFail)) throw error;
      complain(factory, `failed to list *unstructured.Unstructured: ${error.message}`);
      await rest(true);
      continue;
    }
    const [object] = list.items;
    check(object && { type: 'ADDED', object });
    while (!both.aborted) {
      const outcome = await watched(list.metadata.resourceVersion);
      await rest(outcome !== 'ended');
      // Where nobody listens, the watch itself is tried again.
      if (outcome !== 'unreached') break;
    }
  }
  over.abort();
  if (thrown) throw thrown.error;
  if (met) return 'met';
  return up.aborted ? 'timeout' : 'interrupted';
}
