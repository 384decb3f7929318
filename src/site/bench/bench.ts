// Puts the bench together: terminals, editor, exercises, and the worker behind them.

import '../styles/map.css';
import '../styles/requests.css';
import '../styles/log.css';
import '../styles/time.css';
import { contentIn } from '../i18n/content.ts';
import { languageHere, wordsHere } from '../i18n/here.ts';
import { fill } from '../i18n/messages.ts';
import type { Page, SavedState, Shown, Started, StartOptions } from '../worker/protocol.ts';
import { keysFor } from './automation.ts';
import { Beginnings } from './beginnings.ts';
import { BrowserPanel } from './browser/browser-panel.ts';
import { Connection } from './connection.ts';
import { EarlyLine } from './early-line.ts';
import { EditorPanel } from './editor.ts';
import { Exercises } from './exercises.ts';
import { freeTerminal, typeLine } from './free-terminal.ts';
import { Journal, UNDER_WAY_MS } from './journal.ts';
import { Keys } from './keys.ts';
import { saved } from './leaving.ts';
import { LessonTab } from './lesson-tab.ts';
import { isEmbedded, localStore } from './local-store.ts';
import { LogPanel } from './log/log-panel.ts';
import { MapPanel } from './map/map-panel.ts';
import { need } from './need.ts';
import { Notice } from './notice.ts';
import { keepOpened } from './opened.ts';
import { Own } from './own.ts';
import { Panels } from './panels.ts';
import { onBenchShown, show, wireProse } from './prose.ts';
import { Saving } from './saving.ts';
import { ScreenReader } from './screen-reader.ts';
import { isSharedState, type SharedState } from './shared-state.ts';
import { splitters } from './splitter.ts';
import { StopwatchPanel } from './stopwatch.ts';
import { type Kept, LessonStore } from './store.ts';
import { Terminals } from './terminals.ts';
import { TimePanel } from './time/time-panel.ts';
import { tell } from './told.ts';
import { TypedLines } from './typed-lines.ts';

const bench = need<HTMLElement>(document, '[data-bench]');
const w = await wordsHere();
const lesson = bench.dataset['lesson'] ?? 'playground';
const { start: given, params } = JSON.parse(bench.dataset['start'] ?? '{}') as Pick<StartOptions, 'start' | 'params'>;
const keeps = bench.dataset['keeps'] === 'true' && !isEmbedded;
const isReadOnly = isEmbedded && new URLSearchParams(location.search).has('readonly');
const { say } = new Notice(bench);
const saving = new Saving(keep);

// --- The worker --------------------------------------------------------------------------------------------------------------------
let started: Started | undefined;
/** Somebody else's, at which the learner looks. */
let shared: SharedState | undefined;
/** Read from the cluster, by what stands in `${…}`. */
let values: Shown['values'] = {};
function announce(text: string): void {
  const live = document.querySelector('[data-announce]');
  if (live) live.textContent = text;
}
const screenReader = new ScreenReader(bench, w, localStore(), (on, said) => {
  terminals.screenReader = on;
  connection.engine.suggest(!on);
  announce(said);
});
const earlyLine = new EarlyLine(bench);
const keys = new Keys(() => connection.engine);
/** What the panels do with the cluster. */
const reach = {
  engine: () => connection.engine,
  send: (terminal: number, data: string) => keys.send(terminal, data),
  started: (): Promise<unknown> => ready,
  changed: saving.soon,
  isReadOnly,
  own: new Own(lesson, () => (keeps && !shared ? localStorage : undefined)),
};
const terminals = new Terminals(bench, w, screenReader.on, {
  ...reach,
  isStarted: () => started !== undefined,
  seen: (terminal) => earlyLine.covered(() => terminal.focus()),
});
onBenchShown(() => void terminals.open());
const typedLines = new TypedLines(lesson, !isEmbedded);

const page: Page = {
  output: (terminal, text) => terminals.get(terminal)?.write(text),
  typed: (terminal, text) => typedLines.keep(terminal, started || terminal > 0 ? text : journal.early(text)),
  drawn: async (terminal) => terminals.get(terminal)?.drawn(),
  verdicts(shown: Shown) {
    values = shown.values;
    exercises.show(shown);
    exercises.fillParams(values);
    stopwatch.show(shown);
    if (!shared) void classwork?.then((work) => work?.verdicts(shown.verdicts));
    tell('portolan:shown', shown);
  },
  changed: saving.soon,
  begun(line, at) {
    exercises.entered();
    journal.begun(line, performance.now(), at);
    setTimeout(() => journal.isRunning && saving.soon(), UNDER_WAY_MS);
  },
  ran(line, exitCode) {
    journal.ran(line, exitCode);
    tell('portolan:ran', { line, exitCode });
  },
  filesChanged: () => void editor.refresh(),
  judged: (files) => editor.judged(files),
  startChanged: () => say(w.startChanged),
  map: (chart) => map.chart(chart),
  asked: (request) => map.asked(request),
  looked: (object, shown) => map.looked(object, shown),
  browse(visit) {
    show('bench');
    browser.show(visit);
  },
  edit(path, text) {
    show('bench');
    return editor.edit(path, text);
  },
};

