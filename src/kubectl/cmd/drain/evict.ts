// Takes Pods away, and waits until they are gone. Models kubectl/pkg/drain DeleteOrEvictPods.

import type { Pod } from '#api/core/types.ts';
import { ask, query } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { Fail, isReason, raise } from '../../errors.ts';
import { type DryRun, nameOf, writeQuery } from '../../resource/output.ts';

/** kubectl's EvictErrorRetryDelay. */
const RETRY_MS = 5000;
const POLL_MS = 1000;

const pathOf = ({ metadata }: Pod, subresource = ''): string =>
  `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}${subresource}`;

/** Go's time.Duration.String for whole milliseconds. */
const goDuration = (ms: number): string => {
  const [hours, minutes, seconds] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, (ms / 1000) % 60];
  return `${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${seconds}s`;
};

interface Limits {
  readonly dryRun: DryRun;
  /** On the process's clock. */
  readonly deadline: number;
  readonly timeoutMs: number;
}

function options({ flags }: Factory, dryRun: DryRun): object {
  const grace = flags.int('grace-period');
  return { ...(grace >= 0 && { gracePeriodSeconds: grace }), ...(dryRun === 'server' && { dryRun: ['All'] }) };
}

async function evict(factory: Factory, pod: Pod, { dryRun, deadline, timeoutMs }: Limits): Promise<void> {
  const { name, namespace } = pod.metadata;
  const named = `pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`;
  for (;;) {
    factory.out(`evicting pod ${namespace}/${name}${dryRun === 'server' ? ' (server dry run)' : ''}\n`);
    if (factory.process.host.now() >= deadline)
      throw new Fail(`error when evicting ${named}: global timeout reached: ${goDuration(timeoutMs)}`);
    try {
      await ask(factory, {
        method: 'POST',
        path: pathOf(pod, '/eviction') + query(writeQuery(dryRun)),
        body: {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name, namespace },
          deleteOptions: options(factory, dryRun),
        },
      });
      return;
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      if (isReason(error, 'NotFound')) return;
      if (!isReason(error, 'TooManyRequests')) throw new Fail(`error when evicting ${named}: ${error.message}`);
      factory.err(`error when evicting ${named} (will retry after ${goDuration(RETRY_MS)}): ${error.message}\n`);
      await factory.process.host.sleep(RETRY_MS, factory.process.signal);
      if (factory.process.signal.aborted) throw new Fail('interrupted');
    }
  }
}

async function isGone(factory: Factory, pod: Pod): Promise<boolean> {
  try {
    const now = await ask<Pod>(factory, { method: 'GET', path: pathOf(pod) });
    if (now.metadata.uid !== pod.metadata.uid) return true;
    const skip = factory.flags.int('skip-wait-for-delete-timeout');
    const { deletionTimestamp } = now.metadata;
    if (!(skip > 0) || !deletionTimestamp) return false;
    if (factory.process.host.now() - Date.parse(deletionTimestamp) <= skip * 1000) return false;
    factory.out(
      `pod ${JSON.stringify(pod.metadata.name)} has DeletionTimestamp older than ${skip} seconds, skipping\n`,
    );
    return true;
  } catch (error) {
    if (isReason(error, 'NotFound')) return true;
    throw error;
  }
}

async function waitForEnd(factory: Factory, pod: Pod, verb: string, deadline: number): Promise<void> {
  const { host, signal } = factory.process;
  while (!(await isGone(factory, pod))) {
    const left = deadline - host.now();
    if (left <= 0) throw new Fail('context deadline exceeded');
    await host.sleep(Math.min(POLL_MS, left), signal);
    if (signal.aborted) throw new Fail('interrupted');
  }
  factory.out(`${nameOf({ ...pod, apiVersion: 'v1', kind: 'Pod' })} ${verb}\n`);
}

async function each(pods: readonly Pod[], act: (pod: Pod) => Promise<void>): Promise<void> {
  const wrong: Fail[] = [];
  const one = async (pod: Pod): Promise<void> => {
    try {
      await act(pod);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(error);
    }
  };
  await Promise.all(pods.map(one));
  raise(wrong);
}

/** Rejects with a Fail that holds every Pod's own. */
export async function takeAway(factory: Factory, pods: readonly Pod[], dryRun: DryRun): Promise<void> {
  const timeoutMs = factory.flags.durationMs('timeout');
  const deadline = timeoutMs > 0 ? factory.process.host.now() + timeoutMs : Number.POSITIVE_INFINITY;
  if (!factory.flags.bool('disable-eviction'))
    return each(pods, async (pod) => {
      await evict(factory, pod, { dryRun, deadline, timeoutMs });
      if (dryRun === 'server') return;
      const { name, namespace } = pod.metadata;
      try {
        await waitForEnd(factory, pod, 'evicted', deadline);
      } catch (error) {
        if (!(error instanceof Fail)) throw error;
        const which = `pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)}`;
        throw new Fail(`error when waiting for ${which} to terminate: ${error.message}`);
      }
    });
  for (const pod of pods) {
    try {
      await ask(factory, { method: 'DELETE', path: pathOf(pod), body: options(factory, dryRun) });
    } catch (error) {
      if (!isReason(error, 'NotFound')) throw error;
    }
  }
  if (dryRun !== 'server') await each(pods, (pod) => waitForEnd(factory, pod, 'deleted', deadline));
}
