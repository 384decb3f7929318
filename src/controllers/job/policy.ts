// Models pkg/controller/job/pod_failure_policy.go and success_policy.go: what one failed Pod, or some succeeded indexes, mean for a Job.

import type { Job, PodFailurePolicyRule } from '#api/batch/types.ts';
import type { ContainerStatus, Pod } from '#api/core/types.ts';
import { indexesText, parseIndexes } from './indexes.ts';

/** Deleted Pods count as failed, unless only failed ones are replaced. Source: isPodFailed. */
export function isPodFailed(pod: Pod, job: Job): boolean {
  const phase = pod.status?.phase;
  if (phase === 'Failed') return true;
  if (onlyReplacesFailed(job)) return false;
  return pod.metadata.deletionTimestamp !== undefined && phase !== 'Succeeded';
}

export function onlyReplacesFailed({ spec }: Job): boolean {
  return spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;
}

export interface Verdict {
  readonly action?: PodFailurePolicyRule['action'];
  /** Of `FailJob`: what the condition says. */
  readonly message?: string;
  /** It counts towards backoffLimit. */
  readonly counts: boolean;
}

/** The first rule that matches decides. Source: matchPodFailurePolicy. */
export function judge({ spec }: Job, pod: Pod): Verdict {
  for (const [index, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
    const why = matches(rule, pod);
    if (why === undefined) continue;
    const { action } = rule;
    if (action === 'FailJob')
      return { action, message: `${why} matching FailJob rule at index ${index}`, counts: true };
    if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) continue;
    return { action, counts: action !== 'Ignore' };
  }
  return { counts: true };
}

function matches({ onExitCodes, onPodConditions = [] }: PodFailurePolicyRule, pod: Pod): string | undefined {
  const at = `${pod.metadata.namespace}/${pod.metadata.name}`;
  if (onExitCodes) {
    const { containerName, operator, values } = onExitCodes;
    const fits = ({ name, state }: ContainerStatus): boolean => {
      const code = state?.terminated?.exitCode;
      if (!code || (containerName !== undefined && name !== containerName)) return false;
      return operator === 'In' ? values.includes(code) : !values.includes(code);
    };
    const found = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].find(fits);
    return found && `Container ${found.name} for pod ${at} failed with exit code ${found.state?.terminated?.exitCode}`;
  }
  const condition = onPodConditions.find(({ type, status = 'True' }) =>
    pod.status?.conditions?.some((c) => c.type === type && c.status === status),
  );
  return condition && `Pod ${at} has condition ${condition.type}`;
}

/** What the condition says once enough of the indexes have succeeded. Source: matchSuccessPolicy. */
export function successMessage({ spec }: Job, succeeded: ReadonlySet<number>): string | undefined {
  for (const [index, rule] of (spec.successPolicy?.rules ?? []).entries()) {
    const { succeededIndexes, succeededCount } = rule;
    const wanted = succeededIndexes === undefined ? undefined : parseIndexes(succeededIndexes, spec.completions ?? 0);
    const has = wanted ? new Set([...wanted].filter((i) => succeeded.has(i))) : succeeded;
    const enough =
      succeededCount !== undefined ? has.size >= succeededCount : wanted && indexesText(has) === indexesText(wanted);
    if (enough) return `Matched rules at index ${index}`;
  }
  return undefined;
}
