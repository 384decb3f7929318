// The containers of a Pod or a template. Models describe.go describeContainers.

import type { Container, ContainerPort, ContainerState, ContainerStatus, EnvVar, Pod, Probe } from '#api/core/types.ts';
import { canonicalQuantity } from '#apimachinery/quantity.ts';
import { goList, rfc1123, sorted } from './metadata.ts';
import type { Page } from './tabwriter.ts';

type Ports = readonly ContainerPort[] | undefined;

function portsText(ports: Ports, number: (port: ContainerPort) => number): string {
  return (ports ?? []).map((p) => `${number(p)}/${p.protocol ?? 'TCP'}${p.name ? ` (${p.name})` : ''}`).join(', ');
}

function writePorts(page: Page, title: string, text: string): void {
  page.line(2, text.includes(',') ? `${title}s:` : `${title}:`, text || '<none>');
}

function writeState(page: Page, title: string, { running, waiting, terminated }: ContainerState): void {
  if (running) {
    page.line(2, `${title}:`, 'Running');
    page.line(3, 'Started:', rfc1123(running.startedAt));
  } else if (waiting || !terminated) {
    page.line(2, `${title}:`, 'Waiting');
    if (waiting?.reason) page.line(3, 'Reason:', waiting.reason);
  } else {
    page.line(2, `${title}:`, 'Terminated');
    if (terminated.reason) page.line(3, 'Reason:', terminated.reason);
    if (terminated.message) page.line(3, 'Message:', terminated.message);
    page.line(3, 'Exit Code:', terminated.exitCode);
    if (terminated.signal) page.line(3, 'Signal:', terminated.signal);
    page.line(3, 'Started:', rfc1123(terminated.startedAt));
    page.line(3, 'Finished:', rfc1123(terminated.finishedAt));
  }
}

