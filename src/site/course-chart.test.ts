import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { slugOf } from '#grading/lesson.ts';
import { chartCourse, lieOf } from './course-chart.ts';

const folder = new URL('../../content/lessons/', import.meta.url).pathname;
const slugs = readdirSync(folder)
  .sort()
  .map((name) => slugOf(`${folder}${name}/lesson.yaml`));

test('each lesson of the course lies in some water', () => {
  const legs = chartCourse(slugs);
  expect(legs.length).toBe(slugs.length);
  expect(slugs.filter((_, at) => legs[at]!.waters.length === 0)).toEqual([]);
});

test('a route leaves its row where the next enters, as steep', () => {
  const numbers = (path: string): number[] => path.match(/[\d.]+/g)!.map(Number);
  const legs = chartCourse(slugs);
  for (const [at, { route }] of legs.slice(0, -1).entries()) {
    const [nearX, nearY, x, y] = numbers(route).slice(-4);
    const [enterX, enterY, nextX, nextY] = numbers(legs[at + 1]!.route);
    expect([enterX, enterY]).toEqual([x, y! - 100]);
    expect([nextX! - enterX!, nextY! - enterY!]).toEqual([x! - nearX!, y! - nearY!]);
  }
});

test('what is not on the chart is passed straight, and has no port', () => {
  const [, own, after] = chartCourse(['ingress', 'of-my-own', 'ingress']);
  const x = lieOf('internet');
  expect(own).toEqual({
    waters: [],
    ports: [],
    route: `M${x} 0C${x} 12.5 ${x} 25 ${x} 50M${x} 50C${x} 75 ${x} 87.5 ${x} 100`,
  });
  expect(after!.route).toBe(`M${x} 0C${x} 12.5 ${x} 25 ${x} 50`);
});
