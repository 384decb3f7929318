// What is written from the lesson format is as the format is now, and editors' schema agrees with what reads lessons.

import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { generated } from '../../scripts/lesson-schema.ts';
import { lessonSchema } from './format.ts';

const root = new URL('../../', import.meta.url).pathname;

test.each(Object.entries(generated()))('%s is as written by scripts/lesson-schema.ts', (path, text) =>
  expect(readFileSync(root + path, 'utf8')).toBe(text),
);

const valid = new Ajv({ strict: false, formats: { regex: true } }).compile(lessonSchema());

test.each(readdirSync(`${root}content/lessons`))('%s keeps to the schema', (dir) => {
  valid(parse(readFileSync(`${root}content/lessons/${dir}/lesson.yaml`, 'utf8')));
  expect(valid.errors).toBe(null);
});

const LESSON = parse(readFileSync(`${root}content/lessons/02-clusterip/lesson.yaml`, 'utf8')) as Record<
  string,
  unknown
>;
const check = (own: object) => ({
  exercises: [{ id: 'a', ask: { en: 'a', zh: 'a' }, checks: [{ id: 'a', ask: { en: 'a', zh: 'a' }, ...own }] }],
});

test.each([
  ['a field that there is not', { minute: 3 }],
  ['a wrong type', { minutes: '12' }],
  ['a text in one language', { title: { en: 'x' } }],
  ['a provider that is none', { start: { provider: 'azure' } }],
  ['a check of no kind', check({})],
  ['a check of two kinds', check({ reach: { from: 'laptop', url: 'http://web' }, ran: { line: 'x' } })],
  ['a request to nowhere', check({ reach: { from: 'laptop', url: 'web' } })],
  ['an object without its expression', check({ object: { apiVersion: 'v1', kind: 'Service' } })],
  ['an id that is no slug', { exercises: [{ ...check({}).exercises[0], id: 'A b' }] }],
])('the schema refuses %s', (_what, change) => expect(valid({ ...LESSON, ...change })).toBe(false));

test('a param may stand for any value', () =>
  expect(
    valid({ ...LESSON, ...check({ reach: { from: 'laptop', url: 'http://web:${port}', backends: '${n}' } }) }),
  ).toBe(true));
