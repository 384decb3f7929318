// RFC 6902, JSON patch, as evanphx/json-patch v4.12 applies it, which the API server and kubectl use. It is laxer than the RFC: what is
// replaced need not be there, indices may count from the end, and a first segment is dropped unread. Models json-patch patch.go.

import { deepEqual } from '../equal.ts';
import { fail, holderOf, isContainer, MISSING, PatchError, within } from './pointer.ts';

/** As it came: any member may be missing, or of another type. */
export interface Operation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly from?: unknown;
  readonly value?: unknown;
}

export type Patched = { readonly value: unknown } | { readonly error: string };

/** `error`: the first operation that does not apply. `target` is not changed. @param maxCopy Bytes that all copies may make together. */
export function jsonPatch(
  target: unknown,
  operations: readonly (Operation | null)[],
  maxCopy = Number.POSITIVE_INFINITY,
): Patched {
  const document = { root: structuredClone(target), copied: 0, maxCopy };
  try {
    for (const operation of operations) {
      const op = operation?.op;
      const apply = typeof op === 'string' && Object.hasOwn(APPLY, op) ? APPLY[op] : undefined;
      if (!apply) return { error: `Unexpected kind: ${typeof op === 'string' ? op : 'unknown'}` };
      apply(document, operation!);
    }
  } catch (error) {
    if (error instanceof PatchError) return { error: error.message };
    throw error;
  }
  return { value: document.root };
}

interface Document {
  root: unknown;
  copied: number;
  readonly maxCopy: number;
}

const APPLY: Readonly<Record<string, (document: Document, operation: Operation) => void>> = {
  add(document, { path: at, value }) {
    const path = typeof at === 'string' ? at : fail('add operation failed to decode path', MISSING);
    const holder =
      holderOf(document.root, path) ?? fail(`add operation does not apply: doc is missing path: "${path}"`, MISSING);
    within(`error in add for path: '${path}'`, () => holder.add(copyOf(value)));
  },
  remove(document, { path: at }) {
    const path = typeof at === 'string' ? at : fail('remove operation failed to decode path', MISSING);
    const holder =
      holderOf(document.root, path) ?? fail(`remove operation does not apply: doc is missing path: "${path}"`, MISSING);
    within(`error in remove for path: '${path}'`, () => holder.remove());
  },
  replace(document, { path: at, value }) {
    const path = typeof at === 'string' ? at : fail('replace operation failed to decode path', NO_PATH, MISSING);
    if (path === '') {
      if (isContainer(value)) document.root = copyOf(value);
      return;
    }
    const holder =
      holderOf(document.root, path) ?? fail(`replace operation does not apply: doc is missing path: ${path}`, MISSING);
    try {
      holder.get();
    } catch {
      fail(`replace operation does not apply: doc is missing key: ${path}`, MISSING);
    }
    holder.set(copyOf(value));
  },
  move(document, { path: at, from: source }) {
    const from = typeof source === 'string' ? source : fail('move operation failed to decode from', NO_FROM, MISSING);
    const holder =
      holderOf(document.root, from) ??
      fail(`move operation does not apply: doc is missing from path: ${from}`, MISSING);
    const value = within(`error in move for path: '${holder.key}'`, () => {
      const found = holder.get();
      holder.remove();
      return found;
    });
    const path = typeof at === 'string' ? at : fail('move operation failed to decode path', NO_PATH, MISSING);
    const place =
      holderOf(document.root, path) ??
      fail(`move operation does not apply: doc is missing destination path: ${path}`, MISSING);
    within(`error in move for path: '${path}'`, () => place.add(value));
  },
  copy(document, { path: at, from: source }) {
    const from = typeof source === 'string' ? source : fail('copy operation failed to decode from', NO_FROM, MISSING);
    const holder =
      holderOf(document.root, from) ??
      fail(`copy operation does not apply: doc is missing from path: ${from}`, MISSING);
    const value = within(`error in copy for from: '${from}'`, () => copyOf(holder.get()));
    const path = typeof at === 'string' ? at : fail('copy operation failed to decode path', MISSING);
    const place =
      holderOf(document.root, path) ??
      fail(`copy operation does not apply: doc is missing destination path: ${path}`, MISSING);
    document.copied += JSON.stringify(value).length;
    if (document.copied > document.maxCopy)
      fail(
        `Unable to complete the copy, the accumulated size increase of copy is ${document.copied}, exceeding the limit ${document.maxCopy}`,
      );
    within('error while adding value during copy', () => place.add(value));
  },
  test(document, { path: at, value = null }) {
    const path = typeof at === 'string' ? at : fail('test operation failed to decode path', NO_PATH, MISSING);
    let found = document.root;
    if (path !== '') {
      const holder =
        holderOf(document.root, path) ?? fail(`test operation does not apply: is missing path: ${path}`, MISSING);
      found = within(`error in test for path: '${path}'`, () => holder.get());
    }
    if (!deepEqual(found ?? null, value)) fail(`testing value ${path} failed`, FAILED);
  },
};
const FAILED = 'test failed';
const NO_PATH = 'operation missing path field';
const NO_FROM = 'operation, missing from field';

/** A patch without a value writes null. The patch's own objects do not go into the document: later operations would change them. */
const copyOf = (value: unknown): unknown => structuredClone(value) ?? null;
