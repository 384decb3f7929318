// Models pkg/fieldpath: a Pod's own fields as text, for environment variables and downward API files.

import type { Container, Pod } from '#api/core/types.ts';
import { parseQuantity } from '#apimachinery/quantity.ts';

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

/** `limits.cpu` and the like, rounded up to whole units of the divisor. */
export function resourceValue({ resources }: Container, resource: string, divisor = '1'): string {
  const [list, name = ''] = [resource.slice(0, resource.indexOf('.')), resource.slice(resource.indexOf('.') + 1)];
  const text = (list === 'limits' ? resources?.limits : resources?.requests)?.[name];
  const by = parseQuantity(divisor) || 1;
  return String(Math.ceil((parseQuantity(text ?? '0') ?? 0) / by));
}
