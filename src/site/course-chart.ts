// The course as a chart: how far out what a lesson exposes is reached from, and the way from one lesson to the next.

/** From the innermost to the outermost. */
export const WATERS = ['cluster', 'laptop', 'network', 'internet'] as const;
export type Water = (typeof WATERS)[number];

/** By slug: who reaches, at the lesson's end, what was not reached before. */
const REACHED: Readonly<Record<string, readonly Water[]>> = {
  'why-a-service': ['cluster'],
  clusterip: ['cluster'],
  endpoints: ['cluster'],
  proxy: ['laptop'],
  nodeport: ['network'],
  loadbalancer: ['internet'],
  ingress: ['internet'],
  'ingress-in-earnest': ['internet'],
  tls: ['internet'],
  'gateway-api': ['internet'],
  names: ['cluster'],
  'network-policy': ['cluster'],
  choosing: WATERS,
  'fault-hunts': WATERS,
};

export interface Leg {
  readonly waters: readonly Water[];
  /** Where its ports lie, in percent of the chart's width. */
  readonly ports: readonly number[];
  /** The way through its row of the chart, as an SVG path in a square of 100 by 100 that is stretched over the row. */
  readonly route: string;
}

/** Where a water lies, in percent of the chart's width. */
export const lieOf = (water: Water): number => ((WATERS.indexOf(water) + 0.5) * 100) / WATERS.length;

/** A leg for each lesson of the course; one that is not on the chart has no port, and the way passes it straight. */
export function chartCourse(slugs: readonly string[]): Leg[] {
  const waters = slugs.map((slug) => REACHED[slug] ?? []);
  let last = lieOf('cluster');
  const stops = waters.map((of) => {
    const outermost = of.at(-1);
    last = outermost ? lieOf(outermost) : last;
    return last;
  });
  return waters.map((of, at) => ({
    waters: of,
    ports: of.map(lieOf),
    route: routeThrough(stops[at - 1], stops[at]!, stops[at + 1]),
  }));
}

/** Between two rows' middles lies one Bézier curve, which its rows' border halves: each row draws a half of two. */
function routeThrough(before: number | undefined, here: number, after: number | undefined): string {
  const half = (other: number): number => (here + other) / 2;
  const quarter = (other: number): number => (here + half(other)) / 2;
  const into = before === undefined ? '' : `M${half(before)} 0C${quarter(before)} 12.5 ${here} 25 ${here} 50`;
  const out = after === undefined ? '' : `M${here} 50C${here} 75 ${quarter(after)} 87.5 ${half(after)} 100`;
  return into + out;
}
