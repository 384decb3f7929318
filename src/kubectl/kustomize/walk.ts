// Finds fields of an object by their path. Models kustomize's field specs.

import type { Fields } from './kustomization.ts';

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object's own field. A path may come from a stranger's kustomization: `__proto__` leads to no object that others have too. */
export const ownField = (holder: Fields | unknown[], name: string): unknown =>
  Object.hasOwn(holder, name) ? (holder as Fields)[name] : undefined;

/** Sets an own field, whatever it is called. */
export function setField(holder: Fields | unknown[], name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
}

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
    if (create || Object.hasOwn(object, name)) visit(object, name);
    return;
  }
  let value = ownField(object, name);
  if (value === undefined || value === null) {
    if (!create || isList) return;
    value = {};
    setField(object, name, value);
  }
  // A list is gone through whether the path says so or not, as upstream does.
  for (const item of Array.isArray(value) ? value : [value])
    if (isMap(item)) atPath(item, rest.join('/'), create, visit);
}

export { isMap };
