// Models validateContainers, validateInitContainers and validateProbe of pkg/apis/core/validation/validation.go.

import type { Container, IntOrString, PodSpec, Probe } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import {
  isConfigMapKey,
  isDns1123Label,
  isEnvVarName,
  isValidPortName,
  isValidPortNum,
} from '#apimachinery/validation.ts';
import { validateRequirements } from '../resources.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];

const invalids = (path: string, value: unknown, messages: readonly string[]): FieldError[] =>
  messages.map((message) => field.invalid(path, value, message));

export function validateContainers(spec: PodSpec, at: string, volumes: ReadonlySet<string>): FieldError[] {
  const containers = spec.containers ?? [];
  if (containers.length === 0) return [field.required(`${at}.containers`)];
  const names = new Set<string>();
  const check = (list: readonly Container[], path: string): FieldError[] =>
    list.flatMap((container, i) => {
      const here = `${path}[${i}]`;
      const errors = validateContainer(container, here, volumes);
      if (container.name && names.has(container.name)) errors.push(field.duplicate(`${here}.name`, container.name));
      names.add(container.name);
      return errors;
    });
  return [
    ...check(containers, `${at}.containers`),
    ...validateHostPorts(containers, `${at}.containers`),
    ...check(spec.initContainers ?? [], `${at}.initContainers`),
    ...(spec.initContainers ?? []).flatMap((container, i) =>
      validateInitContainer(container, `${at}.initContainers[${i}]`),
    ),
  ];
}

