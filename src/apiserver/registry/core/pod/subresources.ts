// Models pkg/registry/core/pod/storage and rest/subresources.go: what can be asked of a Pod beside its object.

import type { Pod } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { reply, type Status, status } from '#apimachinery/status.ts';
import type { ServerContext, SubresourceHandler } from '../../rest/strategy.ts';
import { decodeName, forward, PROXY_VERBS, splitSchemeNamePort, type Target } from '../proxy/forward.ts';
import { validIp } from '../service/ip.ts';
import { graceSeconds } from './grace.ts';
import { podLog } from './log.ts';
import { execLike, portForward } from './streams.ts';

/** `[scheme:]POD[:port]`: the first declared port when none is named. */
export function locatePod(id: string, namespace: string, { storage }: ServerContext): Target | Status {
  const parsed = splitSchemeNamePort(id);
  if (!parsed) return status.badRequest(`invalid pod request ${JSON.stringify(id)}`);
  const { scheme, name, port } = parsed;
  const pod = storage.get<Pod>('pods', `${namespace}/${name}`);
  if (!pod) return status.notFound('pods', '', name);
  const ip = pod.status.podIPs?.[0]?.ip ?? pod.status.podIP ?? '';
  if (!validIp(ip)) return status.badRequest('address not allowed');
  const declared = pod.spec.containers.find((c) => (c.ports ?? []).length > 0)?.ports?.[0]?.containerPort;
  const number = port === '' ? (declared ?? (scheme === 'https' ? 443 : 80)) : Number(port);
  if (!Number.isInteger(number)) {
    return status.serviceUnavailable(`error trying to reach service: dial tcp: lookup tcp/${port}: unknown port`);
  }
  return { scheme, ip, port: number };
}

const proxy: SubresourceHandler = {
  kind: 'PodProxyOptions',
  verbs: PROXY_VERBS,
  async handle(request, { namespace, name, query }, context) {
    if (query.has('dryRun')) return reply(status.badRequest('dryRun is not supported'));
    const target = locatePod(decodeName(name), namespace, context);
    return 'kind' in target ? reply(target) : forward(request, target, context);
  },
};

/** The scheduler's decision. Source: BindingREST. */
const binding: SubresourceHandler = {
  kind: 'Binding',
  verbs: ['create'],
  handle(request, { namespace, name, query }, context) {
    const { storage } = context;
    const pod = storage.get<Pod>('pods', `${namespace}/${name}`);
    if (!pod) return reply(status.notFound('pods', '', name));
    const { target } = (request.body ?? {}) as { target?: { name?: string } };
    if (!target?.name) {
      return reply(
        status.invalid('Binding', '', name, [
          { type: 'FieldValueRequired', field: 'target.name', body: 'Required value' },
        ]),
      );
    }
    const refuse = (why: string): ReturnType<typeof reply> => reply(status.conflict('pods/binding', '', name, why));
    if (pod.metadata.deletionTimestamp) return refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
    if (pod.spec.nodeName) return refuse(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
    if (!query.has('dryRun')) {
      const next = structuredClone(pod);
      next.spec.nodeName = target.name;
      const condition = {
        type: 'PodScheduled',
        status: 'True' as const,
        lastProbeTime: null,
        lastTransitionTime: timestamp(context.now()),
      };
      next.status.conditions = [...(next.status.conditions ?? []).filter((c) => c.type !== 'PodScheduled'), condition];
      storage.put('pods', next);
    }
    return { code: 201, body: { ...status.success(), code: 201 } };
  },
};

/** A polite DELETE. Portolan does not simulate PodDisruptionBudgets: every eviction is granted. Source: EvictionREST. */
const eviction: SubresourceHandler = {
  kind: 'Eviction',
  group: 'policy',
  version: 'v1',
  verbs: ['create'],
  handle(request, { namespace, name, query }, context) {
    const { storage } = context;
    const pod = storage.get<Pod>('pods', `${namespace}/${name}`);
    if (!pod) return reply(status.notFound('pods', '', name));
    const { deleteOptions } = (request.body ?? {}) as {
      deleteOptions?: { gracePeriodSeconds?: number; dryRun?: string[] };
    };
    const dryRun = query.has('dryRun') || (deleteOptions?.dryRun ?? []).length > 0;
    if (!dryRun) evict(pod, graceSeconds(pod, deleteOptions?.gracePeriodSeconds), context);
    return { code: 201, body: { ...status.success(), code: 201 } };
  },
};

function evict(pod: Pod, seconds: number, context: ServerContext): void {
  const { storage } = context;
  const held = (pod.metadata.finalizers ?? []).length > 0;
  if (pod.metadata.deletionTimestamp && seconds > 0) return;
  if (seconds === 0 && !held) {
    storage.remove('pods', keyOf(pod));
    return;
  }
  const next = structuredClone(pod);
  next.metadata.deletionTimestamp = timestamp(context.now() + seconds * 1000);
  next.metadata.deletionGracePeriodSeconds = seconds;
  storage.put('pods', next);
}

export const podSubresources: Readonly<Record<string, SubresourceHandler>> = {
  attach: execLike('attach'),
  binding,
  eviction,
  exec: execLike('exec'),
  log: podLog,
  portforward: portForward,
  proxy,
};
