import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Chart, Lane, Line, Spot } from '#lab/chart/chart.ts';
import { placed } from './layout.ts';
import type { Box } from './placed.ts';

const LANES_OF: Readonly<Record<string, Lane>> = {
  Internet: 'outside',
  LoadBalancer: 'ways-in',
  Ingress: 'ways-in',
  HTTPRoute: 'ways-in',
  Service: 'services',
  Pod: 'pods',
};
const KINDS = Object.keys(LANES_OF);

/** Any chart: spots of any kind, Pods often, on up to four nodes; lines from the left to the right. */
const chartsOf = (size: { minLength: number; maxLength: number }): fc.Arbitrary<Chart> =>
  fc
    .record({
      spots: fc.array(
        fc.record({
          kind: fc.constantFrom(...KINDS, 'Pod', 'Pod', 'Pod', 'Pod'),
          node: fc.integer({ min: 0, max: 3 }),
        }),
        size,
      ),
      lines: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 40 }),
      nodes: fc.integer({ min: 0, max: 12 }),
    })
    .map(({ spots: drawn, lines: pairs, nodes }): Chart => {
      const spots = drawn.map(
        ({ kind, node }, i): Spot => ({
          id: `${kind}-${i}`,
          kind,
          lane: LANES_OF[kind]!,
          name: String(i),
          note: '',
          state: 'ok',
          ...(kind === 'Pod' && { node: node === 0 ? '' : `node-${node}` }),
        }),
      );
      const lines = pairs.flatMap(([a, b]): Line[] => {
        const [from, to] = [spots[a % spots.length], spots[b % spots.length]];
        if (!from || !to || KINDS.indexOf(from.kind) >= KINDS.indexOf(to.kind)) return [];
        return [{ from: from.id, to: to.id, kind: 'routes', holds: true }];
      });
      return {
        spots,
        lines: [...new Map(lines.map((line) => [`${line.from} ${line.to}`, line])).values()],
        nodes: Array.from({ length: nodes }, (_, i) => ({ name: `node-${i + 1}`, isReady: true })),
        groups: {},
      };
    });

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const within = (a: Box, b: Box): boolean =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;

const few = chartsOf({ minLength: 0, maxLength: 60 });
const many = chartsOf({ minLength: 61, maxLength: 120 });

test.each([
  ['few', few],
  ['many', many],
])(
  'everything, be it %s, has a place of its own on the sheet, Pods on their nodes, and lines lead to the right',
  (_, charts) => {
    fc.assert(
      fc.property(charts, (chart) => {
        const { boxes, nodes, lines, width, height } = placed(chart);
        const all = chart.spots.map(({ id }) => boxes[id]!);
        for (const [i, box] of all.entries()) {
          expect(within(box, { x: 0, y: 0, width, height })).toBe(true);
          expect(all.slice(i + 1).filter((other) => overlap(box, other))).toEqual([]);
        }
        for (const { id, lane, node = '' } of chart.spots)
          if (lane === 'pods')
            expect(within(boxes[id]!, nodes.find(({ name, others }) => name === node && others === 0)!)).toBe(true);
        for (const { points } of lines) expect(points.at(-1)!.x).toBeGreaterThan(points[0]!.x);
      }),
      { numRuns: 60 },
    );
  },
);

test('nodes stand in their order, whatever is on them', () => {
  fc.assert(
    fc.property(fc.oneof(few, many), (chart) => {
      const { nodes } = placed(chart);
      const known = nodes.filter(
        ({ name, others }) => name !== '' && others === 0 && chart.nodes.some((n) => n.name === name),
      );
      expect(known.toSorted((a, b) => a.y - b.y).map(({ name }) => name)).toEqual(known.map(({ name }) => name));
    }),
    { numRuns: 40 },
  );
});

test('many nodes without a Pod are one box', () => {
  const nodes = Array.from({ length: 300 }, (_, i) => ({ name: `node-${i + 1}`, isReady: true }));
  const { nodes: boxes } = placed({ spots: [], lines: [], nodes, groups: {} });
  expect(boxes.map(({ others }) => others)).toEqual([300]);
});

test('boxes are as wide as their names where there is room, and no wider than there is', () => {
  const of = { namespace: 'default', note: '', state: 'ok' } as const;
  const spots: Spot[] = [
    { ...of, id: 'laptop', kind: 'Laptop', lane: 'outside', name: '' },
    { ...of, id: 'service', kind: 'Service', lane: 'services', name: 'my-internal-service' },
    { ...of, id: 'pod', kind: 'Pod', lane: 'pods', name: 'my-app-5d89fc7b85-52d9q', node: 'node-1' },
  ];
  const chart = { spots, lines: [], nodes: [{ name: 'node-1', isReady: true }], groups: {} };
  const widthsAt = (room: number): readonly number[] => {
    const { boxes, nodes, width } = placed(chart, room);
    expect(within(boxes['pod']!, nodes[0]!)).toBe(true);
    expect(width).toBeLessThanOrEqual(Math.max(room, 520));
    return spots.map(({ id }) => boxes[id]!.width);
  };
  expect(widthsAt(0)).toEqual([104, 152, 152]);
  expect(widthsAt(800)).toEqual([104, 27 * 7 + 27, 23 * 7 + 27]);
  const [, service, pod] = widthsAt(560);
  expect([service! > 152, service! < 216, pod! > 152, pod! < 188]).toEqual([true, true, true, true]);
});

test('many things stand by name, as one reads them, in columns that begin at the top', () => {
  const spots = Array.from({ length: 30 }, (_, i): Spot[] => {
    const of = { name: `web-${i + 1}`, namespace: 'default', note: '', state: 'ok' } as const;
    return [
      { ...of, id: `service-${i + 1}`, kind: 'Service', lane: 'services' },
      { ...of, id: `pods-${i + 1}`, kind: 'Pods', lane: 'pods', node: 'node-1', count: 5 },
      { ...of, id: `others-${i + 1}`, kind: 'Pods', lane: 'pods', node: 'node-2', count: 5 },
    ];
  }).flat();
  const nodes = ['node-1', 'node-2'].map((name) => ({ name, isReady: true }));
  const { boxes, width, height } = placed({ spots: spots.toReversed(), lines: [], nodes, groups: {} });
  const above = (a: string, b: string): boolean => boxes[a]!.x === boxes[b]!.x && boxes[a]!.y < boxes[b]!.y;
  expect(above('service-2', 'service-10')).toBe(true);
  expect(above('pods-1', 'pods-10')).toBe(true);
  expect(boxes['pods-11']!.y).toBe(boxes['pods-1']!.y);
  expect(boxes['service-1']!.y).toBe(40);
  expect([width, height]).toEqual([152 + 32 + 484 + 32, 40 + 30 * 52 - 10 + 16]);
});
