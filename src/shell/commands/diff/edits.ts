// Which lines of two texts differ. Models GNU diff's analyze.c: E. Myers' shortest edit, and changes moved down as far as they go.

/** One change: `a` lines from `aFrom` on are gone, and `b` lines from `bFrom` on are new. Counted from 0. */
export interface Change {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

/** For each line of both texts: is it part of a change? */
function marks(a: readonly string[], b: readonly string[]): { gone: boolean[]; come: boolean[] } {
  const gone = new Array<boolean>(a.length).fill(false);
  const come = new Array<boolean>(b.length).fill(false);
  // What both begin and end with is no change.
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [n, m] = [a.length - head - tail, b.length - head - tail];
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  const at = (k: number): number => furthest.get(k) ?? -1;
  for (let d = 0; d <= n + m; d++) {
    trace.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      while (x < n && x - k < m && a[head + x] === b[head + x - k]) x++;
      furthest.set(k, x);
      if (x >= n && x - k >= m) {
        walkBack(
          trace,
          n,
          m,
          (x) => (gone[head + x] = true),
          (y) => (come[head + y] = true),
        );
        return { gone, come };
      }
    }
  }
  return { gone, come };
}

function walkBack(
  trace: readonly Map<number, number>[],
  n: number,
  m: number,
  gone: (x: number) => void,
  come: (y: number) => void,
): void {
  let [x, y] = [n, m];
  for (let d = trace.length - 1; d > 0; d--) {
    const before = trace[d]!;
    const at = (k: number): number => before.get(k) ?? -1;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const from = down ? k + 1 : k - 1;
    if (down) come(at(from) - from);
    else gone(at(from));
    x = at(from);
    y = x - from;
  }
}

/** A run of changed lines that is followed by its own first line says the same one line lower; diff takes the lowest. */
function shift(changed: boolean[], other: readonly boolean[], lines: readonly string[]): void {
  let i = 0;
  let j = 0;
  const n = lines.length;
  for (;;) {
    while (i < n && !changed[i]) {
      while (other[j++]);
      i++;
    }
    if (i === n) return;
    let start = i;
    while (changed[++i]);
    while (other[j]) j++;
    let corresponding = n;
    let run: number;
    do {
      run = i - start;
      while (start > 0 && lines[start - 1] === lines[i - 1]) {
        changed[--start] = true;
        changed[--i] = false;
        while (changed[start - 1]) start--;
        do j--;
        while (other[j]);
      }
      corresponding = other[j - 1] ? i : n;
      while (i < n && lines[start] === lines[i]) {
        changed[start++] = false;
        changed[i++] = true;
        while (changed[i]) i++;
        while (other[++j]) corresponding = i;
      }
    } while (run !== i - start);
    while (corresponding < i) {
      changed[--start] = true;
      changed[--i] = false;
      do j--;
      while (other[j]);
    }
  }
}

export function changesOf(a: readonly string[], b: readonly string[]): Change[] {
  const { gone, come } = marks(a, b);
  shift(gone, come, a);
  shift(come, gone, b);
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (!gone[i] && !come[j]) {
      i++;
      j++;
      continue;
    }
    const [aFrom, bFrom] = [i, j];
    while (gone[i]) i++;
    while (come[j]) j++;
    changes.push({ aFrom, aTo: i, bFrom, bTo: j });
  }
  return changes;
}
