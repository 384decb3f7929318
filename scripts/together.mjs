// What is always fetched together is one file: a request costs a browser more than most modules weigh, and what is packed together packs
// better.

import { join } from 'node:path';
import { root } from './setup.mjs';

/**
 * The engine, in this order: what one pack has, no later one has again. `modules` with all that they import; and what the modules
 * `fetching` fetch when it is needed.
 */
const ENGINE = [
  { name: 'lab', modules: ['src/site/worker/beginning.ts'] },
  {
    name: 'commands',
    modules: [
      'src/shell/interpret.ts',
      'src/kubectl/kubectl.ts',
      'src/apimachinery/yaml.ts',
      'src/site/worker/saved.ts',
    ],
  },
  { name: 'controllers', modules: ['src/controllers/later.ts'] },
  { name: 'grading', modules: ['src/site/worker/grader.ts'] },
  { name: 'map', modules: ['src/site/worker/map/map-feed.ts'] },
  { name: 'programs', fetching: ['src/shell/commands/index.ts', 'src/lab/laptop-programs.ts'] },
  {
    name: 'rest',
    fetching: [
      'src/pki/loader.ts',
      'src/kubectl/cmd/seldom.ts',
      'src/lab/node-programs/lazy.ts',
      'src/lab/why/command.ts',
      'src/lab/browser/lazy.ts',
    ],
  },
];

/** For workers. Others than the lesson page's stay as they are. */
export const engineTogether = () =>
  together((infoOf) => {
    const packs = new Map();
    const engine = pathOf('src/site/worker/engine.ts');
    if (!infoOf(engine)) return packs;
    // The first prompt waits for this, and for nothing else.
    const taken = closure([engine], infoOf);
    for (const { name, modules = [], fetching = [] } of ENGINE) {
      const fetched = fetching.flatMap((file) => known(pathOf(file), infoOf).dynamicallyImportedIds);
      const own = modules.map((file) => known(pathOf(file), infoOf).id);
      for (const id of closure([...own, ...fetched], infoOf, taken)) {
        packs.set(id, name);
        taken.add(id);
      }
    }
    return packs;
  });

/** For pages: what the bench shares with other code. */
export const benchTogether = () => ({
  ...together((infoOf) => {
    const bench = pathOf('src/site/bench/bench.ts');
    if (!infoOf(bench)) return new Map();
    const first = ['hydrate.ts', 'chrome.ts', 'try.ts'].map((file) => pathOf(`src/site/bench/${file}`));
    const taken = closure(first, infoOf);
    const own = closure([bench], infoOf, taken);
    const shared = [...own].filter((id) => infoOf(id).importers.some((other) => !own.has(other)));
    return new Map([...closure(shared, infoOf, taken)].map((id) => [id, 'kept']));
  }),
  applyToEnvironment: ({ name }) => name === 'client',
});

/** @param packsOf The name of the file that each module goes to. Modules that it does not name stay where the bundler puts them. */
function together(packsOf) {
  return {
    name: 'portolan:together',
    // What a pack imports of an entry, that one exports.
    options: (options) => ({ ...options, preserveEntrySignatures: 'allow-extension' }),
    outputOptions(options) {
      let packs;
      const name = (id, context) => {
        packs ??= packsOf((module) => context.getModuleInfo(module));
        return packs.get(id) ?? null;
      };
      return {
        ...options,
        codeSplitting: { includeDependenciesRecursively: false, groups: [{ name, debugName: 'together' }] },
      };
    },
  };
}

const pathOf = (file) => join(root, file);

function known(id, infoOf) {
  const info = infoOf(id);
  if (!info) throw new Error(`scripts/together.mjs names ${id}, which is no module of this build`);
  return info;
}

/** Modules with what they import from the start, without those that are `taken`; not what they fetch. */
function closure(ids, infoOf, taken = new Set()) {
  const found = new Set();
  const waiting = [...ids];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const info = found.has(id) || taken.has(id) ? null : infoOf(id);
    if (!info) continue;
    found.add(id);
    waiting.push(...info.importedIds);
  }
  return found;
}
