// Waits until an object is gone, or another stands in its place. Models kubectl/pkg/cmd/wait IsDeleted.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, dressed, query } from '../client.ts';
import type { Factory } from '../command.ts';
import { pathOf, qualifiedResource } from '../discovery.ts';
import { Fail, isReason } from '../errors.ts';
import type { Info } from './builder.ts';

/** @param timeoutMs 0 means a week, as in the real kubectl. */
export async function waitUntilGone(
  factory: Factory,
  info: Info,
  uid: string | undefined,
  timeoutMs: number,
): Promise<void> {
  const { process } = factory;
  const { mapping, namespace, name } = info;
  const limit = timeoutMs > 0 ? timeoutMs : 7 * 24 * 3_600_000;
  const deadline = process.host.now() + limit;
  for (;;) {
    try {
      const live = await ask<ApiObject>(factory, { method: 'GET', path: pathOf(mapping, namespace, name) });
      if (uid && live.metadata.uid !== uid) return;
    } catch (error) {
      if (isReason(error, 'NotFound')) return;
      throw error;
    }
    const selector = `metadata.name=${name}`;
    const list = await ask<{ metadata?: { resourceVersion?: string }; items?: unknown[] }>(factory, {
      method: 'GET',
      path: pathOf(mapping, namespace) + query({ fieldSelector: selector, limit: 500, resourceVersion: 0 }),
    });
    if ((list.items ?? []).length === 0) return;
    const left = deadline - process.host.now();
    const stop = new AbortController();
    let gone = false;
    const watching = factory.transport().stream(
      dressed(factory, {
        method: 'GET',
        path:
          pathOf(mapping, namespace) +
          query({
            allowWatchBookmarks: true,
            fieldSelector: selector,
            resourceVersion: list.metadata?.resourceVersion,
            timeoutSeconds: 300 + Math.floor(process.host.random() * 300),
            watch: true,
          }),
      }),
      (piece) => {
        if ((piece as { type: string }).type !== 'DELETED') return;
        gone = true;
        stop.abort();
      },
      AbortSignal.any([stop.signal, process.signal]),
    );
    const expired = process.host
      .sleep(Math.max(0, left), AbortSignal.any([stop.signal, process.signal]))
      .then(() => stop.abort());
    await watching.catch(() => undefined);
    stop.abort();
    await expired;
    if (gone || process.signal.aborted) return;
    await process.host.sleep(Math.min(1000, Math.max(0, deadline - process.host.now())), process.signal);
    if (process.host.now() >= deadline)
      throw new Fail(`timed out waiting for the condition on ${qualifiedResource(mapping)}/${name}`);
  }
}
