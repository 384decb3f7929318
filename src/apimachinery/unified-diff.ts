// Models github.com/pmezard/go-difflib, as apimachinery/pkg/util/diff asks it: the lines in which two texts differ, with three around them.

/** Lines of the second text that stand there more often than this share are no anchors, once it is long. Source: chainB. */
const POPULAR_FROM = 200;
const CONTEXT = 3;

interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

interface Change {
  readonly same: boolean;
  readonly a: readonly [from: number, to: number];
  readonly b: readonly [from: number, to: number];
}

function anchors(lines: readonly string[]): Map<string, number[]> {
  const at = new Map<string, number[]>();
  lines.forEach((line, i) => {
    const found = at.get(line);
    if (found) found.push(i);
    else at.set(line, [i]);
  });
  if (lines.length < POPULAR_FROM) return at;
  const most = Math.floor(lines.length / 100) + 1;
  for (const [line, indices] of at) if (indices.length > most) at.delete(line);
  return at;
}

class Matcher {
  readonly #a: readonly string[];
  readonly #b: readonly string[];
  readonly #anchors: Map<string, number[]>;

  constructor(a: readonly string[], b: readonly string[]) {
    this.#a = a;
    this.#b = b;
    this.#anchors = anchors(b);
  }

  /** The longest run that both have between these bounds; the first of several. */
  #longest(aFrom: number, aTo: number, bFrom: number, bTo: number): Match {
    let best = { a: aFrom, b: bFrom, size: 0 };
    let lengths = new Map<number, number>();
    for (let i = aFrom; i < aTo; i++) {
      const next = new Map<number, number>();
      for (const j of this.#anchors.get(this.#a[i]!) ?? []) {
        if (j < bFrom) continue;
        if (j >= bTo) break;
        const size = (lengths.get(j - 1) ?? 0) + 1;
        next.set(j, size);
        if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
      }
      lengths = next;
    }
    let { a, b, size } = best;
    while (a > aFrom && b > bFrom && this.#a[a - 1] === this.#b[b - 1]) {
      a--;
      b--;
      size++;
    }
    while (a + size < aTo && b + size < bTo && this.#a[a + size] === this.#b[b + size]) size++;
    return { a, b, size };
  }

  *#matches(aFrom: number, aTo: number, bFrom: number, bTo: number): Generator<Match> {
    const match = this.#longest(aFrom, aTo, bFrom, bTo);
    if (match.size === 0) return;
    const { a, b, size } = match;
    if (aFrom < a && bFrom < b) yield* this.#matches(aFrom, a, bFrom, b);
    yield match;
    if (a + size < aTo && b + size < bTo) yield* this.#matches(a + size, aTo, b + size, bTo);
  }

  /** What is the same and what is not, in turn. */
  changes(): Change[] {
    const changes: Change[] = [];
    let [a, b] = [0, 0];
    const end = { a: this.#a.length, b: this.#b.length, size: 0 };
    for (const match of [...this.#matches(0, end.a, 0, end.b), end]) {
      if (a < match.a || b < match.b) changes.push({ same: false, a: [a, match.a], b: [b, match.b] });
      [a, b] = [match.a + match.size, match.b + match.size];
      const last = changes.at(-1);
      if (match.size === 0) continue;
      // Runs that touch are one.
      if (last?.same) changes[changes.length - 1] = { same: true, a: [last.a[0], a], b: [last.b[0], b] };
      else changes.push({ same: true, a: [match.a, a], b: [match.b, b] });
    }
    return changes;
  }
}

/** Changes that are near one another, with what is around them. */
function hunks(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  let group: Change[] = [];
  changes.forEach((change, n) => {
    if (!change.same) {
      group.push(change);
      return;
    }
    const [from, to] = change.a;
    const shift = change.b[0] - from;
    const part = (start: number, stop: number): Change => ({
      same: true,
      a: [start, stop],
      b: [start + shift, stop + shift],
    });
    const isFirst = n === 0;
    const isLast = n === changes.length - 1;
    if (isFirst) group.push(part(Math.max(from, to - CONTEXT), to));
    else if (isLast) group.push(part(from, Math.min(to, from + CONTEXT)));
    else if (to - from > 2 * CONTEXT) {
      groups.push([...group, part(from, from + CONTEXT)]);
      group = [part(to - CONTEXT, to)];
    } else group.push(change);
  });
  if (group.some(({ same }) => !same)) groups.push(group);
  return groups;
}

function range(from: number, to: number): string {
  if (to - from === 1) return String(from + 1);
  return `${to === from ? from : from + 1},${to - from}`;
}

/** Empty if they are the same. */
export function unifiedDiff(before: string, after: string): string {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let text = '';
  for (const hunk of hunks(new Matcher(a, b).changes())) {
    const [first, last] = [hunk[0]!, hunk.at(-1)!];
    text += `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@\n`;
    for (const change of hunk) {
      const [old, next] = [a.slice(...change.a), b.slice(...change.b)];
      if (change.same) text += old.map((line) => ` ${line}\n`).join('');
      else text += [...old.map((line) => `-${line}\n`), ...next.map((line) => `+${line}\n`)].join('');
    }
  }
  return text;
}
