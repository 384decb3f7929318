// Why a container does not run, or is not ready: its image, how it ends, what its probes get.

import type { Container, ContainerStatus, Event, Pod, Probe } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Facts } from '../facts.ts';
import { type Finding, note } from './finding.ts';
import { placeOf } from './place.ts';

/** `at`: where the container stands in its Pod. Undefined: nothing is wrong with it but that it has only begun. */
export function containerFault(
  pod: Pod,
  container: Container,
  state: ContainerStatus | undefined,
  at: string,
  facts: Facts,
): Finding | undefined {
  const key = keyOf(pod);
  const object = `Pod/${key}`;
  const { waiting, terminated } = state?.state ?? {};
  const { reason = '', message } = waiting ?? {};
  if (/Image/.test(reason)) {
    const said = note('image-missing', { pod: key, image: container.image, reason });
    const words = message ? [note('image-says', { message: message.trim().replace(/\.$/, '') })] : [];
    return { object, path: `${at}.image`, notes: [said, ...words] };
  }
  const { restartPolicy = 'Always' } = pod.spec;
  if (terminated && (restartPolicy === 'Never' || (restartPolicy === 'OnFailure' && terminated.exitCode === 0))) {
    const exit = String(terminated.exitCode);
    const parameters = { ...placeOf(pod), pod: key, container: container.name, exit, policy: restartPolicy };
    return exit === '0' ? undefined : { object, path: 'spec.restartPolicy', notes: [note('stays-ended', parameters)] };
  }
  const last = terminated ?? state?.lastState?.terminated;
  if ((reason === 'CrashLoopBackOff' || terminated) && last) return crashing(pod, container, last, at, facts);
  if (waiting) {
    const said = note('waiting', { pod: key, container: container.name, reason });
    return {
      object,
      path: at,
      notes: [said, ...(message ? [note('kubelet-says', { message: message.replace(/\.$/, '') })] : [])],
    };
  }
  if (!state?.started && container.startupProbe && state?.state?.running)
    return probeFault(pod, container, 'startup', at, facts);
  if (container.readinessProbe) return probeFault(pod, container, 'readiness', at, facts);
  return undefined;
}

type Ended = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

function crashing(pod: Pod, container: Container, last: Ended, at: string, facts: Facts): Finding {
  const { key, name, in: where } = placeOf(pod);
  const object = `Pod/${key}`;
  const field = container.command ? 'command' : container.args ? 'args' : 'image';
  const said = note('crashing', { pod: name, in: where, container: container.name, exit: String(last.exitCode) });
  const line = facts.lastLine?.(pod, container.name);
  const words = line ? [note('last-line', { line, name, container: container.name, in: where })] : [];
  if (last.reason === 'OOMKilled') {
    const limit = container.resources?.limits?.memory ?? '-';
    return { object, path: `${at}.resources.limits.memory`, notes: [said, ...words, note('out-of-memory', { limit })] };
  }
  const probe = (['startup', 'liveness'] as const).find((kind) => isKilledBy(pod, container, kind, facts));
  if (probe) {
    const why = probeFault(pod, container, probe, at, facts);
    return { ...why, notes: [said, ...words, ...(why.notes ?? [])] };
  }
  return { object, path: `${at}.${field}`, notes: [said, ...words] };
}

type ProbeKind = 'startup' | 'liveness' | 'readiness';

const TITLE = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' } as const;

/** What the kubelet told of this container, the newest last. */
function toldOf({ metadata }: Pod, { name }: Container, facts: Facts): readonly Event[] {
  return facts
    .list<Event>('Event')
    .filter(
      ({ involvedObject: { uid, fieldPath } }) =>
        uid === metadata.uid && (fieldPath === undefined || fieldPath.includes(`{${name}}`)),
    )
    .toSorted((a, b) => (a.lastTimestamp ?? '').localeCompare(b.lastTimestamp ?? ''));
}

const isKilledBy = (pod: Pod, container: Container, kind: ProbeKind, facts: Facts): boolean =>
  container[`${kind}Probe`] !== undefined &&
  toldOf(pod, container, facts).some(
    ({ reason, message }) => reason === 'Killing' && message?.includes(`failed ${kind} probe`),
  );

function probeFault(pod: Pod, container: Container, kind: ProbeKind, at: string, facts: Facts): Finding {
  const own = { pod: keyOf(pod), container: container.name };
  const path = `${at}.${kind}Probe`;
  const object = `Pod/${own.pod}`;
  const text = toldOf(pod, container, facts)
    .findLast(({ reason, message }) => reason === 'Unhealthy' && message?.startsWith(TITLE[kind]))
    ?.message?.replace(/^\w+ probe (?:failed|errored): ?/, '')
    .trimEnd();
  if (text === undefined)
    return { object, path, notes: [note(kind === 'startup' ? 'startup-not-yet' : 'probe-not-yet', own)] };
  const { httpGet, tcpSocket } = container[`${kind}Probe`] ?? {};
  const field = httpGet ? `${path}.httpGet` : tcpSocket ? `${path}.tcpSocket` : path;
  const code = kind === 'readiness' ? 'probe-fails' : kind === 'startup' ? 'startup-fails' : 'liveness-fails';
  const parameters = { ...own, asks: asksOf(container[`${kind}Probe`]), message: text || '-' };
  return { object, path: field, notes: [note(code, parameters)] };
}

function asksOf({ httpGet, tcpSocket, exec, grpc }: Probe = {}): string {
  if (httpGet) return `${httpGet.path ?? '/'}, ${httpGet.port}`;
  if (tcpSocket) return `${tcpSocket.port}`;
  return exec?.command?.join(' ') ?? (grpc ? `${grpc.port}` : '-');
}
