// The worker, as the page first gets it: a prompt at which one may type. The lab behind it is fetched when the prompt is on the screen.

import { createBirpc } from 'birpc';
import { LAPTOP } from '#lab/laptop.ts';
import type { RequestLog } from '#lab/request-log.ts';
import { EarlyPrompt } from '#shell/early-prompt.ts';
import { promptOf } from '#shell/prompt.ts';
import type { MapFeed } from './map/map-feed.ts';
import type { Engine, MapOptions, Page } from './protocol.ts';
import type { Wanted, Work } from './work.ts';

let early: EarlyPrompt | undefined;
let work: Work | undefined;
/** Undefined: nobody has said. */
let speed: number | undefined;
let map: MapOptions | undefined;
/** What the page looks at. */
let looked: string | undefined;
let feed: MapFeed | undefined;
/** Kept from the first look on, though that came before there was a cluster. */
let log: RequestLog | undefined;
let isLogWanted = false;
const files = (): Work['lab']['machines']['laptop']['files'] | undefined => work?.lab.machines.laptop.files;

/** While another cluster is being set up. */
let entering: Promise<void> | undefined;

function enter(wanted: Wanted): void {
  const before = work!;
  const coming = async (): Promise<Work> => {
    const [opening, { standing }] = await Promise.all([before.entering(wanted), import('./beginning.ts')]);
    return standing(opening);
  };
  entering ??= take(before, coming())
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      void page.output(0, `\r\nbegin: the cluster of ${wanted.exercise} did not start: ${reason}\r\n`);
      before.terminals.stay();
    })
    .finally(() => (entering = undefined));
}

/** Another work goes on in the terminals. `said` is printed there. */
async function take(before: Work, coming: Promise<Work>, said = ''): Promise<void> {
  const next = await coming;
  const left = before.leave();
  work = next;
  log?.follow(next.lab.cluster);
  next.pace(before.speed);
  next.onEnter = enter;
  for (const [id, { columns, rows, room, unread }] of left) {
    if (room || said) void page.output(id, room + said);
    next.terminals.open(id, columns, rows);
    if (unread) next.terminals.get(id)?.key(unread);
  }
  await next.lab.machines.warm();
  next.look();
  void feedMap();
}

/** Counts the times that the page's wish, or the cluster, has changed. */
let feeds = 0;

/** Tells the page of the cluster that is there now, if it wants to know. */
async function feedMap(): Promise<void> {
  feed?.stop();
  feed = undefined;
  const mine = ++feeds;
  if (!work || !map) return;
  const { MapFeed } = await import('./map/map-feed.ts');
  if (mine !== feeds) return;
  feed = new MapFeed(work.lab, work.locale, map, page);
  void feed.look(looked);
}

const desk = (): Promise<typeof import('./time/desk.ts')> => import('./time/desk.ts');

