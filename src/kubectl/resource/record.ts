// --record: the command line as the object's `kubernetes.io/change-cause`, which `rollout history` shows. Deprecated since 1.19, and still typed.
// Models cli-runtime/pkg/genericclioptions/record_flags.go.

import type { ApiObject } from '#apimachinery/meta.ts';
import { basename } from '#machine/path.ts';
import { ask, query } from '../client.ts';
import type { Factory } from '../command.ts';
import { pathOf } from '../discovery.ts';
import { make } from '../standard-flags.ts';
import type { Info } from './builder.ts';

export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

export const recordFlag = make.bool('record', 'Keep the command line in an annotation of the object.', {
  deprecated: '--record will be removed in the future',
});

/** Words first, then flags with their values, in the order typed. Source: parseCommandArguments. */
function cause({ process, commandPath = 'kubectl', args, afterDash = [], flags }: Factory): string {
  const words = [basename(process.argv[0] ?? 'kubectl'), ...commandPath.split(' ').slice(1), ...args, ...afterDash];
  return [...words, ...flags.given.map(([name, value]) => `--${name}=${value}`)].join(' ');
}

/** `object` with the cause of its change, where --record asks for it. */
export function recorded<T extends ApiObject>(factory: Factory, object: T): T {
  if (!factory.flags.bool('record')) return object;
  const { metadata } = object;
  const annotations = { ...metadata.annotations, [CHANGE_CAUSE]: cause(factory) };
  return { ...object, metadata: { ...metadata, annotations } };
}

/** The cause alone, patched, for verbs whose own request has no room for it. */
export async function recordAfter(
  factory: Factory,
  { mapping, namespace, name }: Info,
  fieldManager?: string,
): Promise<void> {
  if (!factory.flags.bool('record')) return;
  await ask(factory, {
    method: 'PATCH',
    path: pathOf(mapping, namespace, name) + query({ fieldManager }),
    headers: { accept: 'application/json', 'content-type': 'application/merge-patch+json' },
    body: { metadata: { annotations: { [CHANGE_CAUSE]: cause(factory) } } },
  });
}
