// Models validateContainers, validateInitContainers and validateEphemeralContainers of pkg/apis/core/validation.

import type { Container, PodSpec, Volume } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1123Label, isValidPortName, isValidPortNum } from '#apimachinery/validation.ts';
import { validateRequirements } from '../resources.ts';
import { validateEnv } from './environment-validation.ts';
import { validateMounts } from './mount-validation.ts';
import { validateLifecycle, validateProbes } from './probe-validation.ts';
import { validateSecurityContext } from './security-validation.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const RESIZABLE = ['cpu', 'memory'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];
const NOT_FOR_INIT = 'may not be set for init containers without restartPolicy=Always';
const NOT_FOR_EPHEMERAL = 'cannot be set for an Ephemeral Container';

type Ephemeral = Container & { targetContainerName?: string };
type More = Container & { resizePolicy?: { resourceName?: string; restartPolicy?: string }[] };

/** What the containers of a Pod have in common. */
interface Surroundings {
  readonly spec: PodSpec;
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly claims: ReadonlySet<string>;
  /** Seconds. */
  readonly grace: number;
}

/** A value that stands for nothing, and one that is none of the allowed. */
const oneOf = (value: string | undefined, allowed: readonly string[], at: string): FieldError[] => {
  if (!value) return [field.required(at)];
  return allowed.includes(value) ? [] : [field.notSupported(at, value, allowed)];
};

export function validateContainers(spec: PodSpec, at: string, volumes: ReadonlyMap<string, Volume>): FieldError[] {
  const claims = new Set(((spec.resourceClaims ?? []) as { name?: string }[]).flatMap(({ name }) => name || []));
  const around: Surroundings = { spec, volumes, claims, grace: spec.terminationGracePeriodSeconds ?? 30 };
  return [
    ...validateRegular(around, `${at}.containers`),
    ...validateInit(around, `${at}.initContainers`),
    ...validateEphemeral(around, `${at}.ephemeralContainers`),
  ];
}

function validateRegular(around: Surroundings, at: string): FieldError[] {
  const containers = around.spec.containers ?? [];
  if (containers.length === 0) return [field.required(at)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, i) => {
    const here = `${at}[${i}]`;
    const own = validateCommon(container, around, here);
    if (names.has(container.name)) own.push(field.duplicate(`${here}.name`, container.name));
    names.add(container.name);
    own.push(...validateLifecycle(container, around.grace, here), ...validateProbes(container, around.grace, here));
    if (container.restartPolicy !== undefined)
      own.push(field.forbidden(`${here}.restartPolicy`, 'may not be set for non-init containers'));
    return own;
  });
  return [...errors, ...validateHostPorts(containers, at)];
}

/** Only a sidecar may be probed or have hooks. */
function validateInit(around: Surroundings, at: string): FieldError[] {
  const names = new Set((around.spec.containers ?? []).map(({ name }) => name));
  return (around.spec.initContainers ?? []).flatMap((container, i) => {
    const here = `${at}[${i}]`;
    const errors = validateCommon(container, around, here);
    const policy: string | undefined = container.restartPolicy;
    if (policy !== undefined && policy !== 'Always')
      errors.push(field.notSupported(`${here}.restartPolicy`, policy, ['Always']));
    if (names.has(container.name)) errors.push(field.duplicate(`${here}.name`, container.name));
    if (container.name) names.add(container.name);
    // Upstream counts from zero again: each is alone.
    errors.push(...validateHostPorts([container], at));
    if (policy === 'Always')
      return [
        ...errors,
        ...validateLifecycle(container, around.grace, here),
        ...validateProbes(container, around.grace, here),
      ];
    for (const name of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const)
      if (container[name]) errors.push(field.forbidden(`${here}.${name}`, NOT_FOR_INIT));
    return errors;
  });
}

/** Source: allowedEphemeralContainerFields, in the order of core.EphemeralContainerCommon. */
const FORBIDDEN_EPHEMERAL = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

