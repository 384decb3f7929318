// Which Pods of a node drain takes away, and what it says of the others. Models kubectl/pkg/drain filters.go.

import type { Pod } from '#api/core/types.ts';
import { controllerOf } from '#apimachinery/meta.ts';
import { ask } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { Fail, isReason } from '../../errors.ts';

type Verdict =
  | { readonly take: true; readonly warning?: string }
  | { readonly take: false; readonly warning?: string; readonly refusal?: string };

const MIRROR = 'kubernetes.io/config.mirror';
const isFinished = (pod: Pod): boolean => ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '');

async function ofDaemonSet(factory: Factory, pod: Pod): Promise<Verdict> {
  const controller = controllerOf(pod);
  if (controller?.kind !== 'DaemonSet' || isFinished(pod)) return { take: true };
  try {
    const namespace = pod.metadata.namespace ?? 'default';
    await ask(factory, { method: 'GET', path: `/apis/apps/v1/namespaces/${namespace}/daemonsets/${controller.name}` });
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    // The one that would make it anew is gone.
    if (isReason(error, 'NotFound') && factory.flags.bool('force')) return { take: true, warning: error.message };
    return { take: false, refusal: error.message };
  }
  if (!factory.flags.bool('ignore-daemonsets'))
    return { take: false, refusal: 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
  return { take: false, warning: 'ignoring DaemonSet-managed Pods' };
}

function ofLocalStorage({ flags }: Factory, pod: Pod): Verdict {
  if (!pod.spec.volumes?.some((volume) => volume.emptyDir) || isFinished(pod)) return { take: true };
  return flags.bool('delete-emptydir-data')
    ? { take: true, warning: 'deleting Pods with local storage' }
    : {
        take: false,
        refusal: 'cannot delete Pods with local storage (use --delete-emptydir-data to override)',
      };
}

function unreplicated({ flags }: Factory, pod: Pod): Verdict {
  if (controllerOf(pod) || isFinished(pod)) return { take: true };
  return flags.bool('force')
    ? { take: true, warning: 'deleting Pods that declare no controller' }
    : { take: false, refusal: 'cannot delete Pods that declare no controller (use --force to override)' };
}

function longGoing({ flags, process }: Factory, pod: Pod): boolean {
  const seconds = flags.int('skip-wait-for-delete-timeout');
  const { deletionTimestamp } = pod.metadata;
  return (
    seconds > 0 &&
    deletionTimestamp !== undefined &&
    process.host.now() - Date.parse(deletionTimestamp) > seconds * 1000
  );
}

/** The last word decides; a filter that does not take it is the last. */
async function judge(factory: Factory, pod: Pod): Promise<Verdict> {
  if (longGoing(factory, pod)) return { take: false };
  const daemon = await ofDaemonSet(factory, pod);
  if (!daemon.take) return daemon;
  if (pod.metadata.annotations?.[MIRROR] !== undefined) return { take: false };
  const storage = ofLocalStorage(factory, pod);
  return storage.take ? unreplicated(factory, pod) : storage;
}

export interface Chosen {
  readonly pods: readonly Pod[];
  /** `message: ns/a, ns/b` of each, joined; empty when there is none. */
  readonly warnings: string;
  readonly refusals: readonly string[];
}

export async function choose(factory: Factory, pods: readonly Pod[]): Promise<Chosen> {
  const taken: Pod[] = [];
  const warnings = new Map<string, string[]>();
  const refusals = new Map<string, string[]>();
  const note = (notes: Map<string, string[]>, message: string, pod: Pod): void => {
    const names = notes.get(message) ?? [];
    names.push(`${pod.metadata.namespace}/${pod.metadata.name}`);
    notes.set(message, names);
  };
  for (const pod of pods) {
    const verdict = await judge(factory, pod);
    if (verdict.take) taken.push(pod);
    if (verdict.warning !== undefined) note(warnings, verdict.warning, pod);
    if (!verdict.take && verdict.refusal !== undefined) note(refusals, verdict.refusal, pod);
  }
  const lines = (notes: Map<string, string[]>): string[] =>
    [...notes].map(([text, names]) => `${text}: ${names.join(', ')}`);
  return {
    pods: taken,
    warnings: lines(warnings).join('; '),
    refusals: lines(refusals).map((line) => `cannot delete ${line}`),
  };
}
