// JSON text to values, noting members that stand twice in one object, as sigs.k8s.io/json does in strict mode.

export type JsonText = { readonly value: unknown; readonly duplicates: readonly string[] } | { readonly error: string };

export function parseJson(text: string): JsonText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const shown = text.length > 30 ? `${text.slice(0, 30)} ...` : text;
    return { error: `couldn't get version/kind; json parse error: invalid character in JSON (${shown})` };
  }
  return { value, duplicates: duplicatesIn(text) };
}

/** `text` is known to be valid JSON. */
function duplicatesIn(text: string): string[] {
  const duplicates = new Set<string>();
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;
  type Frame = { readonly path: string; readonly seen: Set<string> | undefined; key: string; index: number };
  const stack: Frame[] = [];
  let isKey = false;
  const pathOf = (frame: Frame | undefined): string => {
    if (!frame) return '';
    if (!frame.seen) return `${frame.path}[${frame.index}]`;
    return frame.path ? `${frame.path}.${frame.key}` : frame.key;
  };
  for (const [part] of text.matchAll(token)) {
    const top = stack.at(-1);
    if (part === '{' || part === '[') {
      stack.push({ path: pathOf(top), seen: part === '{' ? new Set() : undefined, key: '', index: 0 });
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
      if (top.seen.has(top.key)) duplicates.add(pathOf(top));
      top.seen.add(top.key);
    }
  }
  return [...duplicates];
}
