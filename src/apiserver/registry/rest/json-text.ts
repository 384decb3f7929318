// JSON text to values, noting members that stand twice in one object, as sigs.k8s.io/json does in strict mode.

import { jsonSyntaxError } from '#apimachinery/go-json.ts';

export type JsonText =
  | {
      readonly value: unknown;
      /** `spec.ports[0].name`, each once, in the order of the text. */
      readonly duplicates: readonly string[];
      /** Where a member stands in the text, or for a duplicate where it stands again: strict complaints come in this order. */
      place(path: string): number;
    }
  /** encoding/json's words. */
  | { readonly error: string };

/** Go's decoder gives up here. Source: encoding/json maxNestingDepth. */
const MAX_DEPTH = 10_000;

export function parseJson(text: string): JsonText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: jsonSyntaxError(text) ?? 'unexpected end of JSON input' };
  }
  const members = membersOf(text);
  return 'error' in members ? members : { value, ...members };
}

/** `text` is known to be valid JSON. */
function membersOf(text: string): Omit<Extract<JsonText, { value: unknown }>, 'value'> | { error: string } {
  const places = new Map<string, number>();
  const duplicates: string[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;
  type Frame = { readonly path: string; readonly seen: Set<string> | undefined; key: string; index: number };
  const stack: Frame[] = [];
  let isKey = false;
  const pathOf = (frame: Frame | undefined): string => {
    if (!frame) return '';
    if (!frame.seen) return `${frame.path}[${frame.index}]`;
    return frame.path ? `${frame.path}.${frame.key}` : frame.key;
  };
  for (const { 0: part, index } of text.matchAll(token)) {
    const top = stack.at(-1);
    if (part === '{' || part === '[') {
      if (stack.length >= MAX_DEPTH) return { error: 'exceeded max depth' };
      // Below a few dozen levels nobody reads paths, and their length would grow with the square of the depth.
      const path = stack.length < 64 ? pathOf(top) : (top?.path ?? '');
      stack.push({ path, seen: part === '{' ? new Set() : undefined, key: '', index: 0 });
      isKey = part === '{';
    } else if (part === '}' || part === ']') {
      stack.pop();
      isKey = false;
    } else if (part === ',') {
      if (top && !top.seen) top.index++;
      isKey = top?.seen !== undefined;
    } else if (part === ':') isKey = false;
    else if (isKey && top?.seen) {
      top.key = JSON.parse(part) as string;
      const path = pathOf(top);
      if (!top.seen.has(top.key)) places.set(path, index);
      else if (!duplicates.includes(path)) {
        duplicates.push(path);
        places.set(path, index);
      }
      top.seen.add(top.key);
    }
  }
  return { duplicates, place: (path) => places.get(path) ?? 0 };
}
