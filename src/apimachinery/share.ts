// What immutable JSON values have in common is kept once.

/**
 * `value`, with every part that is the same in `model` taken from there: the two then share its memory. Neither argument is changed,
 * and the result reads exactly as `value` does, order of members included.
 */
export function share<T>(value: T, model: unknown): T {
  if (Object.is(value, model)) return model as T;
  if (typeof value !== 'object' || typeof model !== 'object' || value === null || model === null) return value;
  if (Array.isArray(value)) return Array.isArray(model) ? (shareItems(value, model) as T) : value;
  return Array.isArray(model) ? value : (shareMembers(value, model) as T);
}

function shareItems(value: readonly unknown[], model: readonly unknown[]): readonly unknown[] {
  const items = value.map((item, i) => share(item, model[i]));
  return items.length === model.length && items.every((item, i) => item === model[i]) ? model : items;
}

function shareMembers(value: object, model: object): object {
  const members = value as Readonly<Record<string, unknown>>;
  const others = model as Readonly<Record<string, unknown>>;
  const names = Object.keys(members);
  const otherNames = Object.keys(others);
  let same = names.length === otherNames.length;
  let shared: Record<string, unknown> | undefined;
  for (const [i, name] of names.entries()) {
    const other = Object.hasOwn(others, name) ? others[name] : undefined;
    const member = share(members[name], other);
    // Copied first, so that a member named `__proto__` is one like any other.
    if (member !== members[name]) (shared ??= { ...members })[name] = member;
    same &&= name === otherNames[i] && member === other;
  }
  return same ? others : (shared ?? members);
}
