// What the validating webhook refuses, and with which words. Models CheckIngress, checkOverlap and internal/ingress/inspector.
// Portolan does not simulate the test of the generated nginx.conf: what nginx itself would refuse is accepted.

import type { Ingress } from '#api/networking/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { PREFIX } from './annotation-values.ts';
import { parseAnnotations } from './annotations.ts';
import type { RouteOptions } from './routes.ts';
import { type Settings, settingsOf } from './settings.ts';
import { classOf, type Objects, ownIngresses } from './store.ts';

/** Undefined: it may be stored. */
export function admissionFault(ingress: Ingress, objects: Objects, options: RouteOptions): string | undefined {
  if (ingress.metadata.deletionTimestamp !== undefined) return undefined;
  if (!('name' in classOf(ingress, objects.classes, options))) return undefined;
  if (options.namespace !== '' && ingress.metadata.namespace !== options.namespace) return undefined;
  const settings = settingsOf(objects.configMaps.get(options.configMap)?.data);
  return (
    pathFault(ingress, settings) ??
    snippetFault(ingress, settings) ??
    parseAnnotations(ingress, settings, (key) => objects.secrets.get(key)).problems[0] ??
    overlap(ingress, ownIngresses(objects, options))
  );
}

const DEPRECATED = [
  'enable-influxdb',
  'influxdb-measurement',
  'influxdb-port',
  'influxdb-host',
  'influxdb-server-name',
];

/** What whoever writes the Ingress is told beside the verdict: upstream's words, and what does nothing here. Source: CheckWarning. */
export function admissionWarnings(ingress: Ingress, objects: Objects, options: RouteOptions): readonly string[] {
  if (ingress.metadata.deletionTimestamp !== undefined) return [];
  const settings = settingsOf(objects.configMaps.get(options.configMap)?.data);
  const names = Object.keys(ingress.metadata.annotations ?? {});
  const { notSimulated } = parseAnnotations(ingress, settings, (key) => objects.secrets.get(key));
  return [
    ...[...DEPRECATED, 'secure-verify-ca-secret']
      .filter((name) => names.includes(`${PREFIX}${name}`))
      .map((name) => `annotation ${PREFIX}${name} is deprecated`),
    ...pathFaults(ingress),
    ...notSimulated.map((name) => `Portolan does not simulate ${PREFIX}${name}: it changes nothing`),
  ];
}

/** Source: inspector ValidatePathType. */
const pathFaults = ({ spec }: Ingress): readonly string[] =>
  (spec.rules ?? [])
    .flatMap(({ http }) => http?.paths ?? [])
    .filter(({ pathType }) => pathType === 'Exact' || pathType === 'Prefix')
    .filter(({ path = '' }) => !/^\/[A-Za-z0-9._\-/]*$/.test(path))
    .map(({ path, pathType }) => `path ${path} cannot be used with pathType ${pathType}`);

function pathFault(ingress: Ingress, { strictPathType }: Settings): string | undefined {
  const faults = strictPathType ? pathFaults(ingress) : [];
  return faults.length === 0 ? undefined : `ingress contains invalid paths: ${faults.join('\n')}`;
}

function snippetFault({ metadata }: Ingress, { allowSnippets }: Settings): string | undefined {
  const snippet = Object.keys(metadata.annotations ?? {}).find(
    (name) => name.startsWith(PREFIX) && name.endsWith('-snippet'),
  );
  if (snippet === undefined || allowSnippets) return undefined;
  return `${snippet} annotation cannot be used. Snippet directives are disabled by the Ingress administrator`;
}

function overlap(ingress: Ingress, others: readonly Ingress[]): string | undefined {
  const isCanary = (one: Ingress): boolean => one.metadata.annotations?.[`${PREFIX}canary`] !== undefined;
  for (const { host = '', http } of ingress.spec.rules ?? [])
    for (const { path = '', backend } of http?.paths ?? []) {
      if (!backend.service) continue;
      const existing = others.filter((other) => has(other, host, path || '/'));
      if (existing.some((other) => keyOf(other) === keyOf(ingress))) return undefined;
      const clash = existing.find((other) => isCanary(ingress) === isCanary(other));
      if (clash)
        return `host ${JSON.stringify(host || '_')} and path ${JSON.stringify(path || '/')} is already defined in ingress ${keyOf(clash)}`;
    }
  return undefined;
}

const has = ({ spec }: Ingress, host: string, path: string): boolean =>
  (spec.rules ?? []).some(
    (rule) => (rule.host ?? '') === host && rule.http?.paths.some((p) => p.backend.service && (p.path || '/') === path),
  );
