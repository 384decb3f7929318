// Where everything of a chart stands, in pixels. Columns are given by what a thing is; dagre finds the order within them that
// crosses the fewest lines. A node is one box whose Pods stand below each other.

import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel } from '@dagrejs/dagre';
import { type Chart, LANES, type Line, type Spot } from '#lab/chart/chart.ts';
import type { Box, NodeBox, PlacedChart, PlacedLine, Point } from './placed.ts';

const SPOT = { width: 152, height: 42 } as const;
/** Narrower: laptop and internet have no note. */
const OUTSIDE_WIDTH = 104;
const NODE = { head: 26, padding: 8, gap: 6 } as const;
const GAP = { rank: 32, node: 10, edge: 6 } as const;
/** Room for the lanes' names. */
const TOP = 24;
/** More empty nodes than this stand as one. */
const EMPTY_NODES = 4;

const COLUMNS: Readonly<Record<string, number>> = {
  Laptop: 0,
  Internet: 0,
  ApiServer: 1,
  LoadBalancer: 1,
  NodePort: 1,
  Ingress: 2,
  Gateway: 2,
  HTTPRoute: 3,
  GRPCRoute: 3,
  Service: 4,
};
const NODES_COLUMN = 5;

interface Place {
  readonly id: string;
  readonly column: number;
  readonly width: number;
  readonly height: number;
}

export function placed(chart: Chart): PlacedChart {
  const nodes = nodeBoxes(chart);
  const places: readonly Place[] = [
    ...chart.spots
      .filter(({ lane }) => lane !== 'pods')
      .map(({ id, kind, lane }) => ({
        id,
        column: COLUMNS[kind] ?? 4,
        width: lane === 'outside' ? OUTSIDE_WIDTH : SPOT.width,
        height: SPOT.height,
      })),
    ...nodes.map(({ id, pods }) => ({
      id,
      column: NODES_COLUMN,
      width: SPOT.width + 2 * NODE.padding,
      height: NODE.head + NODE.padding + Math.max(1, pods.length) * (SPOT.height + NODE.gap),
    })),
  ];
  const boxOfPod = new Map(nodes.flatMap(({ id, pods }) => pods.map((pod) => [pod.id, id])));
  const ends = (line: Line): readonly [string, string] => [
    boxOfPod.get(line.from) ?? line.from,
    boxOfPod.get(line.to) ?? line.to,
  ];
  const graph = graphOf(places, chart.lines.map(ends));
  layout(graph, { constraints: nodes.slice(1).map(({ id }, i) => ({ left: nodes[i]!.id, right: id })) });

  const boxes: Record<string, Box> = {};
  for (const { id, width, height } of places) {
    const { x = 0, y = 0 } = graph.node(id);
    boxes[id] = { x: x - width / 2, y: y - height / 2 + TOP, width, height };
  }
  for (const { id, pods } of nodes) {
    const { x, y } = boxes[id]!;
    for (const [i, pod] of pods.entries())
      boxes[pod.id] = { x: x + NODE.padding, y: y + NODE.head + i * (SPOT.height + NODE.gap), ...SPOT };
  }
  return {
    chart,
    width: graph.graph().width ?? 0,
    height: (graph.graph().height ?? 0) + TOP,
    boxes,
    nodes: nodes.map(({ id, name, isReady, others }): NodeBox => ({ id, name, isReady, others, ...boxes[id]! })),
    headings: headingsOf(chart, boxes, nodes),
    lines: chart.lines.map((line): PlacedLine => ({ ...line, points: pointsOf(line, ends(line), graph, boxes) })),
  };
}

/** Above the leftmost thing of each lane. */
function headingsOf(
  { spots }: Chart,
  boxes: Readonly<Record<string, Box>>,
  nodes: readonly NodeOfPods[],
): PlacedChart['headings'] {
  return LANES.flatMap((lane) => {
    const ids =
      lane === 'pods' ? nodes.map(({ id }) => id) : spots.flatMap((spot) => (spot.lane === lane ? [spot.id] : []));
    return ids.length > 0 ? [{ lane, x: Math.min(...ids.map((id) => boxes[id]!.x)) }] : [];
  });
}