/** Only a sidecar may be probed or have hooks. */
function validateInitContainer(container: Container, at: string): FieldError[] {
  if (container.restartPolicy === 'Always') return [];
  return (['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const).flatMap((name) =>
    container[name]
      ? [field.forbidden(`${at}.${name}`, 'may not be set for init containers without restartPolicy=Always')]
      : [],
  );
}

function validateContainer(container: Container, at: string, volumes: ReadonlySet<string>): FieldError[] {
  const errors: FieldError[] = [];
  if (!container.name) errors.push(field.required(`${at}.name`));
  else errors.push(...invalids(`${at}.name`, container.name, isDns1123Label(container.name)));
  if (!container.image) errors.push(field.required(`${at}.image`));
  else if (container.image !== container.image.trim()) {
    errors.push(field.invalid(`${at}.image`, container.image, 'must not have leading or trailing whitespace'));
  }
  errors.push(...validateLifecycle(container, at));
  errors.push(...validateProbe(container.livenessProbe, `${at}.livenessProbe`, true));
  errors.push(...validateProbe(container.readinessProbe, `${at}.readinessProbe`, false));
  errors.push(...validateProbe(container.startupProbe, `${at}.startupProbe`, true));
  if (!MESSAGE_POLICIES.includes(container.terminationMessagePolicy ?? '')) {
    errors.push(
      field.notSupported(`${at}.terminationMessagePolicy`, container.terminationMessagePolicy, MESSAGE_POLICIES),
    );
  }
  errors.push(...validatePorts(container, at));
  errors.push(...validateEnv(container, at));
  if (!PULL_POLICIES.includes(container.imagePullPolicy ?? '')) {
    errors.push(field.notSupported(`${at}.imagePullPolicy`, container.imagePullPolicy, PULL_POLICIES));
  }
  errors.push(...validateRequirements(container.resources ?? {}, `${at}.resources`));
  const paths = new Set<string>();
  (container.volumeMounts ?? []).forEach((mount, i) => {
    const here = `${at}.volumeMounts[${i}]`;
    if (!mount.name) errors.push(field.required(`${here}.name`));
    else if (!volumes.has(mount.name)) errors.push(field.notFound(`${here}.name`, mount.name));
    if (!mount.mountPath) errors.push(field.required(`${here}.mountPath`));
    else if (paths.has(mount.mountPath))
      errors.push(field.invalid(`${here}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
  });
  return errors;
}

function validatePorts(container: Container, at: string): FieldError[] {
  const names = new Set<string>();
  return (container.ports ?? []).flatMap((port, i) => {
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
    if (!PROTOCOLS.includes(port.protocol ?? ''))
      errors.push(field.notSupported(`${here}.protocol`, port.protocol, PROTOCOLS));
    return errors;
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

function validateEnv(container: Container, at: string): FieldError[] {
  return (container.env ?? []).flatMap(({ name, value, valueFrom }, i) => {
    const here = `${at}.env[${i}]`;
    const errors: FieldError[] = name
      ? invalids(`${here}.name`, name, isEnvVarName(name))
      : [field.required(`${here}.name`)];
    if (!valueFrom) return errors;
    const sources = Object.keys(valueFrom);
    if (sources.length === 0) {
      errors.push(
        field.invalid(
          `${here}.valueFrom`,
          '',
          'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
        ),
      );
    } else if (value)
      errors.push(field.invalid(`${here}.valueFrom`, '', 'may not be specified when `value` is not empty'));
    else if (sources.length > 1)
      errors.push(field.invalid(`${here}.valueFrom`, '', 'may not have more than one field specified at a time'));
    for (const kind of ['configMapKeyRef', 'secretKeyRef'] as const) {
      const ref = valueFrom[kind];
      if (!ref) continue;
      if (!ref.key) errors.push(field.required(`${here}.valueFrom.${kind}.key`));
      else errors.push(...invalids(`${here}.valueFrom.${kind}.key`, ref.key, isConfigMapKey(ref.key)));
    }
    if (valueFrom.fieldRef && !valueFrom.fieldRef.fieldPath)
      errors.push(field.required(`${here}.valueFrom.fieldRef.fieldPath`));
    return errors;
  });
}

const portNumOrName = (port: IntOrString): string[] =>
  typeof port === 'string' ? isValidPortName(port) : isValidPortNum(port);

/** One handler of the four, and sane times. `onlyOnce`: a liveness or startup probe succeeds the first time. */
function validateProbe(probe: Probe | undefined, at: string, onlyOnce: boolean): FieldError[] {
  if (!probe) return [];
  const errors = validateHandler(probe, at);
  for (const name of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const) {
    const value = probe[name] ?? 0;
    if (value < 0) errors.push(field.invalid(`${at}.${name}`, value, 'must be greater than or equal to 0'));
  }
  if (onlyOnce && probe.successThreshold !== 1)
    errors.push(field.invalid(`${at}.successThreshold`, probe.successThreshold, 'must be 1'));
  return errors;
}

function validateHandler(handler: Omit<Probe, 'grpc'> & { grpc?: unknown; sleep?: unknown }, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  const given = (['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const).filter(
    (name) => handler[name] !== undefined,
  );
  for (const name of given.slice(1)) {
    errors.push(field.forbidden(`${at}.${name}`, 'may not specify more than 1 handler type'));
  }
  if (exec && (exec.command ?? []).length === 0) errors.push(field.required(`${at}.exec.command`));
  if (httpGet) {
    if (!httpGet.path) errors.push(field.required(`${at}.httpGet.path`));
    errors.push(...invalids(`${at}.httpGet.port`, httpGet.port ?? 0, portNumOrName(httpGet.port ?? 0)));
    if (httpGet.scheme && !['HTTP', 'HTTPS'].includes(httpGet.scheme)) {
      errors.push(field.notSupported(`${at}.httpGet.scheme`, httpGet.scheme, ['HTTP', 'HTTPS']));
    }
  }
  if (tcpSocket)
    errors.push(...invalids(`${at}.tcpSocket.port`, tcpSocket.port ?? 0, portNumOrName(tcpSocket.port ?? 0)));
  if (!exec && !httpGet && !tcpSocket && !grpc && !sleep)
    errors.push(field.required(at, 'must specify a handler type'));
  return errors;
}

function validateLifecycle({ lifecycle }: Container, at: string): FieldError[] {
  return (['postStart', 'preStop'] as const).flatMap((hook) =>
    lifecycle?.[hook] ? validateHandler(lifecycle[hook], `${at}.lifecycle.${hook}`) : [],
  );
}
