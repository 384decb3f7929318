// Few things: dagre finds the order within their columns that crosses the fewest lines.

import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel } from '@dagrejs/dagre';
import type { Box } from './placed.ts';
import { GAP, MARGIN, type Place, type Standing, TOP } from './standing.ts';

type Layout = Graph<GraphLabel, NodeLabel, EdgeLabel>;

/** @param inOrder Those that keep their order, whatever leads to them. */
export function byLines(
  places: readonly Place[],
  ends: readonly (readonly [string, string])[],
  inOrder: readonly string[],
): Standing {
  const graph = graphOf(places, ends);
  layout(graph, { constraints: inOrder.slice(1).map((id, i) => ({ left: inOrder[i]!, right: id })) });
  const boxes: Record<string, Box> = {};
  for (const { id, width, height } of places) {
    const { x = 0, y = 0 } = graph.node(id);
    boxes[id] = { x: x - width / 2, y: y - height / 2 + TOP, width, height };
  }
  return {
    boxes,
    width: graph.graph().width ?? 0,
    height: (graph.graph().height ?? 0) + TOP,
    between(from, to) {
      // Three points are the middle of a gap between two columns: nothing stands in the way there.
      const points = graph.edge(from, to)?.points ?? [];
      return points.length > 3 ? points.slice(1, -1).map(({ x, y }) => ({ x, y: y + TOP })) : [];
    },
  };
}

function graphOf(places: readonly Place[], ends: readonly (readonly [string, string])[]): Layout {
  const graph: Layout = new Graph({ multigraph: false });
  graph.setGraph({
    rankdir: 'LR',
    ranksep: GAP.rank,
    nodesep: GAP.node,
    edgesep: GAP.edge,
    marginx: MARGIN,
    marginy: MARGIN,
  });
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
