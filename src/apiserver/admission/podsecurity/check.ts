// Models pod-security-admission/policy CheckResult and its helpers.

import type { Container, PodSpec } from '#api/core/types.ts';

/** Why a Pod does not fit a level: the rule, and who breaks it. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

export type Check = (spec: PodSpec) => Violation | undefined;

/** The members of both kinds of security context that the checks look at. */
interface SecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly procMount?: string;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type?: string };
  readonly sysctls?: readonly { readonly name: string }[];
}

export const securityOf = (holder: { securityContext?: Record<string, unknown> }): SecurityContext =>
  holder.securityContext ?? {};

/** Init containers first. Source: visitContainers. */
export const allContainers = (spec: PodSpec): Container[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
  ...(spec.ephemeralContainers ?? []),
];

export const naming = (spec: PodSpec, isBad: (container: Container) => boolean): string[] =>
  allContainers(spec)
    .filter(isBad)
    .map((container) => container.name);

export const quoted = (values: readonly string[]): string => values.map((v) => JSON.stringify(v)).join(', ');

/** `container "a"`, `containers "a", "b"`. */
export const named = (noun: string, names: readonly string[]): string =>
  `${noun}${names.length === 1 ? '' : 's'} ${quoted(names)}`;

export const verdict = (isBroken: boolean, reason: string, detail: string): Violation | undefined =>
  isBroken ? { reason, detail } : undefined;
