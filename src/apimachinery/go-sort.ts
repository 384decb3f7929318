// In which order Go leaves what is neither before nor after each other. Models sort.Sort of Go 1.19 and later (sort/zsortinterface.go), a
// quicksort that defeats patterns.

/** So many are put in one by one. */
const FEW = 12;
/** From so many on the pivot is looked for among nine instead of three, and what is nearly in order is mended. */
const MANY = 50;
const MENDED_AT_MOST = 5;

type Hint = 'rising' | 'falling' | 'unknown';

/** A copy, sorted as `sort.Sort` does it: not stable, but the same each time. */
export function goSorted<T>(items: readonly T[], less: (a: T, b: T) => boolean): T[] {
  const sorter = new Sorter([...items], less);
  sorter.sort(0, items.length, 32 - Math.clz32(items.length));
  return sorter.items;
}

class Sorter<T> {
  readonly items: T[];
  readonly #before: (a: T, b: T) => boolean;

  constructor(items: T[], before: (a: T, b: T) => boolean) {
    this.items = items;
    this.#before = before;
  }

  #less(i: number, j: number): boolean {
    return this.#before(this.items[i]!, this.items[j]!);
  }

  #swap(i: number, j: number): void {
    const { items } = this;
    [items[i], items[j]] = [items[j]!, items[i]!];
  }

  /** From `a` to before `b`. `patience`: so many bad pivots are borne with. */
  sort(a: number, b: number, patience: number): void {
    let isBalanced = true;
    let wasPartitioned = true;
    for (;;) {
      const length = b - a;
      if (length <= FEW || patience === 0) {
        if (length <= FEW) this.#insert(a, b);
        else this.#heap(a, b);
        return;
      }
      if (!isBalanced) {
        this.#scatter(a, b);
        patience--;
      }
      let [pivot, hint] = this.#pivot(a, b);
      if (hint === 'falling') {
        for (let i = a, j = b - 1; i < j; i++, j--) this.#swap(i, j);
        pivot = b - 1 - (pivot - a);
        hint = 'rising';
      }
      if (isBalanced && wasPartitioned && hint === 'rising' && this.#mend(a, b)) return;
      if (a > 0 && !this.#less(a - 1, pivot)) {
        a = this.#partEqual(a, b, pivot);
        continue;
      }
      const [middle, isPartitioned] = this.#part(a, b, pivot);
      wasPartitioned = isPartitioned;
      const [left, right] = [middle - a, b - middle];
      isBalanced = Math.min(left, right) >= Math.floor(length / 8);
      if (left < right) {
        this.sort(a, middle, patience);
        a = middle + 1;
      } else {
        this.sort(middle + 1, b, patience);
        b = middle;
      }
    }
  }

  #insert(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) for (let j = i; j > a && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
  }

  #sift(low: number, high: number, first: number): void {
    for (let root = low; ; ) {
      let child = 2 * root + 1;
      if (child >= high) return;
      if (child + 1 < high && this.#less(first + child, first + child + 1)) child++;
      if (!this.#less(first + root, first + child)) return;
      this.#swap(first + root, first + child);
      root = child;
    }
  }

  #heap(a: number, b: number): void {
    const length = b - a;
    for (let i = Math.floor((length - 1) / 2); i >= 0; i--) this.#sift(i, length, a);
    for (let i = length - 1; i >= 0; i--) {
      this.#swap(a, a + i);
      this.#sift(0, i, a);
    }
  }

  /** What is less than the pivot, then the rest. Where the pivot stands, and whether that was so before. */
  #part(a: number, b: number, pivot: number): [middle: number, wasSo: boolean] {
    this.#swap(a, pivot);
    let i = a + 1;
    let j = b - 1;
    let wasSo = true;
    for (;;) {
      while (i <= j && this.#less(i, a)) i++;
      while (i <= j && !this.#less(j, a)) j--;
      if (i > j) break;
      wasSo = false;
      this.#swap(i++, j--);
    }
    this.#swap(j, a);
    return [j, wasSo];
  }

  /** Nothing is less than the pivot: its equals first. Returns where the others begin. */
  #partEqual(a: number, b: number, pivot: number): number {
    this.#swap(a, pivot);
    let i = a + 1;
    let j = b - 1;
    for (;;) {
      while (i <= j && !this.#less(a, i)) i++;
      while (i <= j && this.#less(a, j)) j--;
      if (i > j) return i;
      this.#swap(i++, j--);
    }
  }

  /** Shifts a few that stand wrong. True: all is in order. */
  #mend(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < MENDED_AT_MOST; step++) {
      while (i < b && !this.#less(i, i - 1)) i++;
      if (i === b) return true;
      if (b - a < MANY) return false;
      this.#swap(i, i - 1);
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
      if (b - i >= 2) for (let j = i + 1; j < b && this.#less(j, j - 1); j++) this.#swap(j, j - 1);
    }
    return false;
  }

  /** Three near the middle change places with others, by numbers that follow from the length. */
  #scatter(a: number, b: number): void {
    const length = b - a;
    const mask = 2 ** (32 - Math.clz32(length)) - 1;
    let random = BigInt(length);
    const middle = a + Math.floor(length / 4) * 2;
    for (let at = middle - 1; at <= middle + 1; at++) {
      // xorshift of 64 bits: https://en.wikipedia.org/wiki/Xorshift
      random = BigInt.asUintN(64, random ^ (random << 13n));
      random ^= random >> 7n;
      random = BigInt.asUintN(64, random ^ (random << 17n));
      const other = Number(random & BigInt(mask));
      this.#swap(at, a + (other >= length ? other - length : other));
    }
  }

  #pivot(a: number, b: number): [at: number, hint: Hint] {
    const length = b - a;
    const quarter = Math.floor(length / 4);
    let swaps = 0;
    const ordered = (x: number, y: number): [number, number] => {
      if (!this.#less(y, x)) return [x, y];
      swaps++;
      return [y, x];
    };
    const median = (x: number, y: number, z: number): number => {
      [x, y] = ordered(x, y);
      [y, z] = ordered(y, z);
      [x, y] = ordered(x, y);
      return y;
    };
    const around = (at: number): number => (length >= MANY ? median(at - 1, at, at + 1) : at);
    const [i, j, k] = [around(a + quarter), around(a + quarter * 2), around(a + quarter * 3)];
    const at = median(i, j, k);
    return [at, swaps === 0 ? 'rising' : swaps === 12 ? 'falling' : 'unknown'];
  }
}