type Layout = Graph<GraphLabel, NodeLabel, EdgeLabel>;

function graphOf(places: readonly Place[], ends: readonly (readonly [string, string])[]): Layout {
  const graph: Layout = new Graph({ multigraph: false });
  graph.setGraph({ rankdir: 'LR', ranksep: GAP.rank, nodesep: GAP.node, edgesep: GAP.edge, marginx: 16, marginy: 16 });
  const present = [...new Set(places.map(({ column }) => column))].sort((a, b) => a - b);
  const rank = new Map(present.map((column, i) => [column, i]));
  const columnOf = new Map(places.map(({ id, column }) => [id, rank.get(column)!]));
  // Anchors hold everything in its column, whether a line leads there or not.
  for (const i of present.keys()) {
    graph.setNode(`anchor/${i}`, { width: 0, height: 0 });
    if (i > 0) graph.setEdge(`anchor/${i - 1}`, `anchor/${i}`, { minlen: 1, weight: 100 });
  }
  for (const { id, width, height } of places) {
    graph.setNode(id, { width, height });
    const column = columnOf.get(id)!;
    if (column > 0) graph.setEdge(`anchor/${column - 1}`, id, { minlen: 1, weight: 10 });
  }
  for (const [from, to] of ends) {
    const minlen = columnOf.get(to)! - columnOf.get(from)!;
    if (minlen > 0) graph.setEdge(from, to, { minlen, weight: 1 });
  }
  return graph;
}

/** From the right side of one box to the left side of the other, around what stands between. */
function pointsOf(
  { from, to }: Line,
  [start, end]: readonly [string, string],
  graph: Layout,
  boxes: Readonly<Record<string, Box>>,
): readonly Point[] {
  const [a, b] = [boxes[from]!, boxes[to]!];
  // Three points are the middle of a gap between two columns: nothing stands in the way there.
  const points = graph.edge(start, end)?.points ?? [];
  const between = points.length > 3 ? points.slice(1, -1).map(({ x, y }) => ({ x, y: y + TOP })) : [];
  return [{ x: a.x + a.width, y: a.y + a.height / 2 }, ...between, { x: b.x, y: b.y + b.height / 2 }];
}

interface NodeOfPods {
  readonly id: string;
  readonly name: string;
  readonly isReady: boolean;
  readonly pods: readonly Spot[];
  /** It stands for so many further nodes without a Pod. */
  readonly others: number;
}

const byName = (a: Spot, b: Spot): number =>
  `${a.namespace}/${a.name}/${a.id}`.localeCompare(`${b.namespace}/${b.name}/${b.id}`, 'en');

function nodeBoxes({ spots, nodes }: Chart): readonly NodeOfPods[] {
  const on = new Map<string, Spot[]>();
  for (const spot of spots)
    if (spot.lane === 'pods') on.set(spot.node ?? '', [...(on.get(spot.node ?? '') ?? []), spot]);
  const known = new Set(nodes.map(({ name }) => name));
  const all = [
    ...nodes,
    // Pods that no node has taken yet, and those whose node is gone.
    ...[...on.keys()].filter((name) => !known.has(name)).map((name) => ({ name, isReady: name === '' })),
  ].map(({ name, isReady }) => ({
    id: `node/${name}`,
    name,
    isReady,
    pods: (on.get(name) ?? []).toSorted(byName),
    others: 0,
  }));
  const empty = all.filter(({ pods, isReady }) => pods.length === 0 && isReady);
  if (empty.length <= EMPTY_NODES) return all;
  const rest = { id: 'node/*', name: '', isReady: true, pods: [], others: empty.length };
  return [...all.filter((node) => !empty.includes(node)), rest];
}
