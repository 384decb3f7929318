// The worker, as the page first gets it: a prompt at which one may type. The lab behind it is fetched when the prompt is on the screen.

import { createBirpc } from 'birpc';
import { LAPTOP } from '#lab/laptop.ts';
import { EarlyPrompt } from '#shell/early-prompt.ts';
import { promptOf } from '#shell/prompt.ts';
import type { Engine, Page } from './protocol.ts';
import type { Work } from './work.ts';

let early: EarlyPrompt | undefined;
let work: Work | undefined;
const files = (): Work['lab']['machines']['laptop']['files'] | undefined => work?.lab.machines.laptop.files;

/** While another cluster is being set up. */
let entering: Promise<string | undefined> | undefined;

function enter(exercise: string): Promise<string | undefined> {
  entering ??= take(exercise).finally(() => (entering = undefined));
  return entering;
}

async function take(exercise: string): Promise<string | undefined> {
  const before = work;
  try {
    const next = await before?.entering(exercise);
    if (!before || !next) return `${exercise} has no cluster of its own`;
    const sizes = before.leave();
    work = next;
    next.onEnter = (other) => void enter(other);
    for (const [id, { columns, rows }] of sizes) next.open(id, columns, rows);
    await next.lab.machines.warm();
    next.look();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const engine: Engine = {
  async start(options) {
    const history = [...(options.saved?.history ?? [])];
    const { columns, rows } = options;
    early = new EarlyPrompt({
      columns,
      prompt: promptOf(LAPTOP, LAPTOP.homeDir),
      history,
      write: (text) => void page.output(0, text),
    });
    // What is fetched sooner would keep the prompt waiting.
    await page.drawn(0);
    const { begin } = await import('./work.ts');
    const begun = await begin(options, history, page);
    work = begun.work;
    work.onEnter = (exercise) => void enter(exercise);
    work.open(0, columns, rows, early);
    early = undefined;
    void work.lab.machines.warm().then(() => work?.look());
    return { params: work.params, home: work.home, restored: begun.restored };
  },
  enter,
  key(terminal, data) {
    if (early && terminal === 0) early.key(data);
    else work?.terminal(terminal)?.key(data);
  },
  resize(terminal, columns, rows) {
    work?.resize(terminal, columns, rows);
  },
  close(terminal) {
    work?.close(terminal);
  },
  async prompt(terminal) {
    await work?.terminal(terminal)?.idle;
    // The line may have been `begin`: its cluster is on its way, with a prompt of its own.
    await entering;
    await work?.terminal(terminal)?.idle;
  },
  async readFile(path) {
    return files()?.read(path);
  },
  async writeFile(path, text) {
    return files()?.write(path, text);
  },
  async listFiles(folder) {
    const found: string[] = [];
    const visit = (path: string): void => {
      for (const name of files()?.list(path) ?? []) {
        if (name.startsWith('.')) continue;
        const below = `${path}/${name}`;
        if (files()?.stat(below)?.type === 'directory') visit(below);
        else found.push(below);
      }
    };
    visit(folder);
    return found;
  },
  async save() {
    if (!work) throw new Error('nothing to save before the start');
    return work.save();
  },
  async answer(check, value) {
    work?.answer(check, value);
  },
  async ping() {},
};

const page = createBirpc<Page, Engine>(engine, {
  post: (data) => self.postMessage(data),
  on: (receive) => self.addEventListener('message', (event: MessageEvent) => receive(event.data)),
  eventNames: ['output', 'verdicts', 'changed', 'filesChanged', 'startChanged'],
  timeout: -1,
});
