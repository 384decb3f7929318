// Applies a patch on this side: --local, --dry-run=client, --overrides. Models jsonpatch, RFC 7386 and strategicpatch.

import { mergeKey } from './merge-keys.ts';
import { same } from './three-way.ts';

export type PatchType = 'json' | 'merge' | 'strategic';
type Fields = Record<string, unknown>;
type Result = { readonly value: unknown } | { readonly error: string };
const isMap = (v: unknown): v is Fields => typeof v === 'object' && v !== null && !Array.isArray(v);

function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Fields = isMap(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}

function strategicPatch(target: unknown, patch: unknown, kind: string, path: readonly string[]): unknown {
  if (!isMap(patch)) return patch;
  if (patch.$patch === 'replace') {
    const { $patch: _, ...rest } = patch;
    return rest;
  }
  const result: Fields = isMap(target) ? { ...target } : {};
  if (Array.isArray(patch.$retainKeys)) {
    for (const name of Object.keys(result)) if (!patch.$retainKeys.includes(name)) delete result[name];
  }
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith('$')) continue;
    const here = [...path, name];
    const key = Array.isArray(value) ? mergeKey(kind, here) : undefined;
    if (value === null) delete result[name];
    else if (key !== undefined) {
      result[name] = mergeList((result[name] as Fields[] | undefined) ?? [], value as Fields[], key, kind, here);
    } else result[name] = strategicPatch(result[name], value, kind, here);
  }
  return result;
}

function mergeList(
  target: readonly Fields[],
  patch: readonly Fields[],
  key: string,
  kind: string,
  path: readonly string[],
): Fields[] {
  let result = patch.some((item) => item.$patch === 'replace') ? [] : [...target];
  for (const item of patch) {
    if (item.$patch === 'replace') continue;
    const at = result.findIndex((t) => t[key] === item[key]);
    if (item.$patch === 'delete') result = result.filter((t) => t[key] !== item[key]);
    else if (at < 0) result.push(item);
    else result[at] = strategicPatch(result[at], item, kind, path) as Fields;
  }
  return result;
}

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

function jsonPatch(target: unknown, operations: readonly Operation[]): Result {
  let root = structuredClone(target);
  const parts = (pointer: string): string[] =>
    pointer
      .split('/')
      .slice(1)
      .map((p) => p.replaceAll('~1', '/').replaceAll('~0', '~'));
  const holder = (pointer: string): { parent: unknown; name: string } => {
    const path = parts(pointer);
    const name = path.pop() ?? '';
    return { parent: path.reduce<unknown>((v, p) => (v as Fields | undefined)?.[p], root), name };
  };
  const read = (pointer: string): unknown =>
    parts(pointer).reduce<unknown>((v, p) => (v as Fields | undefined)?.[p], root);
  const add = (pointer: string, value: unknown, replace: boolean): boolean => {
    const { parent, name } = holder(pointer);
    if (pointer === '') root = value;
    else if (Array.isArray(parent)) {
      const at = name === '-' ? parent.length : Number(name);
      if (!(at >= 0 && at <= parent.length)) return false;
      parent.splice(at, replace ? 1 : 0, value);
    } else if (isMap(parent)) {
      if (replace && !(name in parent)) return false;
      parent[name] = value;
    } else return false;
    return true;
  };
  const remove = (pointer: string): boolean => {
    const { parent, name } = holder(pointer);
    if (Array.isArray(parent) && parent[Number(name)] !== undefined) parent.splice(Number(name), 1);
    else if (isMap(parent) && name in parent) delete parent[name];
    else return false;
    return true;
  };
  for (const { op, path = '', from = '', value } of operations) {
    let done = false;
    if (op === 'add') done = add(path, value, false);
    else if (op === 'replace') done = add(path, value, true);
    else if (op === 'remove') done = remove(path);
    else if (op === 'test') {
      if (!same(read(path), value)) return { error: `testing value ${path} failed: test failed` };
      done = true;
    } else if (op === 'copy') done = add(path, structuredClone(read(from)), false);
    else if (op === 'move') {
      const moved = read(from);
      done = remove(from) && add(path, moved, false);
    } else return { error: `Unexpected kind: ${op}` };
    if (!done) return { error: `${op} operation does not apply: doc is missing path: "${path}": missing value` };
  }
  return { value: root };
}

export function applyPatch(object: unknown, patch: unknown, type: PatchType): Result {
  if (type === 'json') {
    return Array.isArray(patch) ? jsonPatch(object, patch as Operation[]) : { error: 'Invalid JSON Patch' };
  }
  if (!isMap(patch)) return { error: 'Invalid JSON Patch' };
  const kind = String((object as Fields).kind ?? '');
  return { value: type === 'merge' ? mergePatch(object, patch) : strategicPatch(object, patch, kind, []) };
}
