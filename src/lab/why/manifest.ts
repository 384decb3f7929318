// Where a field stands: in an object, in its YAML, in a file that the object may have come from.

import type { ApiObject } from '#apimachinery/meta.ts';
import { toYaml } from '#apimachinery/yaml-emit.ts';
import type { FileSystem } from '#machine/files.ts';

export type Key = string | number;

/** `spec.ports[0].targetPort`, `spec.selector["app.kubernetes.io/name"]`. */
export function keysOf(path: string): readonly Key[] {
  return [...path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, plain]) =>
    index === undefined ? (quoted ?? plain!) : Number(index),
  );
}

export const valueAt = (object: unknown, keys: readonly Key[]): unknown =>
  keys.reduce<unknown>((at, key) => (at as Record<Key, unknown> | null | undefined)?.[key], object);

interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

const indentOf = ({ text }: Line): number => text.length - text.trimStart().length;
const isContent = ({ text }: Line): boolean => !/^\s*(#|$)/.test(text);
const linesOf = (text: string): readonly Line[] => text.split('\n').map((line, i) => ({ number: i + 1, text: line }));

/** The line, from 1, on which a field stands in block YAML. Undefined: it does not. What is written in flow style stands on the line of its key. */
export const lineAt = (yaml: string, keys: readonly Key[]): number | undefined => locate(linesOf(yaml), keys)?.number;

function locate(all: readonly Line[], [key, ...rest]: readonly Key[]): Line | undefined {
  const lines = all.filter(isContent);
  if (lines[0] === undefined || key === undefined) return lines[0];
  const level = indentOf(lines[0]);
  const starts = lines.flatMap((line, i) => (indentOf(line) === level ? [i] : []));
  if (typeof key === 'number') {
    const items = starts.filter((i) => /^\s*-(\s|$)/.test(lines[i]!.text));
    const from = items[key];
    if (from === undefined) return undefined;
    const item = lines.slice(from, items[key + 1]);
    if (rest.length === 0) return item[0];
    const first = { ...item[0]!, text: item[0]!.text.replace('-', ' ') };
    return locate([first, ...item.slice(1)], rest);
  }
  const from = starts.find((i) => keyIn(lines[i]!.text) === key);
  if (from === undefined) return undefined;
  // A list may begin in the column of its key.
  const end = starts.find((i) => i > from && !/^\s*-(\s|$)/.test(lines[i]!.text));
  const below = lines.slice(from + 1, end);
  return rest.length === 0 || below.length === 0 ? lines[from] : locate(below, rest);
}

const keyIn = (text: string): string | undefined => {
  const [, double, single, plain] = /^\s*(?:"([^"]*)"|'([^']*)'|([^\s"'#][^:]*)):(?:\s|$)/.exec(text) ?? [];
  return double ?? single ?? plain;
};

export interface Excerpt {
  readonly lines: readonly string[];
  /** Which of them is the field's own. */
  readonly deciding?: number;
}

/** How much is shown before and after the line. */
const AROUND = 5;

/** The part of an object's YAML that a field stands in: what is below its first two keys, around the field. */
export function excerptOf(object: ApiObject, path: string): Excerpt {
  const keys = keysOf(path);
  const depth = Math.min(keys.findIndex((key) => typeof key === 'number') < 0 ? keys.length - 1 : 1, keys.length - 1);
  const shown = Math.max(0, depth);
  const block = valueAt(object, keys.slice(0, shown + 1));
  if (block === undefined) return { lines: [] };
  const yaml = toYaml({ [keys[shown]!]: block }).trimEnd();
  const lines = yaml.split('\n');
  const number = lineAt(yaml, keys.slice(shown)) ?? 0;
  if (number === 0) return { lines: lines.slice(0, 2 * AROUND) };
  const value = valueAt(object, keys);
  const height = typeof value === 'object' && value !== null ? toYaml(value).trimEnd().split('\n').length : 0;
  const from = Math.max(0, number - 1 - AROUND);
  return {
    lines: lines.slice(from, number + Math.max(AROUND, Math.min(height, 2 * AROUND))),
    deciding: number - 1 - from,
  };
}

export interface ManifestFile {
  readonly path: string;
  readonly text: string;
}

/** The file, of those given, whose document for the object has the field, and its line. */
export function writtenIn(
  files: readonly ManifestFile[],
  object: string,
  path: string,
): { readonly path: string; readonly line: number } | undefined {
  const [kind, ...rest] = object.split('/');
  const [name, namespace] = rest.toReversed();
  for (const file of files) {
    const lines = linesOf(file.text);
    const breaks = lines.flatMap(({ text }, i) => (/^---(\s|$)/.test(text) ? [i] : []));
    for (const [i, from] of [-1, ...breaks].entries()) {
      const document = lines.slice(from + 1, breaks[i]);
      const said = (keys: readonly Key[]): string | undefined =>
        locate(document, keys)
          ?.text.replace(/^[^:]*:\s*/, '')
          .replace(/\s+#.*$/, '')
          .replace(/^(["'])(.*)\1$/, '$2')
          .trim();
      if (said(['kind']) !== kind || said(['metadata', 'name']) !== name) continue;
      if (namespace !== undefined && (said(['metadata', 'namespace']) ?? namespace) !== namespace) continue;
      const line = locate(document, keysOf(path));
      if (line) return { path: file.path, line: line.number };
    }
  }
  return undefined;
}

/** Who wrote the field last, of those that managedFields names. */
export function managerOf(object: ApiObject, path: string): string | undefined {
  const keys = keysOf(path);
  return object.metadata.managedFields?.findLast(({ fieldsV1 }) => owns(fieldsV1, object, keys))?.manager;
}

type Fields = Readonly<Record<string, unknown>>;

function owns(fields: unknown, value: unknown, [key, ...rest]: readonly Key[]): boolean {
  if (key === undefined) return true;
  const set = (fields ?? {}) as Fields;
  const item = (value as Record<Key, unknown> | undefined)?.[key];
  if (typeof key === 'string') {
    const below = set[`f:${key}`];
    return below !== undefined && (Object.keys(below as Fields).length === 0 || owns(below, item, rest));
  }
  const name = Object.keys(set).find((entry) => entry.startsWith('k:') && isKeyOf(entry, item));
  return name !== undefined && owns(set[name], item, rest);
}

/** `k:{"port":80,"protocol":"TCP"}` */
function isKeyOf(entry: string, item: unknown): boolean {
  const wanted = JSON.parse(entry.slice(2)) as Fields;
  return Object.entries(wanted).every(([name, value]) => (item as Fields | undefined)?.[name] === value);
}

/** How deep below home manifests are looked for. */
const DEPTH = 3;

/** A person's own manifests, by their paths from that folder. */
export function manifestsIn(files: FileSystem, folder: string, depth = 0, shown = ''): readonly ManifestFile[] {
  return (files.list(folder) ?? []).flatMap((name) => {
    const [path, short] = [`${folder}/${name}`, `${shown}${name}`];
    if (name.startsWith('.')) return [];
    if (files.stat(path)?.type === 'directory')
      return depth < DEPTH ? manifestsIn(files, path, depth + 1, `${short}/`) : [];
    const text = /\.ya?ml$/.test(name) ? files.read(path) : undefined;
    return text === undefined ? [] : [{ path: short, text }];
  });
}
