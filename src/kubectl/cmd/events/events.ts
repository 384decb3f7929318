// kubectl events: what has happened, oldest first. Models kubectl/pkg/cmd/events.

import type { Event } from '#api/core/types.ts';
import type { ApiList } from '#apimachinery/meta.ts';
import { ConnectionError } from '#apimachinery/wire.ts';
import { ask, connectionFail, dressed, query, statusOf } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { eventAge, inOrder } from '../../describe/events.ts';
import { discover, findType, groupVersionOf, noSuchType } from '../../discovery.ts';
import { Fail, StatusFail, Verbatim } from '../../errors.ts';
import { columns } from '../../print/columns.ts';
import { objectPrinter } from '../../print/printer.ts';
import { FORMATS, flag, make } from '../../standard-flags.ts';

const TYPES = ['Normal', 'Warning'];

const row = (event: Event, nowMs: number, namespaced: boolean): string[] => [
  ...(namespaced ? [event.metadata.namespace ?? ''] : []),
  eventAge(event, nowMs),
  event.type ?? '',
  event.reason ?? '',
  `${event.involvedObject.kind}/${event.involvedObject.name}`,
  (event.message ?? '').trim(),
];

/** `svc/web` → the terms that select its events. */
async function about(factory: Factory, text: string): Promise<string | undefined> {
  const [type, name, more] = text.split('/');
  if (more !== undefined) throw new Fail('arguments in resource/name form may not have more than one slash');
  if (!type || name === undefined) throw new Fail('--for must be in resource/name form');
  const mapping = findType(await discover(factory), type);
  // Source: a NoKindMatchError is told as it is.
  if (!mapping) throw new Verbatim(noSuchType(type).message);
  // Without a name it is about everything.
  if (name === '') return undefined;
  return `involvedObject.kind=${mapping.kind},involvedObject.apiVersion=${groupVersionOf(mapping)},involvedObject.name=${name}`;
}

const lastSeen = (event: Event & { series?: { lastObservedTime?: string } }): number =>
  Date.parse(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.firstTimestamp ?? '') ||
  0;

/** Those that are there come first, as if they had just been made: nothing is listed before. Source: EventsOptions.runWatch. */
async function watch(
  factory: Factory,
  { path, headers }: { readonly path: string; readonly headers: Readonly<Record<string, string>> },
  show: (event: Event) => void,
): Promise<void> {
  const { process } = factory;
  const request = dressed(factory, { method: 'GET', path, headers });
  try {
    const answer = await factory.transport().stream(
      request,
      (piece) => {
        const { type, object } = piece as { type: string; object: Event };
        if (type === 'ADDED' || type === 'MODIFIED') show(object);
      },
      process.signal,
    );
    if (answer.code >= 400) throw new StatusFail(statusOf(answer, request));
  } catch (error) {
    if (process.signal.aborted) return;
    throw error instanceof ConnectionError ? connectionFail(factory, request, error) : error;
  }
}

export const events: Command = {
  name: 'events',
  use: 'events [(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning] [options]',
  short: 'List events',
  long: 'Display events.\n\nPrints a table of the most important information about events. You can request events for a namespace, for all namespace, or filtered to only those pertaining to a specified resource.',
  examples: `# List recent events in the default namespace
kubectl events

# List recent events in all namespaces
kubectl events --all-namespaces

# List recent events for the specified Pod, then wait for more events and list them as they arrive
kubectl events --for pod/web-pod-13je7 --watch

# List recent only events of type 'Warning'
kubectl events --types=Warning`,
  flags: [
    flag.allNamespaces('Look in all namespaces. The namespace of the context and --namespace do not count then.'),
    flag.allowMissingTemplateKeys,
    make.int('chunk-size', 500, 'Return large lists in chunks rather than all at once. Pass 0 to disable.'),
    make.string('for', 'Filter events to only those pertaining to the specified resource.'),
    make.bool('no-headers', 'When using the default output format, do not print headers.'),
    flag.output(FORMATS),
    flag.showManagedFields,
    flag.template,
    make.strings('types', 'Output only events of given types.'),
    make.bool('watch', 'After listing the requested events, watch for more events.', { short: 'w' }),
  ],
  complete: async () => [],

  async run(factory) {
    const { flags, process } = factory;
    const types = flags.list('types').map((t) => t.toLowerCase());
    if (types.some((t) => !TYPES.some((known) => known.toLowerCase() === t)))
      throw new Fail('valid --types are Normal or Warning');
    const print = objectPrinter(factory, { typed: true });
    const fieldSelector = flags.string('for') ? await about(factory, flags.string('for')) : undefined;
    const everywhere = flags.bool('all-namespaces');
    const path = everywhere ? '/api/v1/events' : `/api/v1/namespaces/${factory.namespace.name}/events`;
    const wanted = (event: Event): boolean => types.length === 0 || types.includes((event.type ?? '').toLowerCase());
    const headers = { accept: 'application/json' };
    const widths: number[] = [];
    const head = [...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
    if (flags.bool('watch')) {
      let hasHead = flags.bool('no-headers');
      await watch(factory, { path: path + query({ fieldSelector, limit: 500, watch: true }), headers }, (event) => {
        if (!wanted(event)) return;
        if (print) return print({ ...event, apiVersion: 'v1', kind: 'Event' });
        const line = row(event, process.host.now(), everywhere);
        factory.out(columns(hasHead ? [line] : [head, line], widths));
        hasHead = true;
      });
      return process.signal.aborted ? 130 : 0;
    }
    const list = await ask<ApiList<Event>>(factory, {
      method: 'GET',
      path: path + query({ fieldSelector, limit: 500 }),
      headers,
    });
    const found = inOrder(list.items.filter(wanted), lastSeen);
    if (found.length === 0) {
      factory.err(everywhere ? 'No events found.\n' : `No events found in ${factory.namespace.name} namespace.\n`);
      return 0;
    }
    // Names of a list are no output that the real one knows, and it does not say so.
    if (print && flags.string('output') !== 'name')
      print({
        apiVersion: 'v1',
        kind: 'EventList',
        metadata: {},
        items: found.map((event) => ({ ...event, apiVersion: 'v1', kind: 'Event' })),
      });
    else if (!print) {
      const rows = found.map((event) => row(event, process.host.now(), everywhere));
      factory.out(columns(flags.bool('no-headers') ? rows : [head, ...rows], widths));
    }
    return 0;
  },
};
