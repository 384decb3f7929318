// From where a request is sent: a place, or any of a kind.

import type { Pod } from '#api/core/types.ts';
import type { Place } from '#machine/program.ts';
import type { Evidence } from '../../check.ts';
import { readyNodes } from '../../live.ts';

/** Undefined: nobody is there. A place that is named is taken at its word: the request fails if nobody is there. */
export async function placeOf(from: string, evidence: Evidence): Promise<Place | undefined> {
  if (from === 'node') {
    const [first] = readyNodes(await evidence.list('nodes'));
    return first && `node/${first.metadata.name}`;
  }
  const label = /^pod\/([^/]+)\/([^=]+)=(.*)$/.exec(from);
  if (from !== 'pod' && !label) return from;
  const own = ((await evidence.list('pods')) as readonly Pod[]).filter(
    ({ metadata, status }) =>
      status?.phase === 'Running' && !metadata.deletionTimestamp && metadata.namespace === (label?.[1] ?? 'default'),
  );
  const pod = label
    ? own.find(({ metadata }) => metadata.labels?.[label[2]!] === label[3])
    : // Whoever is there to call from, before a server.
      (own.find(({ metadata }) => metadata.name === 'client') ?? own[0]);
  return pod && `pod/${pod.metadata.namespace}/${pod.metadata.name}`;
}
