// The only holder of chance: everything drawn in a lab comes from one seed.

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** To be kept in a snapshot and given to `randomFrom` again. */
  readonly state: number;
}

/** Mulberry32, by Tommy Ettinger (public domain): small, fast, good enough for names and addresses. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
    },
    get state() {
      return state;
    },
  };
}
