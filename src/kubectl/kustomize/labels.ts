// Labels and annotations for all: where each kind has them. Models kustomize/api/internal/konfig/builtinpluginconsts.

import type { Kustomization } from './kustomization.ts';
import { groupVersion, type Resource } from './resource.ts';
import { atPath, isMap, ownField, setField } from './walk.ts';

interface Spec {
  readonly path: string;
  readonly kinds?: readonly string[];
  readonly group?: string;
  readonly version?: string;
  readonly create: boolean;
}

const TEMPLATED = ['ReplicationController', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'];
const POD_AFFINITY = ['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
  `${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
  `${affinity}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
]);

const METADATA: readonly Spec[] = [{ path: 'metadata/labels', create: true }];
const TEMPLATES: readonly Spec[] = [
  { path: 'spec/template/metadata/labels', kinds: TEMPLATED, create: true },
  { path: 'spec/jobTemplate/metadata/labels', kinds: ['CronJob'], create: true },
  { path: 'spec/jobTemplate/spec/template/metadata/labels', kinds: ['CronJob'], create: true },
  { path: 'spec/volumeClaimTemplates[]/metadata/labels', kinds: ['StatefulSet'], create: true },
];
const SELECTORS: readonly Spec[] = [
  { path: 'spec/selector', kinds: ['Service', 'ReplicationController'], create: true },
  { path: 'spec/selector/matchLabels', kinds: ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'], create: true },
  { path: 'spec/selector/matchLabels', kinds: ['Job', 'PodDisruptionBudget'], create: false },
  { path: 'spec/jobTemplate/spec/selector/matchLabels', kinds: ['CronJob'], create: false },
  { path: 'spec/podSelector/matchLabels', kinds: ['NetworkPolicy'], create: false },
  { path: 'spec/ingress/from/podSelector/matchLabels', kinds: ['NetworkPolicy'], create: false },
  { path: 'spec/egress/to/podSelector/matchLabels', kinds: ['NetworkPolicy'], create: false },
  {
    path: 'spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels',
    kinds: ['Deployment', 'StatefulSet'],
    create: false,
  },
  ...POD_AFFINITY.map(
    (path): Spec => ({
      path: `spec/template/spec/affinity/${path}`,
      kinds: ['Deployment', 'StatefulSet'],
      create: false,
    }),
  ),
];
const ANNOTATIONS: readonly Spec[] = [
  { path: 'metadata/annotations', create: true },
  { path: 'spec/template/metadata/annotations', kinds: TEMPLATED, create: true },
  { path: 'spec/jobTemplate/metadata/annotations', kinds: ['CronJob'], create: true },
  { path: 'spec/jobTemplate/spec/template/metadata/annotations', kinds: ['CronJob'], create: true },
];

function put(resources: readonly Resource[], pairs: Readonly<Record<string, string>>, specs: readonly Spec[]): void {
  if (Object.keys(pairs).length === 0) return;
  for (const { object } of resources) {
    const own = groupVersion(object.apiVersion);
    for (const { path, kinds, group, version, create } of specs) {
      // A Service of no selector at all gets one, as upstream's `create` says.
      if (kinds && !kinds.includes(object.kind)) continue;
      if ((group && group !== own.group) || (version && version !== own.version)) continue;
      atPath(object, path, create, (holder, field) => {
        const had = ownField(holder, field);
        setField(holder, field, { ...(isMap(had) ? had : {}), ...pairs });
      });
    }
  }
}

export function putLabels(resources: readonly Resource[], { labels = [], commonLabels = {} }: Kustomization): void {
  for (const { pairs = {}, includeSelectors, includeTemplates, fields = [] } of labels) {
    const own = fields.map(
      ({ kind, create = false, ...rest }): Spec => ({ ...rest, create, ...(kind && { kinds: [kind] }) }),
    );
    if (includeSelectors) put(resources, pairs, [...METADATA, ...TEMPLATES, ...SELECTORS, ...own]);
    else put(resources, pairs, [...METADATA, ...(includeTemplates ? TEMPLATES : []), ...own]);
  }
  put(resources, commonLabels, [...METADATA, ...TEMPLATES, ...SELECTORS]);
}

export const putAnnotations = (resources: readonly Resource[], { commonAnnotations = {} }: Kustomization): void =>
  put(resources, commonAnnotations, ANNOTATIONS);