function validateEphemeral(around: Surroundings, at: string): FieldError[] {
  const { spec } = around;
  const targets = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ name }) => name));
  const names = new Set(targets);
  return ((spec.ephemeralContainers ?? []) as Ephemeral[]).flatMap((container, i) => {
    const here = `${at}[${i}]`;
    const errors = [...validateCommon(container, around, here), ...validateImage(container, here)];
    if (names.has(container.name)) errors.push(field.duplicate(`${here}.name`, container.name));
    names.add(container.name);
    const target = container.targetContainerName;
    if (target && !targets.has(target)) errors.push(field.notFound(`${here}.targetContainerName`, target));
    for (const name of FORBIDDEN_EPHEMERAL) {
      const value = (container as More)[name];
      if (value !== undefined && Object.keys(value).length > 0)
        errors.push(field.forbidden(`${here}.${name}`, NOT_FOR_EPHEMERAL));
    }
    ((container.volumeMounts ?? []) as { subPath?: string; subPathExpr?: string }[]).forEach((mount, m) => {
      for (const name of ['subPath', 'subPathExpr'] as const)
        if (mount[name]) errors.push(field.forbidden(`${here}.volumeMounts[${m}].${name}`, NOT_FOR_EPHEMERAL));
    });
    return errors;
  });
}

/** Source: validateContainerCommon. */
function validateCommon(container: Container, { spec, volumes, claims }: Surroundings, at: string): FieldError[] {
  const errors = container.name
    ? invalids(`${at}.name`, container.name, isDns1123Label(container.name))
    : [field.required(`${at}.name`)];
  if (!container.image) errors.push(field.required(`${at}.image`));
  return [
    ...errors,
    ...oneOf(container.terminationMessagePolicy, MESSAGE_POLICIES, `${at}.terminationMessagePolicy`),
    ...validatePorts(container, at),
    ...validateEnv(container, at),
    ...validateMounts(container, at, volumes),
    ...oneOf(container.imagePullPolicy, PULL_POLICIES, `${at}.imagePullPolicy`),
    ...validateRequirements(container.resources ?? {}, `${at}.resources`, claims),
    ...validateResizePolicy(container, spec, `${at}.resizePolicy`),
    ...validateSecurityContext(container.securityContext, spec.hostUsers !== false, `${at}.securityContext`),
  ];
}

/** In a Pod, not in a template: old templates may have a blank there. Source: validateContainerOnlyForPod. */
export const validateImage = ({ image = '' }: Container, at: string): FieldError[] =>
  image === image.trim() ? [] : [field.invalid(`${at}.image`, image, 'must not have leading or trailing whitespace')];

function validatePorts({ ports = [] }: Container, at: string): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const here = `${at}.ports[${i}]`;
    const errors: FieldError[] = [];
    if (port.name) {
      const wrong = isValidPortName(port.name);
      errors.push(...invalids(`${here}.name`, port.name, wrong));
      if (wrong.length === 0) {
        if (names.has(port.name)) errors.push(field.duplicate(`${here}.name`, port.name));
        names.add(port.name);
      }
    }
    if (!port.containerPort) errors.push(field.required(`${here}.containerPort`));
    else errors.push(...invalids(`${here}.containerPort`, port.containerPort, isValidPortNum(port.containerPort)));
    if (port.hostPort) errors.push(...invalids(`${here}.hostPort`, port.hostPort, isValidPortNum(port.hostPort)));
    return [...errors, ...oneOf(port.protocol, PROTOCOLS, `${here}.protocol`)];
  });
}

/** Two containers of a Pod share its host's ports. */
function validateHostPorts(containers: readonly Container[], at: string): FieldError[] {
  const seen = new Set<string>();
  return containers.flatMap((container, c) =>
    (container.ports ?? []).flatMap((port, p) => {
      if (!port.hostPort) return [];
      const key = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (seen.has(key)) return [field.duplicate(`${at}[${c}].ports[${p}].hostPort`, key)];
      seen.add(key);
      return [];
    }),
  );
}

function validateResizePolicy(container: More, { restartPolicy }: PodSpec, at: string): FieldError[] {
  const seen = new Set<string>();
  return (container.resizePolicy ?? []).flatMap(({ resourceName = '', restartPolicy: policy = '' }, i) => {
    const errors = seen.has(resourceName) ? [field.duplicate(`${at}[${i}]`, resourceName)] : [];
    seen.add(resourceName);
    errors.push(...oneOf(resourceName, RESIZABLE, at), ...oneOf(policy, RESIZE_POLICIES, at));
    if (restartPolicy === 'Never' && policy !== 'NotRequired')
      errors.push(field.invalid(at, policy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    return errors;
  });
}
