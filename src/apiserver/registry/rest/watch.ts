// Models apiserver/pkg/endpoints/handlers/watch.go and the watch cache: a collection's changes from a revision on.

import type { ApiObject } from '#apimachinery/meta.ts';
import { isStatus, reply, status } from '#apimachinery/status.ts';
import { type Representation, tableOf } from '#apimachinery/table.ts';
import type { Answer } from '#apimachinery/wire.ts';
import type { LoggedEvent } from '../../storage.ts';
import { represent, tableSource } from './represent.ts';
import type { Scope } from './scope.ts';
import { type Selection, selectionOf } from './selection.ts';

/** After so many foreign revisions a watcher that takes bookmarks is told where it stands. */
const BOOKMARK_EVERY = 500;

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

/**
 * @param register Keeps the end of an open watch, so that the server can end all of them. Returns what forgets it.
 * @param after Runs something after so many simulated milliseconds; without it a watch ends only when its client goes.
 */
export function watch<T extends ApiObject>(
  scope: Scope<T>,
  representation: Representation,
  register: (end: () => void) => () => void,
  after: ((ms: number, run: () => void) => () => void) | undefined,
): Answer {
  const { context, query, resource, namespace, strategy } = scope;
  const selection = selectionOf(scope);
  if (isStatus(selection)) return reply(selection);
  const { storage } = context;
  const from = query.get('resourceVersion') ?? '';
  const revision = Number(from || '0');
  if (Number.isNaN(revision))
    return reply(status.badRequest(`resourceVersion: Invalid value: ${JSON.stringify(from)}`));
  const bookmarks = query.get('allowWatchBookmarks') === 'true';
  const sendInitial = query.get('sendInitialEvents');
  const replay = sendInitial === null ? revision === 0 : sendInitial === 'true';
  const timeoutSeconds = Number(query.get('timeoutSeconds') ?? '0');

  return {
    code: 200,
    headers: { 'content-type': representation.contentType },
    open({ piece, end }) {
      let first = true;
      let told = storage.revision;
      let open = true;
      const send = (type: string, object: ApiObject): void => {
        const asTable = representation.as === 'Table';
        const { resourceVersion = '' } = object.metadata;
        const shown = asTable
          ? tableOf([object], { resourceVersion }, tableSource(strategy), representation, {
              include: (query.get('includeObject') as 'None' | 'Metadata' | 'Object' | null) ?? 'Metadata',
              nowMs: context.now(),
              withColumns: first,
            })
          : represent(scope, representation, object);
        first = false;
        told = storage.revision;
        piece({ type, object: shown });
      };
      const bookmark = (annotations?: Record<string, string>): void => {
        told = storage.revision;
        const metadata = { resourceVersion: String(storage.revision), ...(annotations && { annotations }) };
        piece({ type: 'BOOKMARK', object: { kind: strategy.kind, apiVersion: scope.apiVersion, metadata } });
      };
      const receive = (event: LoggedEvent): void => {
        const mine = event.resource === resource && (!namespace || event.object.metadata.namespace === namespace);
        const change = mine ? seenThrough(event, selection) : undefined;
        if (change) send(change.type, change.object);
        else if (bookmarks && storage.revision - told >= BOOKMARK_EVERY) bookmark();
      };

      const missed = replay ? [] : storage.since(revision);
      if (!missed) {
        piece({ type: 'ERROR', object: status.expired(`too old resource version: ${revision} (${storage.revision})`) });
        end();
        return () => {};
      }
      const stops: (() => void)[] = [];
      const stop = (): void => {
        if (!open) return;
        open = false;
        for (const s of stops) s();
      };
      if (replay) {
        for (const object of storage.list<T>(resource, namespace)) if (selection.matches(object)) send('ADDED', object);
        if (sendInitial === 'true' && bookmarks) bookmark({ 'k8s.io/initial-events-end': 'true' });
      } else for (const event of missed) receive(event);

      const finish = (): void => {
        if (!open) return;
        stop();
        end();
      };
      stops.push(storage.subscribe(receive), register(finish));
      if (after && timeoutSeconds > 0) stops.push(after(timeoutSeconds * 1000, finish));
      return stop;
    },
  };
}
