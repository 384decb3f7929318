// Models the report of apimachinery/pkg/util/diff that two refusals of an update carry.

/** The same value whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}

/** Differs: upstream prints the two Go structs in full; this names the fields that differ, in its notation. `type`: `core.PodSpec`. */
export function difference(type: string, next: object, old: object): string {
  const [a, b] = [old as Record<string, unknown>, next as Record<string, unknown>];
  const lines = [`  ${type}{`];
  for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
    if (canonical(a[key]) === canonical(b[key])) continue;
    const name = key[0]!.toUpperCase() + key.slice(1);
    if (a[key] !== undefined) lines.push(`- \t${name}: ${canonical(a[key])},`);
    if (b[key] !== undefined) lines.push(`+ \t${name}: ${canonical(b[key])},`);
  }
  return `${lines.join('\n')}\n  }\n`;
}