const notRunAgain = (line: string): string => fill(w, 'notRunAgain', { line });

let crashes: readonly number[] = [];
/** Sentences, of engines that died one after the other. */
let unfinished: string[] = [];
const connection = new Connection(page, (isSilent) => {
  const now = performance.now();
  crashes = [...crashes.filter((at) => now - at < 60_000), now];
  if (crashes.length > 3) {
    end();
    // Nothing comes any more but another visit.
    ready = new Promise(() => undefined);
    say(fill(w, 'startFailed', { reason: '…' }));
    return;
  }
  keys.hold();
  unfinished = [...unfinished, ...journal.interrupted(isSilent).map(notRunAgain)];
  const mine = begin(terminals.screens);
  ready = mine;
  void mine.then((kept) => {
    // That one has died as well: what its successor says stands.
    if (mine !== ready) return;
    const told = kept ? fill(w, 'restarted', { at: kept.at }) : w.restartedFresh;
    say([told, ...unfinished].join(' '));
    unfinished = [];
  });
});

const exercises = new Exercises(w, reach.own, {
  answer: (check, value) => void ready.then(() => connection.engine.answer(check, value)),
  begin(exercise, again) {
    show('bench');
    typeInto(`begin ${exercise}${again ? ' --again' : ''}`);
  },
});
const stopwatch = new StopwatchPanel(bench, w, localStore(), announce);
const storeOf = (keeps: boolean): LessonStore =>
  new LessonStore(lesson, keeps, (trouble) =>
    say(
      trouble === undefined
        ? w.storeBack
        : { full: w.storeFull, blocked: w.storeBlocked, unread: w.storeUnread }[trouble],
    ),
  );
let store = storeOf(keeps);
let journal = new Journal(lesson, keeps ? localStore() : undefined);
/** Of a learner of a class. Others fetch nothing of it. */
const classwork =
  keeps && localStore()?.getItem('portolan-class')
    ? import('../class/classwork.ts').then(
        ({ classworkOf }) => classworkOf(lesson, languageHere),
        // Not to be fetched now: the lesson goes on without.
        () => undefined,
      )
    : undefined;
const beginnings = new Beginnings(lesson, given, keeps ? localStore() : undefined, (name) => askToReset(name));
let nextBeginning: string | undefined;
const panels = new Panels(bench, w, localStore(), announce);
const map = new MapPanel(bench, w, panels, {
  watch: (options, object) => connection.engine?.watchMap(options, object),
  goalOf: (exercise) => connection.engine.goal(exercise),
  exercise: () => exercises.current,
  run: typeInto,
  announce,
  storage: localStore(),
});
const time = new TimePanel(bench, w, panels, { ...reach, announce });
const browser = new BrowserPanel(bench, w, panels, {
  visit: (url, proceeds) => ready.then(() => connection.engine.visit(url, proceeds)),
  announce,
});
const log = new LogPanel(bench, w, (since) => connection.engine.requests(since));
const editor = new EditorPanel(bench, w, panels, {
  ...reach,
  ...{ home: () => started?.home ?? '', terminals, storage: localStore() },
  isRead: () => screenReader.on,
});

// --- Saving ------------------------------------------------------------------------------------------------------------------------
async function keep(): Promise<void> {
  const of = started;
  if (!of) return;
  let engine: SavedState;
  const takenMs = performance.now();
  try {
    engine = await connection.engine.save();
  } catch (error) {
    // The worker that was asked is no more: begun anew, or crashed and started again from what was kept before.
    if (of !== started) return;
    throw error;
  }
  // Begun anew in the meantime: kept now, the work that was to go would come back.
  if (of !== started) return;
  // By the engine's own count: what is run while the state is on its way is not in it.
  const ran = journal.base + engine.ran;
  const standing = terminals.standing;
  await store.save({
    engine,
    ...standing,
    at: Date.now(),
    ...exercises.progress,
    ran,
    written: editor.written,
  });
  if (of !== started || store.unsaved) return;
  journal.kept(ran, takenMs);
  editor.kept(takenMs);
  terminals.kept(standing);
}
addEventListener('beforeunload', (event) => (store.unsaved || editor.isLost) && event.preventDefault());
addEventListener('pagehide', () => journal.left());

