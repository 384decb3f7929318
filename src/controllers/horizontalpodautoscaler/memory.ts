// Models the recommendations and scale events of pkg/controller/podautoscaler's HorizontalController: what it remembers of one
// autoscaler, until it starts anew.

interface Recommendation {
  readonly replicas: number;
  readonly atMs: number;
}

/** So many more, or fewer. */
export interface Change {
  readonly by: number;
  readonly atMs: number;
}

export class Memory {
  #recommendations: readonly Recommendation[];
  ups: readonly Change[] = [];
  downs: readonly Change[] = [];

  /** An autoscaler that is new recommends what there is. */
  constructor(replicas: number, nowMs: number) {
    this.#recommendations = [{ replicas, atMs: nowMs }];
  }

  /** Those of the last `windowSeconds`, without the new one, which is remembered for `keptSeconds`. */
  recommend(replicas: number, windowSeconds: number, keptSeconds: number, nowMs: number): number[] {
    const within =
      (seconds: number) =>
      ({ atMs }: Recommendation) =>
        atMs > nowMs - seconds * 1000;
    const recent = this.#recommendations.filter(within(windowSeconds)).map((r) => r.replicas);
    this.#recommendations = [...this.#recommendations.filter(within(keptSeconds)), { replicas, atMs: nowMs }];
    return recent;
  }

  /** `keptSeconds`: the longest period of any rule. */
  scaled(before: number, after: number, keptSeconds: number, nowMs: number): void {
    const recent = ({ atMs }: Change): boolean => atMs > nowMs - keptSeconds * 1000;
    const change = { by: Math.abs(after - before), atMs: nowMs };
    if (after > before) this.ups = [...this.ups.filter(recent), change];
    else this.downs = [...this.downs.filter(recent), change];
  }
}
