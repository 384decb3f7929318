// The Volumes block of a Pod or a template. Models describe.go describeVolumes.

import type { Volume } from '#api/core/types.ts';
import type { Page } from './tabwriter.ts';

type Fields = Record<string, unknown>;
type Lines = readonly (readonly [title: string, value: unknown])[];

interface Source {
  readonly secret?: { name?: string; optional?: boolean };
  readonly configMap?: { name?: string; optional?: boolean };
  readonly downwardAPI?: unknown;
  readonly serviceAccountToken?: { expirationSeconds?: number };
}

function projected(sources: readonly Source[]): Lines {
  return sources.flatMap((source): Lines => {
    if (source.secret)
      return [
        ['SecretName', source.secret.name ?? ''],
        ['Optional', source.secret.optional ?? false],
      ];
    if (source.downwardAPI) return [['DownwardAPI', true]];
    if (source.configMap)
      return [
        ['ConfigMapName', source.configMap.name ?? ''],
        ['Optional', source.configMap.optional ?? false],
      ];
    return source.serviceAccountToken
      ? [['TokenExpirationSeconds', source.serviceAccountToken.expirationSeconds ?? 3600]]
      : [];
  });
}

/** By the field that is set: what the type is called, and its lines. */
const SOURCES: Readonly<Record<string, (source: Fields) => { type: string; lines: Lines }>> = {
  hostPath: (s) => ({
    type: 'HostPath (bare host directory volume)',
    lines: [
      ['Path', s.path],
      ['HostPathType', s.type ?? '<none>'],
    ],
  }),
  emptyDir: (s) => ({
    type: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    lines: [
      ['Medium', s.medium ?? ''],
      ['SizeLimit', s.sizeLimit ?? '<unset>'],
    ],
  }),
  secret: (s) => ({
    type: 'Secret (a volume populated by a Secret)',
    lines: [
      ['SecretName', s.secretName ?? ''],
      ['Optional', s.optional ?? false],
    ],
  }),
  configMap: (s) => ({
    type: 'ConfigMap (a volume populated by a ConfigMap)',
    lines: [
      ['Name', s.name ?? ''],
      ['Optional', s.optional ?? false],
    ],
  }),
  nfs: (s) => ({
    type: 'NFS (an NFS mount that lasts the lifetime of a pod)',
    lines: [
      ['Server', s.server],
      ['Path', s.path],
      ['ReadOnly', s.readOnly ?? false],
    ],
  }),
  persistentVolumeClaim: (s) => ({
    type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    lines: [
      ['ClaimName', s.claimName],
      ['ReadOnly', s.readOnly ?? false],
    ],
  }),
  projected: (s) => ({
    type: 'Projected (a volume that contains injected data from multiple sources)',
    lines: projected((s.sources as Source[] | undefined) ?? []),
  }),
  csi: (s) => ({
    type: 'CSI (a Container Storage Interface (CSI) volume source)',
    lines: [
      ['Driver', s.driver],
      ['FSType', s.fsType ?? ''],
      ['ReadOnly', s.readOnly ?? false],
    ],
  }),
  image: (s) => ({
    type: 'Image (a container image or OCI artifact)',
    lines: [
      ['Reference', s.reference ?? ''],
      ['PullPolicy', s.pullPolicy ?? ''],
    ],
  }),
};

/** `space` is two spaces inside a template: names then stand one column further right. */
export function writeVolumes(page: Page, volumes: readonly Volume[] | undefined, space: string): void {
  if (!volumes?.length) {
    page.line(0, `${space}Volumes:`, '<none>');
    return;
  }
  page.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    page.line(1, `${space ? ' ' : ''}${volume.name}:`);
    if (volume.downwardAPI) {
      page.line(2, 'Type:', 'DownwardAPI (a volume populated by information about the pod)');
      page.line(2, 'Items:');
      for (const { path, fieldRef } of volume.downwardAPI.items ?? [])
        if (fieldRef) page.line(3, `${fieldRef.fieldPath} -> ${path}`);
      continue;
    }
    const known = Object.keys(SOURCES).find((name) => volume[name] !== undefined && volume[name] !== null);
    if (!known) page.line(1, '<unknown>');
    else {
      const { type, lines } = SOURCES[known]!(volume[known] as Fields);
      page.line(2, 'Type:', type);
      for (const [title, value] of lines) page.line(2, `${title}:`, value);
    }
  }
}