const engine: Engine = {
  async start(options) {
    const history = [...(options.saved?.history ?? [])];
    const { columns, rows } = options;
    early = new EarlyPrompt({
      columns,
      prompt: promptOf(LAPTOP, LAPTOP.homeDir),
      history,
      write: (text) => void page.output(0, text),
      suggests: options.suggests,
      typed: options.typed[0],
      onTyped: (text) => void page.typed(0, text),
    });
    // What is fetched sooner would keep the prompt waiting.
    await page.drawn(0);
    const { begin } = await import('./beginning.ts');
    const begun = await begin(options, history, page);
    work = begun.work;
    work.onEnter = enter;
    work.pace(speed ?? begun.speed);
    // Before the line that was typed meanwhile runs.
    if (isLogWanted) log ??= (await desk()).logOf(work);
    work.terminals.open(0, columns, rows, early);
    early = undefined;
    void feedMap();
    void work.lab.machines.warm().then(() => work?.look());
    return {
      params: work.params,
      home: work.home,
      restored: begun.restored,
      refused: begun.refused,
      speed: work.speed,
    };
  },
  key(terminal, data) {
    if (early && terminal === 0) early.key(data);
    // What is typed meanwhile is meant for the cluster that comes.
    else if (entering) void entering.then(() => work?.terminals.get(terminal)?.key(data));
    else work?.terminals.get(terminal)?.key(data);
  },
  resize(terminal, columns, rows) {
    work?.terminals.resize(terminal, columns, rows);
  },
  close(terminal) {
    work?.terminals.close(terminal);
  },
  suggest(on) {
    if (early) early.editor.suggests = on;
    work?.terminals.suggest(on);
  },
  async prompt(terminal) {
    await work?.prompt(terminal);
    // The line may have been `begin`: its cluster is on its way, with a prompt of its own.
    await entering;
    await work?.prompt(terminal);
  },
  async reach(at) {
    await entering;
    if (!work) throw new Error('there is no cluster before the start');
    const { reach } = await import('./time/reach.ts');
    await reach(
      () => work!,
      at,
      () => engine.prompt(at.terminal),
    );
  },
  goOn() {
    work?.pace(work.speed);
  },
  async readFile(path) {
    return files()?.read(path);
  },
  async writeFile(path, text) {
    if (!work) throw new Error('nothing can be written before the start');
    return work.lab.machines.laptop.files.write(path, text);
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
    return (await import('./saved.ts')).packed(work.save());
  },
  async answer(check, value) {
    await entering;
    work?.answer(check, value);
  },
  pace(wanted) {
    speed = wanted;
    work?.pace(wanted);
  },
  async time() {
    work?.lab.catchUp();
    return work && { nowMs: work.lab.clock.now(), speed: work.speed, waiting: work.lab.cluster.waiting };
  },
  async step() {
    return work && (await desk()).stepOf(work);
  },
  async jump() {
    return work && (await desk()).jumpOf(work);
  },
  async moments() {
    return work ? (await desk()).momentsOf(work) : { moments: [], dropped: 0 };
  },
  async rewind(id, said) {
    await entering;
    const moment = work?.moments.get(id);
    if (!work || !moment) return false;
    entering = take(work, work.back(moment), `\x1b[2m${said}\x1b[0m\r\n`).finally(() => (entering = undefined));
    await entering;
    return true;
  },
  async compare(from, to) {
    return work && (await desk()).compareOf(work, from, to);
  },
  async requests(since) {
    isLogWanted = true;
    if (!work) return [];
    const { logOf } = await desk();
    log ??= logOf(work);
    return log.since(since);
  },
  watchMap(options, object) {
    looked = object;
    // The picture goes on as it is: another object is looked at.
    if (feed && options && options.system === map?.system && options.room === map.room) {
      void feed.look(object);
      return;
    }
    map = options;
    void feedMap();
  },
  async places() {
    return work ? (await desk()).placesOf(work) : { nodes: [], pods: [] };
  },
  async goal(exercise) {
    return work?.goal(exercise);
  },
  async visit(url, proceeds) {
    await entering;
    if (!work) throw new Error('there is no network before the start');
    return work.lab.machines.visit(url, { proceeds });
  },
  async promptAt(terminal) {
    await entering;
    return work?.terminals.promptAt(terminal);
  },
  async wouldApply(terminal, path) {
    await entering;
    if (!work) throw new Error('there is no cluster before the start');
    return work.wouldApply(terminal, path);
  },
  async taken(terminal) {
    // Keys wait for the cluster that comes. Those of the early prompt do not count: the page keeps what stands typed there.
    await entering;
    await work?.terminals.get(terminal)?.begun();
  },
  async ping() {},
};

const page = createBirpc<Page, Engine>(engine, {
  post: (data) => self.postMessage(data),
  on: (receive) => self.addEventListener('message', (event: MessageEvent) => receive(event.data)),
  eventNames: [
    'output',
    'typed',
    'verdicts',
    'changed',
    'begun',
    'ran',
    'filesChanged',
    'judged',
    'startChanged',
    'map',
    'asked',
    'looked',
    'browse',
  ],
  timeout: -1,
});
