// Elements stay as long as what they stand for, so that they can move instead of jumping, and what has not changed is not drawn again.

export function keep<T, E extends Element>(
  kept: Map<string, E>,
  wanted: readonly T[],
  idOf: (item: T) => string,
  make: (item: T) => E,
): void {
  const ids = new Set(wanted.map(idOf));
  for (const [id, element] of kept) {
    if (ids.has(id)) continue;
    element.remove();
    kept.delete(id);
  }
  for (const item of wanted) if (!kept.has(idOf(item))) kept.set(idOf(item), make(item));
}
