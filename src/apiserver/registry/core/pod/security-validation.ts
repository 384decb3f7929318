// Models ValidateSecurityContext and validatePodSpecSecurityContext of pkg/apis/core/validation.
// Portolan does not simulate Windows nodes: what is said to them is taken as it is.

import type { PodSpec } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isValidId } from '#apimachinery/validation.ts';
import { validateDescendingPath } from './paths.ts';

interface Profile {
  type?: string;
  localhostProfile?: string;
}

interface Common {
  runAsUser?: number;
  runAsGroup?: number;
  seccompProfile?: Profile;
  appArmorProfile?: Profile;
}

interface SecurityContext extends Common {
  privileged?: boolean;
  procMount?: string;
  allowPrivilegeEscalation?: boolean;
  capabilities?: { add?: string[]; drop?: string[] };
}

interface PodSecurityContext extends Common {
  fsGroup?: number;
  supplementalGroups?: number[];
  sysctls?: { name?: string; value?: string }[];
  fsGroupChangePolicy?: string;
  supplementalGroupsPolicy?: string;
  seLinuxChangePolicy?: string;
}

const PROFILES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const ONLY_LOCALHOST = 'can only be set when';

function validateSeccomp(profile: Profile | undefined, at: string): FieldError[] {
  if (!profile) return [];
  const { type, localhostProfile } = profile;
  const errors: FieldError[] = [];
  if (!type) errors.push(field.required(`${at}.type`, 'type is required when seccompProfile is set'));
  else if (!PROFILES.includes(type)) errors.push(field.notSupported(`${at}.type`, type, PROFILES));
  const here = `${at}.localhostProfile`;
  if (type === 'Localhost') {
    if (localhostProfile === undefined) errors.push(field.required(here, 'must be set when seccomp type is Localhost'));
    else errors.push(...validateDescendingPath(localhostProfile, here));
  } else if (localhostProfile !== undefined) {
    const shown = { Type: type ?? '', LocalhostProfile: localhostProfile };
    errors.push(field.invalid(here, shown, `${ONLY_LOCALHOST} seccomp type is Localhost`));
  }
  return errors;
}

function validateAppArmor(profile: Profile | undefined, at: string): FieldError[] {
  if (!profile) return [];
  const { type, localhostProfile } = profile;
  const here = `${at}.localhostProfile`;
  const missing = field.required(here, 'must be set when AppArmor type is Localhost');
  if (!type) return [field.required(`${at}.type`, 'type is required when appArmorProfile is set')];
  if (!PROFILES.includes(type)) return [field.notSupported(`${at}.type`, type, PROFILES)];
  if (type !== 'Localhost') {
    return localhostProfile === undefined
      ? []
      : [field.invalid(here, localhostProfile, `${ONLY_LOCALHOST} AppArmor type is Localhost`)];
  }
  if (localhostProfile === undefined) return [missing];
  const errors: FieldError[] = [];
  if (localhostProfile.trim() !== localhostProfile)
    errors.push(field.invalid(here, localhostProfile, 'must not be padded with whitespace'));
  else if (localhostProfile === '') errors.push(missing);
  if (localhostProfile.length > 4095) errors.push(field.tooLong(here, 4095));
  return errors;
}

const validateIds = (context: Common, at: string): FieldError[] =>
  (['runAsUser', 'runAsGroup'] as const).flatMap((name) =>
    context[name] === undefined ? [] : invalids(`${at}.${name}`, context[name], isValidId(context[name])),
  );

/** As core.SecurityContext prints itself. */
const shown = (context: SecurityContext & Record<string, unknown>): object => ({
  Capabilities: context.capabilities
    ? { Add: context.capabilities.add ?? null, Drop: context.capabilities.drop ?? null }
    : null,
  Privileged: context.privileged ?? null,
  SELinuxOptions: context.seLinuxOptions ?? null,
  WindowsOptions: context.windowsOptions ?? null,
  RunAsUser: context.runAsUser ?? null,
  RunAsGroup: context.runAsGroup ?? null,
  RunAsNonRoot: context.runAsNonRoot ?? null,
  ReadOnlyRootFilesystem: context.readOnlyRootFilesystem ?? null,
  AllowPrivilegeEscalation: context.allowPrivilegeEscalation ?? null,
  ProcMount: context.procMount ?? null,
  SeccompProfile: context.seccompProfile
    ? { Type: context.seccompProfile.type ?? '', LocalhostProfile: context.seccompProfile.localhostProfile ?? null }
    : null,
  AppArmorProfile: context.appArmorProfile
    ? { Type: context.appArmorProfile.type ?? '', LocalhostProfile: context.appArmorProfile.localhostProfile ?? null }
    : null,
});

