// Models apiserver/pkg/endpoints/handlers/watch.go and the watch cache: a collection's changes from a revision on.

import type { ApiObject } from '#apimachinery/meta.ts';
import { isStatus, reply, status } from '#apimachinery/status.ts';
import { type Representation, tableOf } from '#apimachinery/table.ts';
import type { Answer } from '#apimachinery/wire.ts';
import type { LoggedEvent } from '../../storage.ts';
import { listOptionsOf } from './list-options.ts';
import { revisionOf } from './parameters.ts';
import { includeObjectOf, represent, tableSource } from './represent.ts';
import type { Scope } from './scope.ts';
import { type Selection, selectionOf } from './selection.ts';

/** Milliseconds between two bookmarks. Source: cacher defaultBookmarkFrequency. */
const BOOKMARK_EVERY_MS = 60_000;
/** Milliseconds. Differs: the real one ends a watch after 30 to 60 minutes, at random. Source: --min-request-timeout. */
const LONGEST_MS = 2_700_000;

interface Change<T extends ApiObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
}

/** What a change looks like through a selection: entering it is ADDED, leaving it DELETED. */
function seenThrough<T extends ApiObject>(event: LoggedEvent, selection: Selection<T>): Change<T> | undefined {
  const object = event.object as T;
  const isIn = event.type !== 'DELETED' && selection.matches(object);
  const wasIn = event.previous !== undefined && selection.matches(event.previous as T);
  if (isIn) return { type: wasIn ? 'MODIFIED' : 'ADDED', object };
  if (!wasIn) return undefined;
  // What left is shown as it last was inside, with the revision of its leaving.
  const previous = event.previous as T;
  const { resourceVersion = '' } = object.metadata;
  return { type: 'DELETED', object: { ...previous, metadata: { ...previous.metadata, resourceVersion } } };
}

/** The server's hold on its open watches, and its clock. */
export interface WatchHost {
  /** Keeps the end of an open watch of a resource, so that the server can end it. Returns what forgets it. */
  register(resource: string, end: () => void): () => void;
  /** Runs something after so many simulated milliseconds. Returns what cancels it. `idle`: time may leap over it. */
  after?(ms: number, run: () => void, options?: { readonly idle?: boolean }): () => void;
}

export function watch<T extends ApiObject>(scope: Scope<T>, representation: Representation, host: WatchHost): Answer {
  const { context, resource, namespace, strategy } = scope;
  const options = listOptionsOf(scope, true);
  if (isStatus(options)) return reply(options);
  const selection = selectionOf(scope);
  if (isStatus(selection)) return reply(selection);
  const include = includeObjectOf(scope);
  if (isStatus(include)) return reply(include);
  const { storage } = context;
  const from = revisionOf(options.resourceVersion);
  // Differs: kube-apiserver calls this its own failure, with code 500.
  if (typeof from === 'object') return reply(status.badRequest(from.error));
  const { allowWatchBookmarks, sendInitialEvents } = options;
  const replay = sendInitialEvents ?? from === 0;
  // Without a revision, and without the present state, it begins now.
  const revision = from === 0 ? storage.revision : from;

  return {
    code: 200,
    headers: { 'content-type': representation.contentType },
    ...(options.timeoutSeconds > 0 && { endsAfterMs: options.timeoutSeconds * 1000 }),
    open({ piece, end }) {
      let first = true;
      const shown = (object: ApiObject): unknown => {
        const withColumns = first;
        first = false;
        if (representation.as !== 'Table') return represent(scope, representation, object);
        const { resourceVersion = '' } = object.metadata;
        const nowMs = context.now();
        return tableOf([object], { resourceVersion }, tableSource(strategy), representation, {
          include,
          nowMs,
          withColumns,
        });
      };
      const send = (type: string, object: ApiObject): void => piece({ type, object: shown(object) });
      const bookmark = (annotations?: Record<string, string>): void => {
        const metadata = { name: '', resourceVersion: String(storage.revision), ...(annotations && { annotations }) };
        piece({ type: 'BOOKMARK', object: bookmarkIn(representation, strategy.kind, scope.apiVersion, metadata) });
      };
      const receive = (event: LoggedEvent): void => {
        // A revision still to come is waited for.
        if (event.resource !== resource || event.revision <= from) return;
        if (namespace && event.object.metadata.namespace !== namespace) return;
        const change = seenThrough(event, selection);
        if (change) send(change.type, change.object);
      };

      const missed = replay ? [] : storage.since(revision);
      if (!missed) {
        piece({ type: 'ERROR', object: status.expired(`too old resource version: ${revision} (${storage.oldest})`) });
        end();
        return () => {};
      }
      const stops = new Set<() => void>();
      let open = true;
      const stop = (): void => {
        open = false;
        for (const s of stops) s();
      };
      const finish = (): void => {
        if (!open) return;
        stop();
        end();
      };
      const later = (ms: number, run: () => void): void => {
        const due = (): void => {
          stops.delete(cancel!);
          run();
        };
        const cancel = host.after?.(ms, due, { idle: true });
        if (cancel) stops.add(cancel);
      };
      const bookmarks = (): void =>
        later(BOOKMARK_EVERY_MS, () => {
          bookmark();
          bookmarks();
        });
      if (replay) {
        for (const object of storage.list<T>(resource, namespace)) if (selection.matches(object)) send('ADDED', object);
        if (sendInitialEvents && allowWatchBookmarks) bookmark({ 'k8s.io/initial-events-end': 'true' });
      } else for (const event of missed) receive(event);

      stops.add(storage.subscribe(receive));
      stops.add(host.register(resource, finish));
      if (allowWatchBookmarks) bookmarks();
      later(options.timeoutSeconds > 0 ? options.timeoutSeconds * 1000 : LONGEST_MS, finish);
      return stop;
    },
  };
}

/** A bookmark has no cells: it is an empty object of the kind, or of the form that was asked for. */
function bookmarkIn(
  { as, version }: Representation,
  kind: string,
  apiVersion: string,
  metadata: ApiObject['metadata'],
): unknown {
  const { name: _name, ...rest } = metadata;
  if (as === 'object') return { kind, apiVersion, metadata: rest };
  const meta = { apiVersion: `meta.k8s.io/${version}` };
  const partial = { kind: 'PartialObjectMetadata', ...meta, metadata: rest };
  if (as !== 'Table') return partial;
  const { resourceVersion } = rest;
  return {
    kind: 'Table',
    ...meta,
    metadata: { resourceVersion },
    columnDefinitions: null,
    rows: [{ cells: null, object: partial }],
  };
}
