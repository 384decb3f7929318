// Fields in `-o jsonpath=…`, `-o custom-columns=…` and `--sort-by`, and labels in `-l`: as the objects that are asked for have them.
// Differs: kubectl completes none of these.

/** What may follow: `jsonpath={.spec.po` → `jsonpath={.spec.ports[*].`. Candidates begin with what stands there. */
export function fieldCandidates(root: unknown, typed: string, endsWith: '' | '}'): string[] {
  const [, before, path] = /^([\s\S]*?)((?:\.[\w-]*|\[[^\]]*\]|\.[\w.-]*\\\.[\w-]*)*)$/.exec(typed) ?? [];
  if (before === undefined || path === undefined || !path.includes('.')) return [];
  const stem = path.slice(0, path.lastIndexOf('.'));
  const out = new Set<string>();
  for (const value of valuesAt([root], stem)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    for (const [name, below] of Object.entries(value)) {
      const plain = name.replace(/\./g, '\\.');
      const element: unknown = Array.isArray(below) ? below[0] : below;
      const isDeep = typeof element === 'object' && element !== null;
      out.add(`${before}${stem}.${plain}${Array.isArray(below) ? '[*]' : ''}${isDeep ? '.' : endsWith}`);
    }
  }
  return [...out];
}

function valuesAt(roots: readonly unknown[], path: string): readonly unknown[] {
  let found = roots;
  for (const [, name, index] of path.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    found = found.flatMap((value) => {
      if (typeof value !== 'object' || value === null) return [];
      if (index !== undefined)
        return Array.isArray(value) ? (/^-?\d+$/.test(index) ? [value.at(Number(index))] : value) : [];
      return [(value as Record<string, unknown>)[name!]];
    });
  }
  return found;
}

/** `app=web,ti` → `app=web,tier=`; `app=` → its values. */
export function labelCandidates(
  objects: readonly { readonly metadata: { readonly labels?: Record<string, string> } }[],
  typed: string,
): string[] {
  const from = typed.lastIndexOf(',') + 1;
  const [before, last] = [typed.slice(0, from), typed.slice(from)];
  const key = /^([^=!]+)(==?|!=)/.exec(last);
  const out = new Set<string>();
  for (const { metadata } of objects) {
    for (const [name, value] of Object.entries(metadata.labels ?? {})) {
      if (!key) out.add(`${before}${name}=`);
      else if (name === key[1]) out.add(`${before}${key[0]}${value}`);
    }
  }
  return [...out].sort();
}
