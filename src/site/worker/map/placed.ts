// A chart with everything in its place, as it crosses from the worker to the page. Pixels, from the top left.

import type { Chart, Lane, Line } from '#lab/chart/chart.ts';
import type { Way } from '#lab/chart/way.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface NodeBox extends Box {
  readonly id: string;
  /** '': Pods that are on no node yet, or `others`. */
  readonly name: string;
  readonly isReady: boolean;
  /** It stands for so many nodes without a Pod. */
  readonly others: number;
}

export interface PlacedLine extends Line {
  readonly points: readonly Point[];
}

export interface PlacedChart {
  readonly chart: Chart;
  readonly width: number;
  readonly height: number;
  /** By spot. */
  readonly boxes: Readonly<Record<string, Box>>;
  readonly nodes: readonly NodeBox[];
  readonly lines: readonly PlacedLine[];
  /** Where each lane that has something in it begins. */
  readonly headings: readonly { readonly lane: Lane; readonly x: number }[];
}

/** The cluster as an exercise's solution leaves it. */
export interface Goal {
  readonly placed: PlacedChart;
  /** False: the solution changes nothing of the picture. */
  readonly isChange: boolean;
}

/** An object that is looked at. */
export interface ShownObject {
  /** Without managed fields. */
  readonly yaml: string;
  readonly conditions: readonly ShownCondition[];
  /** The newest last, as kubectl has them. */
  readonly events: readonly ShownEvent[];
}

export interface ShownCondition {
  /** The listener, or the parent, whose condition it is; '' is the object's own. */
  readonly of: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export interface ShownEvent {
  /** When it was seen last. Milliseconds since the epoch, simulated. */
  readonly atMs: number;
  readonly type: string;
  readonly reason: string;
  readonly from: string;
  readonly message: string;
  readonly count: number;
}

/** A request of the learner's, as the page shows it. */
export interface ShownRequest {
  /** Counts up; of two the later is the greater. */
  readonly id: number;
  /** It was sent before anybody looked. */
  readonly isPast: boolean;
  /** Milliseconds since the epoch, simulated. */
  readonly atMs: number;
  readonly from: string;
  readonly method: string;
  readonly url: string;
  /** The status, or how it failed, in the learner's language. */
  readonly outcome: string;
  readonly ok: boolean;
  /** Each hop, in the learner's language. */
  readonly steps: readonly { readonly at: string; readonly text: string; readonly ok: boolean }[];
  /** What broke and what would mend it, as `why` prints it; empty where nothing did. */
  readonly because: readonly string[];
  readonly way: Way;
}
