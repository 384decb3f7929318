// What changed between two texts, and how diff writes it down.

export interface Change {
  /** Lines before it, in each text. */
  readonly from: number;
  readonly to: number;
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

/** The last line keeps a NUL where it has no newline, so that it differs from one that has. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else lines[lines.length - 1] += '\0';
  return lines;
}

/** `key`: lines of the same key are taken for the same. */
export function changesBetween(left: string, right: string, key: (line: string) => string): Change[] {
  const [a, b] = [linesOf(left), linesOf(right)];
  const [x, y] = [a.map(key), b.map(key)];
  let start = 0;
  while (start < x.length && start < y.length && x[start] === y[start]) start++;
  let [endA, endB] = [x.length, y.length];
  while (endA > start && endB > start && x[endA - 1] === y[endB - 1]) {
    endA--;
    endB--;
  }
  const changes: Change[] = [];
  let [i, j] = [start, start];
  const add = (toA: number, toB: number): void => {
    if (toA > i || toB > j) changes.push({ from: i, to: j, gone: a.slice(i, toA), come: b.slice(j, toB) });
    i = toA;
    j = toB;
  };
  for (const [p, q] of common(x.slice(start, endA), y.slice(start, endB))) {
    add(start + p, start + q);
    i++;
    j++;
  }
  add(endA, endB);
  return changes;
}

/** Most cells that the table of the longest common subsequence may have; beyond, lines are only paired where they are unique. */
const MOST_CELLS = 4_000_000;

function common(a: readonly string[], b: readonly string[]): [number, number][] {
  if (a.length * b.length > MOST_CELLS) return unique(a, b);
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j]
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
}

function unique(a: readonly string[], b: readonly string[]): [number, number][] {
  const places = new Map<string, number>();
  for (const [j, line] of b.entries()) places.set(line, places.has(line) ? -1 : j);
  const pairs: [number, number][] = [];
  let last = -1;
  for (const [i, line] of a.entries()) {
    const j = places.get(line) ?? -1;
    if (j > last) {
      pairs.push([i, j]);
      last = j;
    }
  }
  return pairs;
}

export function show(mark: string, line: string): string {
  return line.endsWith('\0') ? `${mark}${line.slice(0, -1)}\n\\ No newline at end of file\n` : `${mark}${line}\n`;
}

/** `1c1`, `< old`, `---`, `> new`. */
export function normal(changes: readonly Change[]): string {
  const span = (from: number, count: number): string =>
    count === 0 ? String(from) : count === 1 ? String(from + 1) : `${from + 1},${from + count}`;
  return changes
    .map(({ from, to, gone, come }) => {
      const kind = gone.length === 0 ? 'a' : come.length === 0 ? 'd' : 'c';
      const old = gone.map((line) => show('< ', line)).join('');
      const made = come.map((line) => show('> ', line)).join('');
      return `${span(from, gone.length)}${kind}${span(to, come.length)}\n${old}${kind === 'c' ? '---\n' : ''}${made}`;
    })
    .join('');
}

/** Changes whose contexts touch stand in one hunk. */
export function hunksOf(changes: readonly Change[], context: number): Change[][] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const before = hunks.at(-1)?.at(-1);
    if (before && change.from - (before.from + before.gone.length) <= context * 2) hunks.at(-1)!.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

/** Hunks of `@@ -1,3 +1,4 @@`, with `context` lines around each change. */
export function unified(changes: readonly Change[], left: string, right: string, context: number): string {
  const [a, b] = [linesOf(left), linesOf(right)];
  return hunksOf(changes, context)
    .map((hunk) => {
      const [first, last] = [hunk[0]!, hunk.at(-1)!];
      const lead = Math.min(context, first.from);
      const tail = Math.min(context, a.length - (last.from + last.gone.length));
      let body = '';
      let at = first.from - lead;
      for (const { from, gone, come } of hunk) {
        body += a
          .slice(at, from)
          .map((line) => show(' ', line))
          .join('');
        body += gone.map((line) => show('-', line)).join('') + come.map((line) => show('+', line)).join('');
        at = from + gone.length;
      }
      body += a
        .slice(at, at + tail)
        .map((line) => show(' ', line))
        .join('');
      const sizeA = at + tail - (first.from - lead);
      const sizeB = last.to + last.come.length + tail - (first.to - lead);
      const span = (start: number, size: number): string =>
        size === 1 ? String(start + 1) : `${size === 0 ? start : start + 1},${size}`;
      return `@@ -${span(first.from - lead, sizeA)} +${span(Math.min(first.to - lead, b.length), sizeB)} @@\n${body}`;
    })
    .join('');
}
