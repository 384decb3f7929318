// Models validateProbe, validateHandler and validateLifecycle of pkg/apis/core/validation: how a container is asked, and told.

import type { Container, IntOrString, Probe } from '#api/core/types.ts';
import { type FieldError, field, invalids, nonNegative } from '#apimachinery/field.ts';
import { isHttpHeaderName, isValidPortName, isValidPortNum } from '#apimachinery/validation.ts';

const SCHEMES = ['HTTP', 'HTTPS'];
const TIMES = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

interface Handler extends Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> {
  sleep?: { seconds?: number };
}

const validatePort = (port: IntOrString, at: string): FieldError[] =>
  invalids(at, port, typeof port === 'string' ? isValidPortName(port) : isValidPortNum(port));

function validateHttpGet({ path, port, scheme, httpHeaders = [] }: NonNullable<Probe['httpGet']>, at: string) {
  const errors = path ? [] : [field.required(`${at}.path`)];
  errors.push(...validatePort(port ?? 0, `${at}.port`));
  if (!SCHEMES.includes(scheme ?? '')) errors.push(field.notSupported(`${at}.scheme`, scheme ?? '', SCHEMES));
  for (const { name = '' } of httpHeaders) errors.push(...invalids(`${at}.httpHeaders`, name, isHttpHeaderName(name)));
  return errors;
}

function validateSleep({ seconds = 0 }: NonNullable<Handler['sleep']>, grace: number, at: string): FieldError[] {
  const why = `must be non-negative and less than terminationGracePeriodSeconds (${grace})`;
  return seconds < 0 || seconds > grace ? [field.invalid(at, seconds, why)] : [];
}

/** One handler, and no more: the first that is there counts. */
function validateHandler(handler: Handler, grace: number, at: string): FieldError[] {
  const checks: {
    readonly [name in keyof Handler]-?: (given: NonNullable<Handler[name]>, at: string) => FieldError[];
  } = {
    exec: ({ command = [] }, here) => (command.length > 0 ? [] : [field.required(`${here}.command`)]),
    httpGet: validateHttpGet,
    tcpSocket: ({ port }, here) => validatePort(port ?? 0, `${here}.port`),
    grpc: ({ port }, here) => validatePort(port ?? 0, `${here}.port`),
    sleep: (given, here) => validateSleep(given, grace, here),
  };
  const given = (Object.keys(checks) as (keyof Handler)[]).filter((name) => handler[name] !== undefined);
  if (given.length === 0) return [field.required(at, 'must specify a handler type')];
  return given.flatMap((name, i) =>
    i > 0
      ? [field.forbidden(`${at}.${name}`, 'may not specify more than 1 handler type')]
      : checks[name](handler[name] as never, `${at}.${name}`),
  );
}

function validateProbe(probe: Probe, grace: number, at: string): FieldError[] {
  const errors = validateHandler(probe, grace, at);
  for (const name of TIMES) errors.push(...nonNegative(`${at}.${name}`, probe[name]));
  const own = probe.terminationGracePeriodSeconds;
  if (own !== undefined && own <= 0)
    errors.push(field.invalid(`${at}.terminationGracePeriodSeconds`, own, 'must be greater than 0'));
  return errors;
}

/** `grace`: of the Pod, in seconds. */
export function validateProbes(container: Container, grace: number, at: string): FieldError[] {
  return (['livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap((name) => {
    const probe = container[name];
    if (!probe) return [];
    const here = `${at}.${name}`;
    const errors = validateProbe(probe, grace, here);
    const own = probe.terminationGracePeriodSeconds;
    if (name === 'readinessProbe') {
      if (own !== undefined) {
        const why = 'must not be set for readinessProbes';
        errors.push(field.invalid(`${here}.terminationGracePeriodSeconds`, own, why));
      }
    } else if (probe.successThreshold !== 1)
      errors.push(field.invalid(`${here}.successThreshold`, probe.successThreshold, 'must be 1'));
    return errors;
  });
}

export function validateLifecycle({ lifecycle }: Container, grace: number, at: string): FieldError[] {
  return (['postStart', 'preStop'] as const).flatMap((hook) => {
    const handler = lifecycle?.[hook];
    return handler ? validateHandler(handler, grace, `${at}.lifecycle.${hook}`) : [];
  });
}
