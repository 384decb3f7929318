// Where everything of a chart stands, in pixels. Columns are given by what a thing is. A node is one box whose Pods stand below each other;
// where they are many, in columns.

import { type Chart, LANES, type Line, type Spot } from '#lab/chart/chart.ts';
import { byLines } from './by-lines.ts';
import { inColumns } from './in-columns.ts';
import type { Box, NodeBox, PlacedChart, PlacedLine, Point } from './placed.ts';
import type { Place, Standing } from './standing.ts';
import { widths } from './widths.ts';

const SPOT = { width: 152, height: 42 } as const;
/** Narrower: laptop and internet have no note. */
const OUTSIDE_WIDTH = 104;
const NODE = { head: 26, padding: 8, gap: 6 } as const;
/** More Pods of one node than a column has stand in two, and then in three: beside the terminal there is room for no more. */
const COLUMN = { pods: 8, most: 3 } as const;
/** More things than this are found by their names; their lines would only tangle them. */
const FEW = 60;
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

/** @param room As wide as that it may be where names are long. Default: as narrow as it can be. */
export function placed(chart: Chart, room = 0): PlacedChart {
  const nodes = nodeBoxes(chart);
  const columns = columnsOf(Math.max(0, ...nodes.map(({ pods }) => pods.length)));
  const widthOf = widthsIn(chart, columns, room);
  const podWidth = widthOf(NODES_COLUMN);
  const isCrowded = chart.spots.length > FEW;
  const places: readonly Place[] = [
    ...(isCrowded ? chart.spots.toSorted(inReading) : chart.spots)
      .filter(({ lane }) => lane !== 'pods')
      .map((spot) => ({
        id: spot.id,
        column: columnOf(spot),
        width: widthOf(columnOf(spot)),
        height: SPOT.height,
      })),
    ...nodes.map(({ id, pods }) => ({
      id,
      column: NODES_COLUMN,
      width: columns * podWidth + aroundPods(columns),
      height: NODE.head + NODE.padding + rowsOf(pods) * (SPOT.height + NODE.gap),
    })),
  ];
  const boxOfPod = new Map(nodes.flatMap(({ id, pods }) => pods.map((pod) => [pod.id, id])));
  const ends = (line: Line): readonly [string, string] => [
    boxOfPod.get(line.from) ?? line.from,
    boxOfPod.get(line.to) ?? line.to,
  ];
  const nodeIds = nodes.map(({ id }) => id);
  const standing = isCrowded ? inColumns(places) : byLines(places, chart.lines.map(ends), nodeIds);
  const boxes: Record<string, Box> = { ...standing.boxes };
  for (const { id, pods } of nodes) {
    const { x, y } = boxes[id]!;
    const rows = rowsOf(pods);
    for (const [i, pod] of pods.entries())
      boxes[pod.id] = {
        x: x + NODE.padding + Math.floor(i / rows) * (podWidth + NODE.gap),
        y: y + NODE.head + (i % rows) * (SPOT.height + NODE.gap),
        width: podWidth,
        height: SPOT.height,
      };
  }
  return {
    chart,
    width: standing.width,
    height: standing.height,
    boxes,
    nodes: nodes.map(({ id, name, isReady, others }): NodeBox => ({ id, name, isReady, others, ...boxes[id]! })),
    headings: headingsOf(chart, boxes, nodes),
    lines: chart.lines.map((line): PlacedLine => ({ ...line, points: pointsOf(line, ends(line), standing, boxes) })),
  };
}

const columnOf = ({ kind, lane }: Spot): number => (lane === 'pods' ? NODES_COLUMN : (COLUMNS[kind] ?? 4));
const aroundPods = (columns: number): number => (columns - 1) * NODE.gap + 2 * NODE.padding;

/** The width of what stands in a column. */
function widthsIn({ spots, nodes }: Chart, podColumns: number, room: number): (column: number) => number {
  const columns = [...new Set([...spots.map(columnOf), ...(nodes.length > 0 ? [NODES_COLUMN] : [])])];
  const found = widths(
    columns.map((column) => ({
      least: column === COLUMNS['Laptop'] ? OUTSIDE_WIDTH : SPOT.width,
      spots: column === COLUMNS['Laptop'] ? [] : spots.filter((spot) => columnOf(spot) === column),
      across: column === NODES_COLUMN ? podColumns : 1,
      fixed: column === NODES_COLUMN ? aroundPods(podColumns) : 0,
    })),
    room,
  );
  return (column) => found[columns.indexOf(column)] ?? SPOT.width;
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

/** From the right side of one box to the left side of the other, around what stands between; over a node it runs level. */
function pointsOf(
  { from, to }: Line,
  [start, end]: readonly [string, string],
  standing: Standing,
  boxes: Readonly<Record<string, Box>>,
): readonly Point[] {
  const [a, b] = [boxes[from]!, boxes[to]!];
  const y = b.y + b.height / 2;
  const edge = end === to ? [] : [{ x: boxes[end]!.x, y }];
  return [{ x: a.x + a.width, y: a.y + a.height / 2 }, ...standing.between(start, end), ...edge, { x: b.x, y }];
}

interface NodeOfPods {
  readonly id: string;
  readonly name: string;
  readonly isReady: boolean;
  readonly pods: readonly Spot[];
  /** It stands for so many further nodes without a Pod. */
  readonly others: number;
}

const columnsOf = (pods: number): number => Math.min(COLUMN.most, Math.max(1, Math.ceil(pods / COLUMN.pods)));
const rowsOf = ({ length }: readonly Spot[]): number => Math.max(1, Math.ceil(length / columnsOf(length)));

/** `web-2` before `web-10`. */
const BY_NAME = new Intl.Collator('en', { numeric: true });
const byName = (a: Spot, b: Spot): number =>
  BY_NAME.compare(`${a.namespace}/${a.name}/${a.id}`, `${b.namespace}/${b.name}/${b.id}`);

/** What is in no namespace, as the laptop, begins. */
const inReading = (a: Spot, b: Spot): number =>
  Number(a.namespace !== undefined) - Number(b.namespace !== undefined) ||
  (a.namespace === undefined ? 0 : byName(a, b));

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