// --- Beginning ---------------------------------------------------------------------------------------------------------------------
/** Engines that were begun, or were to begin. */
let engines = 0;

/** Nothing more is done with the engine that is there. */
function end(): number {
  started = undefined;
  return ++engines;
}

/**
 * Starts the worker with what was saved. Returns that, if there was something.
 *
 * @param shown What stands in the terminals and is to stay there. Default: what was saved of them.
 */
async function begin(shown?: Kept['screens']): Promise<Kept | undefined> {
  const mine = end();
  /** Its engine has died meanwhile, or the lesson has gone elsewhere: what comes is another's to do. */
  const isOver = (): boolean => mine !== engines;
  const loading = store.load();
  connection.open();
  time.again();
  log.again();
  const kept = await loading;
  if (isOver()) return ready;
  if (shown) terminals.show(shown);
  else terminals.begin(kept);
  // There is a prompt before the cluster in the first one only.
  if (terminals.current !== 0) keys.hold();
  const first = terminals.get(0)!;
  // Before what stands typed at the prompt come the lines that were entered.
  const { isBehind, dropped } = journal.begin(kept?.ran ?? 0, store.isKept);
  // At somebody else's prompt, nothing of one's own.
  const typed = shared ? {} : typedLines.all;
  const keepTyping = (): void => earlyLine.takes((text) => void (isReadOnly || keys.send(terminals.current, text)));
  try {
    await terminals.openIfSeen();
    const starting = connection.engine.start({
      lesson,
      locale: contentIn(languageHere),
      start: beginnings.start,
      params,
      saved: kept?.engine,
      suggests: !screenReader.on,
      typed: isBehind ? {} : typed,
      seed: shared?.seed ?? (await classwork)?.seed ?? journal.seed,
      startMs: shared?.when && shared.when.start * 1000,
      columns: first.columns,
      rows: first.rows,
    });
    if (!isBehind) keepTyping();
    const answer = await starting;
    if (isOver()) return ready;
    started = answer;
    const told = await editor.begin(kept && !answer.refused ? kept.written : {});
    if (isOver()) return ready;
    unfinished = [...unfinished, ...dropped.map(notRunAgain), ...told];
  } catch (error) {
    if (isOver()) return ready;
    say(fill(w, 'startFailed', { reason: error instanceof Error ? error.message : String(error) }));
    return undefined;
  }
  if (!shown && unfinished.length > 0) say(unfinished.splice(0).join(' '));
  if (kept && started.refused) {
    terminals.reset();
    journal.forget();
    const isAside = await store.putAside();
    const [{ why, reason }, { saveAsFile }] = [started.refused, await import('../progress/save-as-file.ts')];
    const told = { newer: w.savedNewer, older: w.savedOlder, damaged: fill(w, 'savedDamaged', { reason }) }[why];
    say(`${told} ${isAside ? w.savedAside : w.savedNotAside}`, {
      label: w.savedAsFile,
      act: () => void saveAsFile({ [lesson]: kept }),
    });
  }
  exercises.fillParams(started.params);
  time.runs(started.speed);
  map.again();
  for (const [id, { columns, rows }] of terminals.all) connection.engine.resize(id, columns, rows);
  if (isBehind) {
    const { catchUp } = await import('./shared-visit.ts');
    await catchUp(journal.again(), connection.engine, (id) => terminals.get(id) !== undefined, saving.soon);
    if (isOver()) return ready;
    for (const [id, text] of Object.entries(typed)) connection.engine.key(Number(id), text.split('\n')[0] ?? '');
    keepTyping();
  }
  // Programs of before do not run any more: what led there leads there again.
  for (const [id, { command }] of Object.entries(terminals.places)) connection.engine.key(Number(id), keysFor(command));
  keys.release();
  void editor.refresh();
  return started.restored ? kept : undefined;
}

// --- Whose turn it is ---------------------------------------------------------------------------------------------------------------
/** A page that is being left lets go of its lesson within this. */
const LETTING_GO_MS = 700;
const panes = need<HTMLElement>(bench, '.panes');
const tab = new LessonTab(lesson, {
  async asked() {
    const of = started;
    await saving.now();
    // It may have been taken while it was being saved.
    if (of === started) elsewhere();
  },
  taken: elsewhere,
});

/** The lesson goes on in another tab. What stands in this one may not be kept any more. */
function elsewhere(): void {
  end();
  keys.forget();
  connection.close();
  editor.elsewhere();
  store.forget();
  ready = here();
}