function probeText(probe: Probe): string {
  const {
    initialDelaySeconds = 0,
    timeoutSeconds = 0,
    periodSeconds = 0,
    successThreshold = 0,
    failureThreshold = 0,
  } = probe;
  const timing = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`;
  if (probe.exec) return `exec ${goList(probe.exec.command)} ${timing}`;
  if (probe.httpGet) {
    const { scheme, host = '', port, path = '' } = probe.httpGet;
    const slash = path && !path.startsWith('/') ? '/' : '';
    return `http-get ${scheme ? `${scheme.toLowerCase()}:` : ''}//${host}:${port}${slash}${path} ${timing}`;
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${timing}`;
  return probe.grpc ? `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${timing}` : `unknown ${timing}`;
}

/** What a fieldRef gives in this Pod; nothing in a template. Models fieldpath.ExtractFieldPathAsString. */
function fieldValue(pod: Pod | undefined, path: string): string {
  if (!pod) return '';
  const [, map, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path) ?? [];
  if (map) return (map === 'labels' ? pod.metadata.labels : pod.metadata.annotations)?.[key ?? ''] ?? '';
  const values: Readonly<Record<string, string | undefined>> = {
    'metadata.name': pod.metadata.name,
    'metadata.namespace': pod.metadata.namespace,
    'metadata.uid': pod.metadata.uid,
    'spec.nodeName': pod.spec.nodeName,
    'spec.serviceAccountName': pod.spec.serviceAccountName,
    'status.hostIP': pod.status.hostIP,
    'status.hostIPs': pod.status.hostIPs?.map((i) => i.ip).join(','),
    'status.podIP': pod.status.podIP,
    'status.podIPs': pod.status.podIPs?.map((i) => i.ip).join(','),
  };
  return values[path] ?? '';
}

function writeEnv(page: Page, { name, value, valueFrom }: EnvVar, container: Container, pod: Pod | undefined): void {
  if (!valueFrom) {
    const [first = '', ...rest] = (value ?? '').split('\n');
    page.line(3, `${name}:`, first);
    for (const line of rest) page.line(3, '', line);
  } else if (valueFrom.fieldRef) {
    const { apiVersion = 'v1', fieldPath } = valueFrom.fieldRef;
    page.line(3, `${name}:`, `${fieldValue(pod, fieldPath)} (${apiVersion}:${fieldPath})`);
  } else if (valueFrom.resourceFieldRef) {
    const { resource } = valueFrom.resourceFieldRef;
    const [list, what = ''] = resource.split('.');
    const amount = container.resources?.[list as 'limits' | 'requests']?.[what];
    page.line(3, `${name}:`, `${amount ?? (list === 'limits' ? 'node allocatable' : '0')} (${resource})`);
  } else if (valueFrom.secretKeyRef) {
    const { key, name: secret = '', optional = false } = valueFrom.secretKeyRef;
    page.line(3, `${name}:`, `<set to the key '${key}' in secret '${secret}'>`, `Optional: ${optional}`);
  } else if (valueFrom.configMapKeyRef) {
    const { key, name: map = '', optional = false } = valueFrom.configMapKeyRef;
    page.line(3, `${name}:`, `<set to the key '${key}' of config map '${map}'>`, `Optional: ${optional}`);
  }
}

function writeEnvironment(page: Page, container: Container, pod: Pod | undefined): void {
  if (container.envFrom?.length) {
    page.line(2, 'Environment Variables from:');
    for (const { prefix, configMapRef, secretRef } of container.envFrom) {
      const ref = configMapRef ?? secretRef;
      const kind = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : '';
      page.line(
        3,
        ref?.name ?? '',
        prefix ? `${kind} with prefix '${prefix}'` : kind,
        `Optional: ${ref?.optional ?? false}`,
      );
    }
  }
  if (!container.env?.length) page.line(2, 'Environment:', '<none>');
  else page.line(2, 'Environment:');
  for (const env of container.env ?? []) writeEnv(page, env, container, pod);
}

function writeMounts(page: Page, container: Container): void {
  if (!container.volumeMounts?.length) {
    page.line(2, 'Mounts:', '<none>');
    return;
  }
  page.line(2, 'Mounts:');
  for (const mount of [...container.volumeMounts].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1))) {
    const flags = [mount.readOnly ? 'ro' : 'rw', ...(mount.subPath ? [`path=${JSON.stringify(mount.subPath)}`] : [])];
    page.line(3, `${mount.mountPath} from ${mount.name} (${flags.join(',')})`);
  }
}

function writeResources(page: Page, resources: Container['resources']): void {
  for (const [title, list] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests],
  ] as const) {
    const names = sorted(list);
    if (names.length > 0) page.line(2, `${title}:`);
    for (const name of names) page.line(3, `${name}:`, canonicalQuantity(list?.[name] ?? '0') ?? '');
  }
}

/** `statuses` and `pod` are undefined in a template; `space` is then two spaces. */
export function writeContainers(
  page: Page,
  title: string,
  containers: readonly Container[] | undefined,
  { statuses, pod, space = '' }: { statuses?: readonly ContainerStatus[] | undefined; pod?: Pod; space?: string },
): void {
  page.line(0, `${space}${title}:${containers?.length ? '' : ' <none>'}`);
  for (const container of containers ?? []) {
    const status = statuses?.find((s) => s.name === container.name);
    page.line(1, `${space ? ' ' : ''}${container.name}:`);
    if (status) page.line(2, 'Container ID:', status.containerID ?? '');
    page.line(2, 'Image:', container.image);
    if (status) page.line(2, 'Image ID:', status.imageID);
    writePorts(
      page,
      'Port',
      portsText(container.ports, (p) => p.containerPort),
    );
    writePorts(
      page,
      'Host Port',
      portsText(container.ports, (p) => p.hostPort ?? 0),
    );
    const seccomp = (container.securityContext as { seccompProfile?: { type: string } } | undefined)?.seccompProfile;
    if (seccomp) page.line(2, 'SeccompProfile:', seccomp.type);
    for (const [label, words] of [
      ['Command', container.command],
      ['Args', container.args],
    ] as const) {
      if (words?.length) page.line(2, `${label}:`);
      for (const word of words ?? []) for (const line of word.split('\n')) page.line(3, line);
    }
    if (status) {
      writeState(page, 'State', status.state ?? {});
      if (status.lastState?.terminated) writeState(page, 'Last State', status.lastState);
      page.line(2, 'Ready:', status.ready ? 'True' : 'False');
      page.line(2, 'Restart Count:', status.restartCount);
    }
    writeResources(page, container.resources);
    if (container.livenessProbe) page.line(2, 'Liveness:', probeText(container.livenessProbe));
    if (container.readinessProbe) page.line(2, 'Readiness:', probeText(container.readinessProbe));
    if (container.startupProbe) page.line(2, 'Startup:', probeText(container.startupProbe));
    writeEnvironment(page, container, pod);
    writeMounts(page, container);
  }
}
