// Models BindingREST of pkg/registry/core/pod/storage: the scheduler's decision, told to a Pod or to the collection of bindings.

import type { Pod } from '#api/core/types.ts';
import { field } from '#apimachinery/field.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { aggregate, reply, type Status, status } from '#apimachinery/status.ts';
import { isDryRun } from '../../rest/options.ts';
import { otherUid } from '../../rest/other-uid.ts';
import type { ServerContext, SubresourceHandler } from '../../rest/strategy.ts';

export interface Binding extends ApiObject {
  readonly target?: { readonly kind?: string; readonly name?: string };
}

/** What is wrong with the wish itself, which the server calls its own failure. Source: ValidatePodBinding, ToAggregate. */
function invalid({ target: { kind, name: node } = {} }: Binding): Status | undefined {
  const errors = [
    ...(kind && kind !== 'Node' ? [field.notSupported('target.kind', kind, ['Node', '<empty>'])] : []),
    ...(node ? [] : [field.required('target.name')]),
  ];
  return errors.length > 0 ? status.unexplained(500, aggregate(errors)) : undefined;
}

/** Assigns a Pod, or says why not. */
export function bind(
  namespace: string,
  name: string,
  binding: Binding,
  dryRun: boolean,
  { storage, now }: Pick<ServerContext, 'storage' | 'now'>,
): Status | undefined {
  const { metadata } = binding;
  if (metadata.name !== name) return status.badRequest('name in URL does not match name in Binding object');
  const wrong = invalid(binding);
  if (wrong) return wrong;
  const pod = storage.get<Pod>('pods', `${namespace}/${name}`);
  if (!pod) return status.notFound('pods', '', name);
  const refuse = (why: string): Status => status.conflict('pods/binding', '', name, why);
  if (metadata.uid && metadata.uid !== pod.metadata.uid)
    return refuse(otherUid({ resource: 'pods', group: '' }, pod, metadata.uid));
  if (pod.metadata.deletionTimestamp) return refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName) return refuse(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if ((pod.spec.schedulingGates as unknown[] | undefined)?.length)
    return refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  if (dryRun) return undefined;
  const condition = {
    type: 'PodScheduled',
    status: 'True' as const,
    lastProbeTime: null,
    lastTransitionTime: timestamp(now()),
  };
  const conditions = [...(pod.status.conditions ?? []).filter((c) => c.type !== 'PodScheduled'), condition];
  const annotations = { ...pod.metadata.annotations, ...metadata.annotations };
  storage.put('pods', {
    ...pod,
    metadata: { ...pod.metadata, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: { ...pod.spec, nodeName: binding.target!.name! },
    status: { ...pod.status, conditions },
  });
  return undefined;
}

export const binding: SubresourceHandler = {
  kind: 'Binding',
  verbs: ['create'],
  takesObject: true,
  handle(_request, { namespace, name, query }, context, given) {
    const refused = bind(namespace, name, given as Binding, isDryRun({ query }), context);
    return refused ? reply(refused) : { code: 201, body: { ...status.success(), code: 201 } };
  },
};
