// The modes that chmod and mkdir -m take: `755`, `u+x,go-r`.

/** The bits that `mode` makes of `old`; undefined if it is no mode. */
export function changedMode(mode: string, old: number, isFolder = false): number | undefined {
  if (/^[0-7]{1,4}$/.test(mode)) return Number.parseInt(mode, 8) & 0o777;
  let bits = old;
  for (const clause of mode.split(',')) {
    const found = /^([ugoa]*)((?:[-+=][rwxX]*)+)$/.exec(clause);
    if (!found) return undefined;
    const who = found[1]!;
    for (const [, how, what = ''] of found[2]!.matchAll(/([-+=])([rwxX]*)/g)) {
      const executes = what.includes('x') || (what.includes('X') && (isFolder || (bits & 0o111) !== 0));
      const one = (what.includes('r') ? 4 : 0) | (what.includes('w') ? 2 : 0) | (executes ? 1 : 0);
      for (const [letter, shift] of [
        ['u', 6],
        ['g', 3],
        ['o', 0],
      ] as const) {
        if (who && !who.includes(letter) && !who.includes('a')) continue;
        if (how === '+') bits |= one << shift;
        else if (how === '-') bits &= ~(one << shift);
        else bits = (bits & ~(7 << shift)) | (one << shift);
      }
    }
  }
  return bits;
}
