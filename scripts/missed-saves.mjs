// `astro dev`: a folder that is taken away and put back at once (a checkout of another branch does so) is watched no more: the watcher
// still looks at the one that is gone. What it misses of the lessons, this tells it.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LOOK_EVERY_MS = 500;

/** @param folder Relative to the project. It is small: each of its files is looked at, again and again. */
export function missedSaves(folder) {
  return {
    name: 'portolan:missed-saves',
    apply: 'serve',
    configureServer({ watcher, config, httpServer }) {
      const root = join(config.root, folder);
      const told = filesOf(root) ?? new Map();
      let before = new Map(told);
      watcher.on('all', (_, path) => {
        if (!path.startsWith(root)) return;
        const file = printOf(path);
        if (file === undefined) told.delete(path);
        else told.set(path, file);
      });
      const timer = setInterval(() => {
        const now = filesOf(root) ?? before;
        for (const path of new Set([...told.keys(), ...now.keys()])) {
          const file = now.get(path);
          // The watcher has a moment to say it first.
          if (file === told.get(path) || file !== before.get(path)) continue;
          const event = file === undefined ? 'unlink' : told.has(path) ? 'change' : 'add';
          watcher.emit(event, path);
          watcher.emit('all', event, path);
        }
        before = now;
      }, LOOK_EVERY_MS);
      httpServer?.on('close', () => clearInterval(timer));
    },
  };
}

/** What changes when a file is saved. Undefined: there is no such file. */
function printOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? `${stat.ino} ${stat.size} ${stat.mtimeMs}` : undefined;
}

/** Undefined: a folder went away while it was read. */
function filesOf(root) {
  try {
    const paths = readdirSync(root, { recursive: true }).map((name) => join(root, name));
    return new Map(paths.map((path) => [path, printOf(path)]).filter(([, file]) => file !== undefined));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}
