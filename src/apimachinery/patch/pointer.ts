// RFC 6901, JSON pointers, as evanphx/json-patch v4.12 follows them. Models json-patch findObject, partialDoc and partialArray.

/** A user's mistake, in the library's words. */
export class PatchError extends Error {}

export const MISSING = 'missing value';
export const fail = (...parts: string[]): never => {
  throw new PatchError(parts.join(': '));
};
/** `what: ` before the words of what went wrong. */
export function within<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof PatchError ? new PatchError(`${what}: ${error.message}`) : error;
  }
}

/** What a pointer's last segment is looked up in. */
export interface Holder {
  readonly key: string;
  /** A member that is not there is undefined; a place of a list that is not there is an error. */
  get(): unknown;
  set(value: unknown): void;
  add(value: unknown): void;
  remove(): void;
}

export const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

export function holderOf(root: unknown, pointer: string): Holder | undefined {
  const [, ...parts] = pointer.split('/');
  const key = parts.pop();
  if (key === undefined) return undefined;
  let found = root;
  for (const part of parts) {
    if (!isContainer(found)) return undefined;
    try {
      found = inside(found, keyOf(part)).get();
    } catch {
      return undefined;
    }
  }
  return isContainer(found) ? inside(found, keyOf(key)) : undefined;
}

const keyOf = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

const inside = (container: object, key: string): Holder =>
  Array.isArray(container) ? inList(container, key) : inMap(container as Record<string, unknown>, key);

function inMap(map: Record<string, unknown>, key: string): Holder {
  const set = (value: unknown): void => {
    map[key] = value;
  };
  return {
    key,
    get: () => (Object.hasOwn(map, key) ? map[key] : undefined),
    set,
    add: set,
    remove() {
      if (!Object.hasOwn(map, key)) fail(`Unable to remove nonexistent key: ${key}`, MISSING);
      delete map[key];
    },
  };
}

function inList(list: unknown[], key: string): Holder {
  const at = (length: number): number => {
    if (!/^[+-]?\d+$/.test(key)) fail(`strconv.Atoi: parsing ${JSON.stringify(key)}`, 'invalid syntax');
    const index = Number(key);
    if (index >= length || index < -length)
      fail(`Unable to access invalid index: ${index}`, 'invalid index referenced');
    return index < 0 ? index + length : index;
  };
  return {
    key,
    get: () => list[at(list.length)],
    set(value) {
      list[at(list.length)] = value;
    },
    add(value) {
      if (key === '-') return void list.push(value);
      const isIndex = /^[+-]?\d+$/.test(key);
      const index = isIndex
        ? at(list.length + 1)
        : within(`value was not a proper array index: '${key}'`, () => at(list.length + 1));
      list.splice(index, 0, value);
    },
    remove: () => void list.splice(at(list.length), 1),
  };
}
