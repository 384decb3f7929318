// What each debugging profile makes of a Pod. Models kubectl/pkg/cmd/debug/profiles.go.

import type { Container, Pod } from '#api/core/types.ts';

export type Style = 'ephemeral' | 'copy' | 'node';

/** What a copy keeps of the original. */
export interface Keep {
  readonly labels: boolean;
  readonly annotations: boolean;
  readonly liveness: boolean;
  readonly readiness: boolean;
  readonly startup: boolean;
  readonly initContainers: boolean;
}

interface Subject {
  readonly pod: Pod;
  /** The debugging container, which is the Pod's own. */
  readonly container: Container;
  readonly style: Style;
  readonly keep: Keep;
}

type Security = Record<string, unknown> & { capabilities?: { add?: string[]; drop?: string[] } };
type Open = Container & { securityContext?: Security };

const securityOf = (container: Open): Security => (container.securityContext ??= {} as Security);

function addCapabilities(container: Open, ...names: string[]): void {
  const security = securityOf(container);
  security.capabilities = { ...security.capabilities, add: [...(security.capabilities?.add ?? []), ...names] };
}

function mountRoot({ pod, container }: Subject): void {
  pod.spec.volumes = [...(pod.spec.volumes ?? []), { name: 'host-root', hostPath: { path: '/' } }];
  container.volumeMounts = [...(container.volumeMounts ?? []), { mountPath: '/host', name: 'host-root' }];
}

function useHostNamespaces({ pod }: Subject): void {
  Object.assign(pod.spec, { hostNetwork: true, hostPID: true, hostIPC: true });
}

function trim({ pod, keep }: Subject): void {
  if (!keep.labels) delete pod.metadata.labels;
  if (!keep.annotations) delete pod.metadata.annotations;
  for (const container of pod.spec.containers) {
    if (!keep.liveness) delete container.livenessProbe;
    if (!keep.readiness) delete container.readinessProbe;
    if (!keep.startup) delete container.startupProbe;
  }
  if (!keep.initContainers) delete pod.spec.initContainers;
}

function shareProcesses({ pod }: Subject): void {
  const spec = pod.spec as Pod['spec'] & { shareProcessNamespace?: boolean };
  spec.shareProcessNamespace ??= true;
}

const onCopy = (subject: Subject): void => {
  trim(subject);
  shareProcesses(subject);
};

type Profile = (subject: Subject) => void;

/** By name. Each changes the Pod that it is given. */
export const PROFILES: Readonly<Record<string, Profile>> = {
  legacy(subject) {
    // A copy has everything but the labels, whatever is asked to be kept.
    if (subject.style === 'copy') delete subject.pod.metadata.labels;
    if (subject.style !== 'node') return;
    mountRoot(subject);
    useHostNamespaces(subject);
  },
  general(subject) {
    if (subject.style === 'node') {
      mountRoot(subject);
      delete (subject.container as Open).securityContext;
      useHostNamespaces(subject);
      return;
    }
    if (subject.style === 'copy') onCopy(subject);
    addCapabilities(subject.container, 'SYS_PTRACE');
  },
  baseline(subject) {
    delete (subject.container as Open).securityContext;
    if (subject.style === 'copy') onCopy(subject);
  },
  restricted(subject) {
    const container = subject.container as Open;
    container.securityContext = {
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      allowPrivilegeEscalation: false,
      seccompProfile: { type: 'RuntimeDefault' },
    } as Security;
    if (subject.style === 'copy') onCopy(subject);
  },
  netadmin(subject) {
    addCapabilities(subject.container, 'NET_ADMIN', 'NET_RAW');
    if (subject.style === 'node') useHostNamespaces(subject);
    if (subject.style === 'copy') onCopy(subject);
  },
  sysadmin(subject) {
    securityOf(subject.container).privileged = true;
    if (subject.style === 'node') {
      useHostNamespaces(subject);
      mountRoot(subject);
    }
    if (subject.style === 'copy') onCopy(subject);
  },
};
