// kubectl get --watch: the table first, then a line for every change. Models kubectl/pkg/cmd/get watch.

import { parseGoDuration } from '#apimachinery/duration.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { isStatus } from '#apimachinery/status.ts';
import { ConnectionError } from '#apimachinery/wire.ts';
import { ask, connectionFail, dressed, printWarnings, query, statusOf, TABLE_ACCEPT } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { pathOf, qualifiedKind } from '../../discovery.ts';
import { Fail, StatusFail } from '../../errors.ts';
import { sortBy } from '../../print/sort.ts';
import { layout, type TableMemory, tableOf } from '../../print/table.ts';
import { getObject, type Query, type Target } from '../../resource/builder.ts';
import { type PrintEach, tableOptions } from './get.ts';

interface Event {
  readonly type: string;
  readonly object: unknown;
}

/** `5` seconds, or `1m30s`; nought is for ever. */
function requestTimeoutMs(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : (parseGoDuration(text) ?? 0);
}

/** @param targets One, or several names of one type: those are shown, and refused. */
export async function watch(
  factory: Factory,
  q: Query,
  targets: readonly Target[],
  print: PrintEach | undefined,
): Promise<number> {
  const { flags, process } = factory;
  const target = targets[0]!;
  const mapping = target.by === 'list' ? target.mapping : target.info.mapping;
  const accept = print ? 'application/json' : TABLE_ACCEPT;
  const only = flags.bool('watch-only');
  const sort = flags.string('sort-by');
  if (sort) factory.err('warning: --watch requested, --sort-by will be ignored for watch events received\n');
  const memory: TableMemory = { widths: [], headers: '', columns: [] };
  const options = tableOptions(factory, flags.bool('show-kind') ? qualifiedKind(mapping) : undefined);
  const show = (body: unknown, event: string): void => {
    if (print) {
      const { items: listed, apiVersion } = body as { items?: ApiObject[]; apiVersion?: string };
      const items = listed?.map((item) => ({ ...item, apiVersion, kind: mapping.kind }));
      const events = flags.bool('output-watch-events') && flags.string('output').toLowerCase() !== 'name';
      const objects = items ?? [body];
      print(events ? objects.map((object) => ({ type: event, object })) : objects);
      return;
    }
    const table = tableOf(body, process.host.now());
    if (table.rows.length === 0) return;
    const rows = sort && event === 'ADDED' ? sortBy(table.rows, sort, (r) => r.object) : table.rows;
    factory.out(
      layout({ ...table, rows }, { ...options, memory, ...(flags.bool('output-watch-events') && { event }) }),
    );
  };

  let version: string | undefined;
  if (target.by === 'list') {
    if (!only || print === undefined) {
      const list = await ask<{ metadata?: { resourceVersion?: string }; items?: ApiObject[] }>(factory, {
        method: 'GET',
        path:
          pathOf(mapping, target.namespace) +
          query({
            fieldSelector: q.fieldSelector,
            includeObject: sort ? 'Object' : undefined,
            labelSelector: q.selector,
            limit: sort ? undefined : flags.int('chunk-size') || undefined,
          }),
        headers: { accept },
      });
      version = list.metadata?.resourceVersion || '0';
      if (!only) show(list, 'ADDED');
    }
  } else {
    const objects: { metadata?: { resourceVersion?: string } }[] = [];
    for (const each of targets) if (each.by !== 'list') objects.push(await getObject(factory, each.info, accept));
    version = objects[0]?.metadata?.resourceVersion || '0';
    if (!only) for (const object of objects) show(object, 'ADDED');
    // Source: Result.Watch, which is asked after the first print.
    if (objects.length > 1) throw new Fail('you may only watch a single resource or type of resource at a time');
  }

  const namespace = target.by === 'list' ? target.namespace : target.info.namespace;
  const request = dressed(factory, {
    method: 'GET',
    path:
      pathOf(mapping, namespace) +
      query({
        fieldSelector: target.by === 'list' ? q.fieldSelector : `metadata.name=${target.info.name}`,
        labelSelector: q.selector,
        resourceVersion: version,
        watch: true,
      }),
    headers: { accept },
  });
  // A watch from version 0 begins with what was just printed.
  let replayed = target.by !== 'list' && version === '0' && !only;
  let failure: StatusFail | undefined;
  const ended = new AbortController();
  const patienceMs = requestTimeoutMs(flags.string('request-timeout'));
  if (patienceMs > 0) void process.host.sleep(patienceMs, ended.signal).then(() => ended.abort());
  try {
    const answer = await factory.transport().stream(
      request,
      (piece) => {
        const event = piece as Event;
        if (event.type === 'BOOKMARK') return;
        if (event.type === 'ERROR') {
          failure = isStatus(event.object) ? new StatusFail(event.object) : undefined;
          ended.abort();
          return;
        }
        if (replayed && event.type === 'ADDED') {
          replayed = false;
          return;
        }
        show(event.object, event.type);
      },
      AbortSignal.any([process.signal, ended.signal]),
    );
    printWarnings(factory, answer.headers);
    if (answer.code >= 400) throw new StatusFail(statusOf(answer, request));
  } catch (error) {
    if (error instanceof ConnectionError) throw connectionFail(factory, request, error);
    if (!process.signal.aborted && !ended.signal.aborted) throw error;
  }
  ended.abort();
  if (failure) throw failure;
  return 0;
}
