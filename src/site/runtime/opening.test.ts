import { expect, test } from 'vitest';
import { NO_START } from '#grading/start.ts';
import { openingOf } from './opening.ts';

const start = { ...NO_START, from: ['one-app'] };
const openings = { clusterip: { title: 'Close', start, params: [] } };
const empty = { lesson: 'webcontainer', start: NO_START, params: [] };

test.each([
  ['', empty, undefined, undefined],
  ['?lesson=clusterip', { lesson: 'clusterip', start, params: [] }, 'clusterip', 'Close'],
  ['?lesson=nope', empty, 'nope', undefined],
  ['?lesson=constructor', empty, 'constructor', undefined],
])('%s', (search, opening, asked, title) => expect(openingOf(search, openings)).toEqual({ opening, asked, title }));
