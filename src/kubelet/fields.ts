// Models pkg/fieldpath: a Pod's own fields as text, for environment variables and downward API files.

import type { Container, EnvVar, Node, Pod } from '#api/core/types.ts';
import { parseQuantity } from '#apimachinery/quantity.ts';
import type { ObjectLookup } from './runtime.ts';

/** `metadata.labels['app']`, `status.podIP`, … An unknown path is empty: the API server refuses such Pods. */
export function fieldValue(pod: Pod, path: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed) return pod.metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2]!] ?? '';
  const { metadata, spec, status } = pod;
  const lines = (map: Record<string, string> | undefined): string =>
    Object.entries(map ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => `${k}=${JSON.stringify(v)}`)
      .join('\n');
  const values: Readonly<Record<string, string | undefined>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'metadata.labels': lines(metadata.labels),
    'metadata.annotations': lines(metadata.annotations),
    'spec.nodeName': spec.nodeName,
    'spec.serviceAccountName': spec.serviceAccountName ?? 'default',
    'status.hostIP': status?.hostIP,
    'status.hostIPs': status?.hostIPs?.map(({ ip }) => ip).join(','),
    'status.podIP': status?.podIP,
    'status.podIPs': status?.podIPs?.map(({ ip }) => ip).join(',') ?? status?.podIP,
  };
  return values[path] ?? '';
}

/** `limits.cpu` and the like, rounded up to whole units of the divisor. Without a limit, that is what the node has to give. Source: MergeContainerResourceLimits. */
function resourceValue(
  { resources }: Container,
  resource: string,
  divisor = '1',
  node?: Pick<Node, 'status'> | undefined,
): string {
  const [list, name = ''] = [resource.slice(0, resource.indexOf('.')), resource.slice(resource.indexOf('.') + 1)];
  const amount = (text: string | undefined): number => parseQuantity(text ?? '0') ?? 0;
  const asked = amount((list === 'limits' ? resources?.limits : resources?.requests)?.[name]);
  const isDefaulted = list === 'limits' && asked === 0 && !name.startsWith('hugepages-');
  const by = parseQuantity(divisor) || 1;
  return String(Math.ceil((isDefaulted ? amount(node?.status?.allocatable?.[name]) : asked) / by));
}

/** What a `resourceFieldRef` asks for: of the container that it names, or of its own. */
export function resourceAsked(
  { spec }: Pod,
  { containerName, resource, divisor }: NonNullable<NonNullable<EnvVar['valueFrom']>['resourceFieldRef']>,
  cache: ObjectLookup,
  own?: Container,
): string {
  const all = [...spec.containers, ...(spec.initContainers ?? [])];
  const container = containerName ? all.find(({ name }) => name === containerName) : own;
  return container ? resourceValue(container, resource, divisor, cache.get<Node>('nodes', spec.nodeName ?? '')) : '';
}
