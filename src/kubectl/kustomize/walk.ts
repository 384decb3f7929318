// Finds fields of an object by their path. Models kustomize's field specs.

import type { Fields } from './kustomization.ts';

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Calls `visit` with each object that holds the last field of `path` (`spec/containers[]/image`), and that field's name.
 * With `create`, objects on the way that are missing are made; lists never are.
 */
export function atPath(
  object: Fields,
  path: string,
  create: boolean,
  visit: (holder: Fields, field: string) => void,
): void {
  const [head = '', ...rest] = path.split('/');
  const isList = head.endsWith('[]');
  const name = isList ? head.slice(0, -2) : head;
  if (rest.length === 0 && !isList) {
    if (create || name in object) visit(object, name);
    return;
  }
  let value = object[name];
  if (value === undefined || value === null) {
    if (!create || isList) return;
    value = {};
    object[name] = value;
  }
  // A list is gone through whether the path says so or not, as upstream does.
  for (const item of Array.isArray(value) ? value : [value])
    if (isMap(item)) atPath(item, rest.join('/'), create, visit);
}

export { isMap };
