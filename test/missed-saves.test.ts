// What the dev server's watcher does not see of the lessons, it is told: scripts/missed-saves.mjs.

import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

interface Plugin {
  configureServer(server: { watcher: EventEmitter; config: { root: string } }): void;
}
const { missedSaves } = (await import(new URL('../scripts/missed-saves.mjs', import.meta.url).href)) as {
  missedSaves(folder: string): Plugin;
};

let root: string;
let watcher: EventEmitter;
let told: string[];
const file = (name: string): string => join(root, 'content/lessons/01-a', name);

beforeEach(() => {
  vi.useFakeTimers();
  root = mkdtempSync(join(tmpdir(), 'portolan-missed-'));
  mkdirSync(file(''), { recursive: true });
  writeFileSync(file('en.mdx'), 'one');
  watcher = new EventEmitter();
  told = [];
  for (const event of ['add', 'change', 'unlink'])
    watcher.on(event, (path: string) => told.push(`${event} ${path.slice(file('').length + 1)}`));
  missedSaves('content').configureServer({ watcher, config: { root } });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

test('a folder that was taken away and put back at once: what is in it, and each save after that', () => {
  rmSync(file(''), { recursive: true });
  mkdirSync(file(''));
  writeFileSync(file('en.mdx'), 'one, again');
  writeFileSync(file('zh.mdx'), 'new');
  vi.advanceTimersByTime(2000);
  expect(told.sort()).toEqual(['add zh.mdx', 'change en.mdx']);
  writeFileSync(file('en.mdx'), 'edited');
  vi.advanceTimersByTime(2000);
  expect(told.slice(2)).toEqual(['change en.mdx']);
  rmSync(file('zh.mdx'));
  vi.advanceTimersByTime(2000);
  expect(told.slice(3)).toEqual(['unlink zh.mdx']);
});

test('what the watcher has seen by itself is not told twice', () => {
  writeFileSync(file('en.mdx'), 'edited');
  watcher.emit('all', 'change', file('en.mdx'));
  vi.advanceTimersByTime(5000);
  expect(told).toEqual([]);
});
