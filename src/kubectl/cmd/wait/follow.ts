// Follows one object through list and watch until something holds. Models client-go tools/watch UntilWithSync.

import type { ApiList, ApiObject } from '#apimachinery/meta.ts';
import { isStatus } from '#apimachinery/status.ts';
import { ConnectionError } from '#apimachinery/wire.ts';
import { ask, connectionFail, dressed, query, statusOf } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { type Mapping, pathOf } from '../../discovery.ts';
import { StatusFail } from '../../errors.ts';

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

/**
 * Calls `holds` for the object as it is, undefined if there is none, then for every change, until it returns true.
 * @param timeoutMs Simulated milliseconds; undefined: no limit.
 * @returns `met`; `timeout`; or `interrupted` when the process got a signal. What `holds` throws comes out.
 */
export async function follow(
  factory: Factory,
  { mapping, namespace, name }: Followed,
  timeoutMs: number | undefined,
  holds: (change: Change | undefined) => boolean,
): Promise<'met' | 'timeout' | 'interrupted'> {
  const { host, signal } = factory.process;
  const over = new AbortController();
  let end: 'met' | 'timeout' | undefined;
  let thrown: { error: unknown } | undefined;
  const both = AbortSignal.any([signal, over.signal]);
  if (timeoutMs !== undefined) {
    void host.sleep(timeoutMs, both).then(() => {
      if (both.aborted) return;
      end = 'timeout';
      over.abort();
    });
  }
  const check = (change: Change | undefined): void => {
    if (end || thrown) return;
    try {
      if (holds(change)) end = 'met';
    } catch (error) {
      thrown = { error };
    }
    if (end || thrown) over.abort();
  };

  const path = pathOf(mapping, namespace);
  const fieldSelector = `metadata.name=${name}`;
  const headers = { accept: 'application/json' };
  while (!both.aborted) {
    const list = await ask<ApiList>(factory, {
      method: 'GET',
      path: path + query({ fieldSelector, limit: 500, resourceVersion: '0' }),
      headers,
    });
    const [object] = list.items;
    check(object && { type: 'ADDED', object });
    if (both.aborted) break;
    const timeoutSeconds = 300 + Math.floor(host.random() * 300);
    const resourceVersion = list.metadata.resourceVersion;
    const request = {
      method: 'GET' as const,
      path: path + query({ allowWatchBookmarks: true, fieldSelector, resourceVersion, timeoutSeconds, watch: true }),
      headers,
    };
    try {
      const answer = await factory.transport().stream(
        dressed(factory, request),
        (piece) => {
          const event = piece as Event;
          if (event.type !== 'BOOKMARK' && event.type !== 'ERROR') check(event as Change);
        },
        both,
      );
      if (answer.code >= 400 && isStatus(answer.body) && answer.code !== 410)
        throw new StatusFail(statusOf(answer, request));
    } catch (error) {
      if (both.aborted) break;
      if (error instanceof ConnectionError) throw connectionFail(factory, request, error);
      throw error;
    }
    // The server ended the watch: its time was up, or its history too short. A moment later, from a new list.
    if (!both.aborted) await host.sleep(1000, both);
  }
  over.abort();
  if (thrown) throw thrown.error;
  return end ?? 'interrupted';
}
