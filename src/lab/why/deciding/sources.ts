// What a Pod's containers wait for before they start: ConfigMaps and Secrets that volumes and variables are taken from.

import type { Container, Pod } from '#api/core/types.ts';
import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import { type Facts, find } from '../facts.ts';
import { type Finding, note } from './finding.ts';
import { inOf } from './place.ts';

/** A name of a ConfigMap or a Secret, and where it is written. */
interface Source {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly path: string;
  /** Undefined: all of it is taken. */
  readonly key?: string;
}

interface Holder extends ApiObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

export function sourceMissing(pod: Pod, facts: Facts): Finding | undefined {
  const { namespace } = pod.metadata;
  for (const { kind, name, path, key } of sourcesOf(pod)) {
    const source = `${kind}/${namespace}/${name}`;
    const found = find<Holder>(facts, source);
    if (found && (key === undefined || (found.data?.[key] ?? found.binaryData?.[key]) !== undefined)) continue;
    if (runs(pod)) return undefined;
    const own = { pod: keyOf(pod), source, type: kind.toLowerCase(), name, in: inOf(namespace) };
    const said = found ? note('source-lacks-key', { ...own, key: key ?? '' }) : note('source-missing', own);
    return { object: `Pod/${keyOf(pod)}`, path, notes: [said] };
  }
  return undefined;
}

/** What had started before its source was taken away goes on. */
const runs = ({ status, spec }: Pod): boolean =>
  spec.containers.every(({ name }) => status.containerStatuses?.find((state) => state.name === name)?.state?.running);

function sourcesOf({ spec }: Pod): readonly Source[] {
  const ofVolumes = (spec.volumes ?? []).flatMap(({ configMap, secret }, i): readonly Source[] => {
    const at = `spec.volumes[${i}]`;
    if (configMap?.name && !configMap.optional)
      return [{ kind: 'ConfigMap', name: configMap.name, path: `${at}.configMap.name` }];
    if (secret?.secretName && !secret.optional)
      return [{ kind: 'Secret', name: secret.secretName, path: `${at}.secret.secretName` }];
    return [];
  });
  const ofContainers = (list: 'initContainers' | 'containers'): readonly Source[] =>
    (spec[list] ?? []).flatMap((container, i) => variablesOf(container, `spec.${list}[${i}]`));
  return [...ofVolumes, ...ofContainers('initContainers'), ...ofContainers('containers')];
}

function variablesOf({ env = [], envFrom = [] }: Container, at: string): readonly Source[] {
  const ofAll = envFrom.flatMap(({ configMapRef, secretRef }, i): readonly Source[] => {
    const path = `${at}.envFrom[${i}]`;
    if (configMapRef?.name && !configMapRef.optional)
      return [{ kind: 'ConfigMap', name: configMapRef.name, path: `${path}.configMapRef.name` }];
    if (secretRef?.name && !secretRef.optional)
      return [{ kind: 'Secret', name: secretRef.name, path: `${path}.secretRef.name` }];
    return [];
  });
  const ofOne = env.flatMap(({ valueFrom }, i): readonly Source[] => {
    const path = `${at}.env[${i}].valueFrom`;
    const { configMapKeyRef: map, secretKeyRef: secret } = valueFrom ?? {};
    if (map?.name && !map.optional)
      return [{ kind: 'ConfigMap', name: map.name, key: map.key, path: `${path}.configMapKeyRef` }];
    if (secret?.name && !secret.optional)
      return [{ kind: 'Secret', name: secret.name, key: secret.key, path: `${path}.secretKeyRef` }];
    return [];
  });
  return [...ofAll, ...ofOne];
}