/** Begins as soon as no other tab works on the lesson. */
async function here(): Promise<Kept | undefined> {
  if (!keeps) return begin();
  const late = setTimeout(() => {
    rest(true);
    say(w.otherTab, { label: w.otherTabHere, act: () => tab.takeOver() });
  }, LETTING_GO_MS);
  await tab.hold();
  clearTimeout(late);
  if (panes.inert) say(undefined);
  rest(false);
  return begin();
}

/** Nothing of the bench can be touched, but for what is said. */
function rest(inert: boolean): void {
  for (const part of bench.querySelectorAll<HTMLElement>(':scope > .tools, :scope > .panes, :scope > .keys'))
    part.inert = inert;
}

/** The state that the address carries, if the learner wants to see it; else their own. */
async function visit(): Promise<Kept | undefined> {
  const { acceptShared, replay, terminalsOf } = await import('./shared-visit.ts');
  const state = await acceptShared(isEmbedded);
  if (!state) {
    if (state === null) say(w.sharedBad);
    return here();
  }
  shared = state;
  beginnings.name = state.begins;
  store = storeOf(false);
  journal = new Journal(lesson, undefined);
  const begun = await begin(terminalsOf(state));
  const leave = (): void => {
    history.replaceState(history.state, '', location.pathname + location.search);
    location.reload();
  };
  if (!isEmbedded) say(w.sharedVisit, { label: w.sharedLeave, act: leave });
  void replay(state, connection.engine, started?.home ?? '');
  return begun;
}

let ready = isSharedState(location.hash) ? visit() : here();
// The same page with another fragment is not loaded anew by itself.
addEventListener('hashchange', () => isSharedState(location.hash) && void saved().then(() => location.reload()));

// --- Buttons -----------------------------------------------------------------------------------------------------------------------
const resetDialog = need<HTMLDialogElement>(bench, '[data-reset-dialog]');
/** @param name Of the beginning that is to be from now on. */
function askToReset(name = beginnings.name): void {
  nextBeginning = name;
  beginnings.say(name, need(resetDialog, '[data-reset-begins]'));
  resetDialog.returnValue = 'no';
  resetDialog.showModal();
}
need(bench, '[data-reset]').addEventListener('click', () => askToReset());
resetDialog.addEventListener('close', () => {
  if (resetDialog.returnValue !== 'yes') return;
  beginnings.name = nextBeginning;
  if (!shared) beginnings.keep();
  end();
  keys.forget();
  editor.reset();
  browser.reset();
  terminals.reset();
  say(undefined);
  exercises.reset();
  typedLines.clear();
  stopwatch.show({ times: {} });
  journal.clear();
  ready = store.clear().then(() => begin());
});

document.querySelector('[data-share]')?.addEventListener('click', () => {
  void ready.then(async () => {
    await editor.save();
    const [{ share }, state] = await Promise.all([import('./share.ts'), connection.engine.save()]);
    await share(state, { ...shared?.files, ...editor.written }, beginnings.name, w);
  });
});

document.querySelector('[data-skip-terminal]')?.addEventListener('click', (event) => {
  event.preventDefault();
  show('bench');
  terminals.focus();
});

splitters(bench, localStore());

function typeInto(command: string): void {
  void ready.then(async () => {
    // Where there is room for one thing only, the terminal takes its place back.
    if (!matchMedia('(min-width: 1100px)').matches) panels.show(undefined);
    const at = await freeTerminal({ ...reach, terminals });
    if (!at) return say(w.terminalsBusy);
    terminals.select(at.terminal);
    const of = started;
    void typeLine({ ...reach, terminals }, at, command, () => of === started);
  });
}
wireProse(typeInto);
keepOpened(reach.own);
if (!isEmbedded) void ready.then(() => panels.open());
else
  void import('../embed/embed.ts').then(({ embed }) =>
    embed({
      lesson,
      ready,
      show: (panel) => panels.show(panel),
      open: async (size) => {
        await ready;
        await terminals.open();
        if (size !== undefined) terminals.get(0)?.fontSize(size);
      },
      type: typeInto,
    }),
  );

window.portolan = {
  async type(text) {
    await ready;
    keys.send(terminals.current, keysFor(text));
    await this.idle();
  },
  async idle() {
    await ready;
    await connection.engine.prompt(terminals.current);
    await terminals.get(terminals.current)?.drawn();
  },
  screen: () => terminals.get(terminals.current)?.text() ?? '',
  get params() {
    return { ...started?.params, ...values };
  },
};

// For the page that shows them at the first command.
export { panels, terminals };
