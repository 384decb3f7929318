// What is different between two moments of a lab: objects as YAML, files, and what is broken around the cluster.

import type { ApiObject } from '#apimachinery/meta.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { toYaml } from '#apimachinery/yaml-emit.ts';
import { changesBetween, unified } from '#shell/commands/diff/changes.ts';
import type { Snapshot } from './snapshot.ts';

export interface Difference {
  readonly how: 'come' | 'gone' | 'changed';
  /** `Pod/default/web-1`, `laptop:/home/learner/web.yaml`, `faults`. */
  readonly name: string;
  /** As `diff -u` writes it, without the files' names. */
  readonly text: string;
}

/** Signs of life, and what tells of changes: the changes themselves are there. */
const LEFT_OUT = new Set(['leases.coordination.k8s.io', 'events']);
/** Lines around each change. */
const CONTEXT = 3;

export function differences(before: Snapshot, after: Snapshot): readonly Difference[] {
  return [
    ...objectDifferences(before.storage.objects, after.storage.objects),
    ...fileDifferences(before.machines.files, after.machines.files),
    ...textDifference('faults', faultsText(before), faultsText(after)),
  ];
}

type Objects = Snapshot['storage']['objects'];

function objectDifferences(before: Objects, after: Objects): readonly Difference[] {
  const resources = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return resources.flatMap((resource) => {
    if (LEFT_OUT.has(resource)) return [];
    const [old, now] = [before, after].map((objects) => new Map((objects[resource] ?? []).map((o) => [keyOf(o), o])));
    const keys = [...new Set([...old!.keys(), ...now!.keys()])].sort();
    return keys.flatMap((key) => {
      const [a, b] = [old!.get(key), now!.get(key)];
      return a === b ? [] : textDifference(`${(b ?? a)!.kind}/${key}`, a && shownYaml(a), b && shownYaml(b));
    });
  });
}

/** Without what changes with every write, and every sign of life; a node's images follow its Pods. */
function shownYaml(object: ApiObject): string {
  const { managedFields: _, resourceVersion: __, ...metadata } = object.metadata;
  const status = (object as { status?: { conditions?: readonly object[] } }).status;
  const calm = status?.conditions?.map((condition) => ({ ...condition, lastHeartbeatTime: undefined }));
  const shown = status && { ...status, images: undefined, ...(calm && { conditions: calm }) };
  return toYaml({ ...object, metadata, ...(shown && { status: shown }) });
}

type Files = Snapshot['machines']['files'];

function fileDifferences(before: Files, after: Files): readonly Difference[] {
  return Object.keys(after).flatMap((place) => {
    const [old, now] = [before[place] ?? {}, after[place]!];
    const paths = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
    return paths.flatMap((path) => textDifference(`${place}:${path}`, old[path]?.text, now[path]?.text));
  });
}

const faultsText = ({ machines }: Snapshot): string | undefined => machines.faults && toYaml(machines.faults);

function textDifference(name: string, a: string | undefined, b: string | undefined): readonly Difference[] {
  if (a === b) return [];
  const [left, right] = [a ?? '', b ?? ''];
  const text = unified(
    changesBetween(left, right, (line) => line),
    left,
    right,
    CONTEXT,
  );
  return text === '' ? [] : [{ how: a === undefined ? 'come' : b === undefined ? 'gone' : 'changed', name, text }];
}
