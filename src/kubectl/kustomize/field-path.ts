// Paths as replacements write them: `spec.containers.[name=nginx].image`, `rules.0.host`, `containers.*.image`, `annotations.[a.b/c]`.
// Models kyaml's PathGetter and PathMatcher.

import { toYaml } from '#apimachinery/yaml.ts';
import { goRegexp } from '../go-regexp.ts';
import type { Fields } from './kustomization.ts';
import { isMap, ownField, setField } from './walk.ts';

/** Points between square brackets, and those after a backslash, part nothing. Source: kyaml/utils SmarterPathSplitter. */
export function splitPath(path: string): readonly string[] {
  const parts: string[] = [];
  for (const [part] of path.matchAll(/(?:\[[^\]]*\]|\\.|[^.])+/g)) {
    const bracketed = /^\[([^\]=]*\.[^\]=]*)\]$/.exec(part)?.[1];
    parts.push(bracketed ?? part.replaceAll('\\.', '.'));
  }
  return parts;
}

/** `[name=nginx]`; for plain values `[=-jar]`. */
function conditionOf(part: string): { readonly name: string; readonly value: string } | undefined {
  const found = /^\[([^=]*)=(.*)\]$/.exec(part);
  return found ? { name: found[1]!, value: found[2]! } : undefined;
}

/** The one value that a path leads to. */
export function valueAt(value: unknown, [part, ...rest]: readonly string[]): unknown {
  if (part === undefined) return value;
  const condition = conditionOf(part);
  if (condition && Array.isArray(value)) {
    const { name, value: wanted } = condition;
    return valueAt(
      value.find((item) => String(name === '' ? item : isMap(item) ? ownField(item, name) : undefined) === wanted),
      rest,
    );
  }
  if (Array.isArray(value)) return /^\d+$/.test(part) ? valueAt(value[Number(part)], rest) : undefined;
  return isMap(value) ? valueAt(ownField(value, part), rest) : undefined;
}

/** Where a value stands; `made`: it was not there before. */
export interface Place {
  readonly holder: Fields | unknown[];
  readonly key: string;
  readonly made: boolean;
}

/** All places that a path leads to. With `created`, which is going to stand there, what is missing on the way is made. */
export function fieldsAt(
  object: Fields,
  path: readonly string[],
  created: unknown,
): { readonly ok: readonly Place[] } | { readonly error: string } {
  try {
    return { ok: places(object, path, created) };
  } catch (error) {
    if (error instanceof PathError) return { error: error.message };
    throw error;
  }
}

class PathError extends Error {}

const goNode = (value: unknown): string =>
  Array.isArray(value) ? 'SequenceNode' : isMap(value) ? 'MappingNode' : 'ScalarNode';

function places(value: unknown, path: readonly string[], created: unknown): readonly Place[] {
  const [part = '', ...rest] = path;
  const condition = conditionOf(part);
  const isIndex = /^\d+$/.test(part);
  if (!condition && !isIndex && part !== '*')
    return isMap(value) ? below(value, part, rest, created) : wrongNode(value, 'MappingNode');
  if (!Array.isArray(value)) return wrongNode(value, 'SequenceNode');
  if (part === '*') return value.flatMap((_, i) => below(value, String(i), rest, created));
  if (isIndex) {
    const index = Number(part);
    if (index > value.length || (index === value.length && created === undefined))
      throw new PathError(`index ${index} specified but only ${value.length} elements found`);
    return below(value, part, rest, created);
  }
  const { name, value: pattern } = condition!;
  const read = goRegexp(pattern);
  if ('error' in read) throw new PathError(read.error);
  const holds = (item: unknown): boolean => {
    const found = name === '' ? item : isMap(item) ? ownField(item, name) : undefined;
    return found !== undefined && found !== null && read.regexp.test(String(found));
  };
  const found = value.flatMap((item, i) => (holds(item) ? below(value, String(i), rest, created) : []));
  if (found.length > 0 || created === undefined) return found;
  value.push(name === '' ? pattern : { [name]: pattern });
  return below(value, String(value.length - 1), rest, created);
}

function wrongNode(value: unknown, wanted: string): never {
  throw new PathError(`wrong node kind: expected ${wanted} but was ${goNode(value)}: node contents:\n${toYaml(value)}`);
}

function below(holder: Fields | unknown[], key: string, rest: readonly string[], created: unknown): readonly Place[] {
  const made = ownField(holder, key) === undefined;
  if (made && created === undefined) return [];
  if (rest.length === 0) return [{ holder, key, made }];
  if (made) setField(holder, key, conditionOf(rest[0]!) || /^\d+$/.test(rest[0]!) ? [] : {});
  return places(ownField(holder, key), rest, created);
}
