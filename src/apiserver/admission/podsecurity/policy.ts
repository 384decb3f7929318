// Models pod-security-admission/api: what the labels of a namespace ask, and whether a Pod keeps to it.

import type { PodSpec } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { BASELINE, OVERRIDDEN } from './baseline.ts';
import type { Violation } from './check.ts';
import { RESTRICTED } from './restricted.ts';

export type Mode = 'enforce' | 'audit' | 'warn';

export interface LevelVersion {
  readonly level: string;
  /** `latest`, `v1.34`. Differs: a level means the same in every version. */
  readonly version: string;
}

const LEVELS = ['privileged', 'baseline', 'restricted'];
const label = (mode: Mode): string => `pod-security.kubernetes.io/${mode}`;

export const strictness = ({ level }: LevelVersion): number => Math.max(0, LEVELS.indexOf(level));
export const levelText = ({ level, version }: LevelVersion): string => `${level}:${version}`;

function asked(labels: Readonly<Record<string, string>>, mode: Mode): LevelVersion | undefined {
  const level = labels[label(mode)];
  if (level === undefined) return undefined;
  // What cannot be read is held to the strictest when it is enforced, and warned of by nobody.
  const known = LEVELS.includes(level) ? level : mode === 'enforce' ? 'restricted' : 'privileged';
  return { level: known, version: labels[`${label(mode)}-version`] ?? 'latest' };
}

/** Without labels everything is allowed; what is enforced is warned of too, unless it is said otherwise. Source: PolicyToEvaluate. */
export function policyOf(labels: Readonly<Record<string, string>> = {}, mode: Mode): LevelVersion {
  const found = asked(labels, mode) ?? (mode === 'warn' ? asked(labels, 'enforce') : undefined);
  return found ?? { level: 'privileged', version: 'latest' };
}

export function validatePolicyLabels(labels: Readonly<Record<string, string>> = {}): FieldError[] {
  return (['enforce', 'audit', 'warn'] as const).flatMap((mode) => {
    const errors: FieldError[] = [];
    const [level, version] = [labels[label(mode)], labels[`${label(mode)}-version`]];
    const at = `metadata.labels[${label(mode)}`;
    if (level !== undefined && !LEVELS.includes(level))
      errors.push(field.invalid(`${at}]`, level, `must be one of ${LEVELS.join(', ')}`));
    if (version !== undefined && version !== 'latest' && !/^v1\.(0|[1-9]\d*)$/.test(version))
      errors.push(field.invalid(`${at}-version]`, version, 'must be "latest" or "v1.x"'));
    return errors;
  });
}

export function violations(policy: LevelVersion, spec: PodSpec): Violation[] {
  const checks =
    policy.level === 'restricted'
      ? [...BASELINE.filter((check) => !OVERRIDDEN.includes(check)), ...RESTRICTED]
      : policy.level === 'baseline'
        ? BASELINE
        : [];
  return checks.flatMap((check) => check(spec) ?? []);
}

/** `privileged (container "c" must not …), host namespaces (hostPID=true)`. */
export const detailOf = (found: readonly Violation[]): string =>
  found.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(', ');
