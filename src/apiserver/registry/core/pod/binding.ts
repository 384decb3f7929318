// Models BindingREST of pkg/registry/core/pod/storage: the scheduler's decision, told to a Pod or to the collection of bindings.

import type { Pod } from '#api/core/types.ts';
import { field } from '#apimachinery/field.ts';
import { timestamp } from '#apimachinery/names.ts';
import { reply, type Status, status } from '#apimachinery/status.ts';
import type { ServerContext, SubresourceHandler } from '../../rest/strategy.ts';

interface Target {
  readonly kind?: string;
  readonly name?: string;
}

/** What is wrong with the wish itself. Source: ValidatePodBinding. */
function invalid(name: string, { kind, name: node }: Target): Status | undefined {
  const errors = [
    ...(kind && kind !== 'Node' ? [field.notSupported('target.kind', kind, ['Node', '<empty>'])] : []),
    ...(node ? [] : [field.required('target.name')]),
  ];
  return errors.length > 0 ? status.invalid('Binding', '', name, errors) : undefined;
}

/** Assigns a Pod, or says why not. */
export function bind(
  namespace: string,
  name: string,
  target: Target,
  dryRun: boolean,
  { storage, now }: Pick<ServerContext, 'storage' | 'now'>,
): Status | undefined {
  const wrong = invalid(name, target);
  if (wrong) return wrong;
  const pod = storage.get<Pod>('pods', `${namespace}/${name}`);
  if (!pod) return status.notFound('pods', '', name);
  const refuse = (why: string): Status => status.conflict('pods/binding', '', name, why);
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
  storage.put('pods', {
    ...pod,
    spec: { ...pod.spec, nodeName: target.name! },
    status: { ...pod.status, conditions },
  });
  return undefined;
}

export const binding: SubresourceHandler = {
  kind: 'Binding',
  verbs: ['create'],
  handle(request, { namespace, name, query }, context) {
    const { target = {} } = (request.body ?? {}) as { target?: Target };
    const refused = bind(namespace, name, target, query.has('dryRun'), {
      storage: context.storage,
      now: () => context.now(),
    });
    return refused ? reply(refused) : { code: 201, body: { ...status.success(), code: 201 } };
  },
};