/** Of a container. `hostUsers`: it has the users of its node. */
export function validateSecurityContext(
  given: Readonly<Record<string, unknown>> | undefined,
  hostUsers: boolean,
  at: string,
): FieldError[] {
  if (!given) return [];
  const context = given as SecurityContext & Record<string, unknown>;
  const errors = validateIds(context, at);
  const { procMount, privileged, capabilities } = context;
  if (procMount !== undefined) {
    const here = `${at}.procMount`;
    if (!['Default', 'Unmasked'].includes(procMount))
      errors.push(field.notSupported(here, procMount, ['Default', 'Unmasked']));
    if (hostUsers && procMount === 'Unmasked')
      errors.push(field.invalid(here, procMount, '`hostUsers` must be false to use `Unmasked`'));
  }
  errors.push(...validateSeccomp(context.seccompProfile, `${at}.seccompProfile`));
  if (context.allowPrivilegeEscalation === false) {
    const why = 'cannot set `allowPrivilegeEscalation` to false and';
    if (privileged) errors.push(field.invalid(at, shown(context), `${why} \`privileged\` to true`));
    for (const capability of capabilities?.add ?? [])
      if (capability === 'CAP_SYS_ADMIN')
        errors.push(field.invalid(at, shown(context), `${why} \`capabilities.Add\` CAP_SYS_ADMIN`));
  }
  return [...errors, ...validateAppArmor(context.appArmorProfile, `${at}.appArmorProfile`)];
}

const SYSCTL = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL_PATTERN = `^(${SYSCTL}[\\./])*${SYSCTL}$`;
const sysctlName = new RegExp(SYSCTL_PATTERN);
/** Source: component-helpers/node/util/sysctl. */
const IPC = /^(kernel[./](shm|msg|sem)|fs[./]mqueue[./])/;

function validateSysctls({ sysctls = [] }: PodSecurityContext, spec: PodSpec, at: string): FieldError[] {
  const seen = new Set<string>();
  return sysctls.flatMap(({ name = '' }, i) => {
    const here = `${at}[${i}].name`;
    const errors: FieldError[] = [];
    if (!name) errors.push(field.required(here));
    else if (name.length > 253 || !sysctlName.test(name))
      errors.push(field.invalid(here, name, `must have at most 253 characters and match regex ${SYSCTL_PATTERN}`));
    else if (seen.has(name)) errors.push(field.duplicate(here, name));
    seen.add(name);
    if (spec.hostNetwork && /^net[./]/.test(name))
      errors.push(field.invalid(here, name, "may not be specified when 'hostNetwork' is true"));
    else if (spec.hostIPC && IPC.test(name))
      errors.push(field.invalid(here, name, "may not be specified when 'hostIPC' is true"));
    return errors;
  });
}

const CHOICES = {
  fsGroupChangePolicy: ['Always', 'OnRootMismatch'],
  supplementalGroupsPolicy: ['Merge', 'Strict'],
  seLinuxChangePolicy: ['MountOption', 'Recursive'],
} as const;

/** Of a Pod. */
export function validatePodSecurityContext(spec: PodSpec, at: string): FieldError[] {
  const context = (spec.securityContext ?? {}) as PodSecurityContext;
  const choice = (name: keyof typeof CHOICES): FieldError[] => {
    const value = context[name];
    const allowed: readonly string[] = CHOICES[name];
    return value === undefined || allowed.includes(value) ? [] : [field.notSupported(`${at}.${name}`, value, allowed)];
  };
  const errors =
    context.fsGroup === undefined ? [] : invalids(`${at}.fsGroup`, context.fsGroup, isValidId(context.fsGroup));
  errors.push(...validateIds(context, at));
  (context.supplementalGroups ?? []).forEach((id, i) => {
    errors.push(...invalids(`${at}.supplementalGroups[${i}]`, id, isValidId(id)));
  });
  if (spec.shareProcessNamespace === true && spec.hostPID) {
    const why = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(field.invalid(`${at}.shareProcessNamespace`, true, why));
  }
  return [
    ...errors,
    ...validateSysctls(context, spec, `${at}.sysctls`),
    ...choice('fsGroupChangePolicy'),
    ...validateSeccomp(context.seccompProfile, `${at}.seccompProfile`),
    ...validateAppArmor(context.appArmorProfile, `${at}.appArmorProfile`),
    ...choice('supplementalGroupsPolicy'),
    ...choice('seLinuxChangePolicy'),
  ];
}

/** Who has users of his own shares nothing else with the node. Source: validateHostUsers. */
export function validateHostUsers(spec: PodSpec, at: string): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const why = 'when `pod.Spec.HostUsers` is false';
  return [
    ...(spec.hostNetwork ? [field.forbidden(`${at}.hostNetwork`, why)] : []),
    ...(spec.hostPID ? [field.forbidden(`${at}.HostPID`, why)] : []),
    ...(spec.hostIPC ? [field.forbidden(`${at}.HostIPC`, why)] : []),
  ];
}
