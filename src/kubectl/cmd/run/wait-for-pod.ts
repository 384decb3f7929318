// Waits until a pod is as wanted, by list and watch.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, dressed, query } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';

export interface RunningPod extends ApiObject {
  spec: { containers: { name: string }[] };
  status?: {
    phase?: string;
    containerStatuses?: { state?: { terminated?: { exitCode: number; reason?: string; message?: string } } }[];
  };
}

export const phaseOf = (pod: RunningPod): string => pod.status?.phase ?? '';

/** @param timeoutMs 0 means as long as it takes. */
export async function waitForPod(
  factory: Factory,
  pod: RunningPod,
  timeoutMs: number,
  until: (pod: RunningPod) => boolean,
): Promise<RunningPod> {
  const { process } = factory;
  const { name, namespace = '' } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const fieldSelector = `metadata.name=${name}`;
  const deadline = timeoutMs > 0 ? process.host.now() + timeoutMs : Number.POSITIVE_INFINITY;
  for (;;) {
    const list = await ask<{ items?: RunningPod[]; metadata?: { resourceVersion?: string } }>(factory, {
      method: 'GET',
      path: path + query({ fieldSelector, limit: 500, resourceVersion: 0 }),
    });
    const [listed] = list.items ?? [];
    if (!listed) throw new Fail(`pods "${name}" not found`);
    if (until(listed)) return listed;
    let found: RunningPod | undefined;
    let deleted = false;
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, process.signal]);
    const watching = factory.transport().stream(
      dressed(factory, {
        method: 'GET',
        path:
          path +
          query({
            allowWatchBookmarks: true,
            fieldSelector,
            resourceVersion: list.metadata?.resourceVersion,
            timeoutSeconds: 300 + Math.floor(process.host.random() * 300),
            watch: true,
          }),
      }),
      (piece) => {
        const { type, object } = piece as { type: string; object: RunningPod };
        if (type === 'DELETED') deleted = true;
        else if (type === 'ADDED' || type === 'MODIFIED') {
          if (!until(object)) return;
          found = object;
        } else return;
        stop.abort();
      },
      signal,
    );
    const left = deadline - process.host.now();
    if (Number.isFinite(left)) void process.host.sleep(Math.max(0, left), signal).then(() => stop.abort());
    await watching.catch(() => undefined);
    stop.abort();
    if (found) return found;
    if (deleted) throw new Fail('watch closed before UntilWithoutRetry timeout');
    if (process.signal.aborted) throw new Fail('interrupted');
    if (process.host.now() >= deadline) throw new Fail('timed out waiting for the condition');
    await process.host.sleep(500, process.signal);
  }
}
