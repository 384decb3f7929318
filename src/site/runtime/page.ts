// The page with the learner's own server: the simulator's terminal and an editor; and, when it is asked for, a WebContainer in its place.

import { keysFor } from '../bench/automation.ts';
import { asksForPlain, optionsKept } from '../bench/editor/editor-options.ts';
import { openMonaco } from '../bench/editor/open-monaco.ts';
import type { CodeEditor } from '../bench/monaco.ts';
import { createPlainEditor } from '../bench/plain-editor.ts';
import { isRead } from '../bench/screen-reader.ts';
import { Terminal } from '../bench/terminal.ts';
import { WayOut } from '../bench/way-out.ts';
import { contentIn } from '../i18n/content.ts';
import { filled } from '../i18n/filled.ts';
import { languageHere } from '../i18n/here.ts';
import type { SavedState } from '../worker/protocol.ts';
import { BootFrame } from './boot-frame.ts';
import { Embedded } from './embedded.ts';
import { isolatePage } from './isolate.ts';
import { nodeRuntime } from './node-runtime.ts';
import { type Openings, openingOf } from './opening.ts';
import { APP, type Attachment, type Runtime } from './runtime.ts';
import { SERVER } from './server.ts';
import { TooLate, type WhyNot, whyNotBooted, whyNotHere, within } from './why-not.ts';
import { runtimeWords } from './words.ts';

const w = await runtimeWords(languageHere);
const find = <T extends HTMLElement>(selector: string): T => document.querySelector<T>(selector)!;
const [status, load, back] = [
  find('[data-status]'),
  find<HTMLButtonElement>('[data-load]'),
  find<HTMLButtonElement>('[data-back]'),
];
/** What the page was about before it was loaded anew to be isolated. */
const KEPT = 'portolan-webcontainer';
interface Kept {
  readonly saved: SavedState;
  readonly server: string;
  readonly screen: string;
}
const kept = take();
/** Asked of the network before anything is loaded; with what goes before it, less than five seconds. */
const REACH_MS = 3500;
/** Since it was asked for: by then it is said what keeps it; within five seconds even where all is slow. */
const SAID_MS = 4000;
const GIVE_UP_MS = 60_000;

const say = (...texts: readonly string[]): void => {
  status.textContent = texts.join(' ');
};

// --- The terminal, and what it is attached to ---------------------------------------------------------------------------------------
let attached: Attachment | undefined;
const wayOut = new WayOut(find('[data-terminals]'));
const terminal = new Terminal(find('[data-terminals]'), w.terminal, false, {
  typed: (keys) => attached?.type(keys),
  resized: (columns, rows) => attached?.resize({ columns, rows }),
  left: () => wayOut.leave(),
});
const {
  opening: beginning,
  asked,
  title: lessonTitle,
} = openingOf(location.search, JSON.parse(find('[data-webcontainer]').dataset['openings']!) as Openings);
if (lessonTitle !== undefined) say(filled(w.ofLesson, { title: lessonTitle }), w.embedded);
else if (asked !== undefined) say(filled(w.noLesson, { lesson: asked }), w.embedded);
const embedded = new Embedded({
  locale: contentIn(languageHere),
  opening: beginning,
  image: { name: APP.name, files: { 'server.js': kept?.server ?? SERVER } },
  saved: kept?.saved,
  say,
  edit: (path, text) => askToEdit(path, text),
  died: () => say(w.died),
});
let runtime: Runtime = embedded;

async function attach(to: Runtime): Promise<Attachment> {
  attached?.detach();
  runtime = to;
  await terminal.open();
  const mine = await to.attach(terminal, (text) => terminal.write(text));
  attached = mine;
  return mine;
}

const started = attach(embedded).then(() => undefined);
if (kept) terminal.write(kept.screen);
window.portolan = {
  async type(text) {
    await started;
    attached?.type(keysFor(text));
    await window.portolan.idle();
  },
  async idle() {
    await started;
    if (runtime === embedded) await embedded.idle();
    await terminal.drawn();
  },
  screen: () => terminal.text(),
  params: {},
};

// --- The editor ---------------------------------------------------------------------------------------------------------------------
const place = find('[data-editor]');
const title = find('[data-file]');
const answers = find('[data-editing]');
let server = kept?.server ?? SERVER;
let editing: ((text: string | undefined) => void) | undefined;
/** Undefined until its code is here. */
let editor: CodeEditor | undefined;
const opening = openEditor();

async function openEditor(): Promise<CodeEditor> {
  const plain = (): CodeEditor => createPlainEditor(place, w.editor);
  const made = wantsPlain() ? plain() : await openMonaco(place, w.editor).catch(plain);
  editor = made;
  made.onSave(() => void save());
  made.onBlur(() => void save());
  openServer();
  return made;
}
for (const [selector, text] of [
  ['[data-finish]', () => editor?.text],
  ['[data-cancel]', () => undefined],
] as const)
  find(selector).addEventListener('click', () => {
    const done = editing;
    editing = undefined;
    done?.(text());
    openServer();
  });

/** As in the lessons. */
function wantsPlain(): boolean {
  try {
    return optionsKept(localStorage).plain ?? asksForPlain(isRead(localStorage));
  } catch {
    // The browser stores nothing.
    return asksForPlain(false);
  }
}

function openServer(): void {
  title.textContent = w.editor;
  answers.hidden = true;
  editor?.open(`/${APP.server}`, server);
}

async function save(): Promise<void> {
  if (!editor || editing || editor.text === server) return;
  server = editor.text;
  await started;
  await runtime.write(APP.server, server);
  say(w.saved);
}

async function askToEdit(path: string, text: string): Promise<string | undefined> {
  const own = await opening;
  if (!editing) await save();
  return new Promise((resolve) => {
    editing?.(undefined);
    editing = resolve;
    title.textContent = filled(w.editing, { path });
    answers.hidden = false;
    own.open(path, text);
    own.focus();
  });
}

for (const button of document.querySelectorAll<HTMLElement>('[data-line]'))
  button.addEventListener('click', () => {
    attached?.type(keysFor(button.dataset['line']!));
    terminal.focus();
  });

// --- WebContainer -------------------------------------------------------------------------------------------------------------------
load.addEventListener('click', () => void ask());
back.addEventListener('click', () => void comeBack(w.embedded));
if (kept) void ask();

async function ask(): Promise<void> {
  load.disabled = true;
  const why = await begin();
  if (why !== undefined) give(why);
}

/** Says why not; the simulator has not been touched. */
function give(why: WhyNot, reason = ''): void {
  load.disabled = false;
  say(w[why], ...(reason === '' ? [] : [filled(w.saidReason, { reason })]), w.goesOn);
}

async function begin(): Promise<WhyNot | undefined> {
  const askedAt = performance.now();
  const here = whyNotHere({
    onLine: navigator.onLine,
    isSecureContext,
    hasServiceWorker: 'serviceWorker' in navigator,
    hasSharedMemory: 'SharedArrayBuffer' in window,
    isIsolated: crossOriginIsolated,
    wasReloaded: kept !== undefined,
  });
  if (here && here !== 'reload') return here;
  say(w.checking);
  try {
    await fetch('https://stackblitz.com/headless', {
      mode: 'no-cors',
      credentials: 'omit',
      signal: AbortSignal.timeout(REACH_MS),
    });
  } catch {
    return 'noNetwork';
  }
  if (here === 'reload') {
    say(w.isolating);
    await save();
    sessionStorage.setItem(
      KEPT,
      JSON.stringify({ saved: await embedded.save(), server, screen: terminal.kept } satisfies Kept),
    );
    return (await isolatePage()) ? undefined : 'notIsolated';
  }
  say(w.loading);
  const frame = new BootFrame();
  const waited = performance.now() - askedAt;
  const slow = setTimeout(() => say(frame.hasLoaded ? w.silent : w.slow), Math.max(0, SAID_MS - waited));
  const { webContainer } = await import('./web-container.ts');
  try {
    const [machine, portolan] = await within(GIVE_UP_MS, Promise.all([webContainer(), packageFiles()]), ([late]) =>
      late.dispose(),
    );
    clearTimeout(slow);
    say(w.starting);
    const lesson = lessonTitle === undefined ? {} : { lesson: beginning.lesson };
    const files = { [APP.server]: server };
    const node = await nodeRuntime(machine, { portolan, files, ...lesson }).catch((error: unknown) => {
      machine.dispose();
      throw error;
    });
    await enter(node);
    return undefined;
  } catch (error) {
    clearTimeout(slow);
    if (error instanceof TooLate) return 'late';
    give(whyNotBooted(error), error instanceof Error ? error.message : String(error));
    return undefined;
  } finally {
    frame.forget();
  }
}

async function packageFiles(): Promise<Readonly<Record<string, string>>> {
  const response = await fetch(new URL('../../webcontainer/portolan.json', location.href));
  if (!response.ok) throw new Error(`webcontainer/portolan.json: ${response.status}`);
  return (await response.json()) as Readonly<Record<string, string>>;
}

async function enter(node: Runtime): Promise<void> {
  terminal.clear();
  const mine = await attach(node);
  say(w.running);
  back.hidden = false;
  load.hidden = true;
  terminal.focus();
  const code = await mine.ended;
  if (runtime === node) await comeBack(w.ended, `(${code})`);
}

/** The simulator goes on where it was left; the server comes along as it is now. */
async function comeBack(...why: readonly string[]): Promise<void> {
  const from = runtime;
  if (from === embedded) return;
  terminal.clear();
  await attach(embedded);
  from.dispose();
  await embedded.write(APP.server, server);
  // A prompt of its own: what stood there before was another shell's.
  attached?.type('\r');
  back.hidden = true;
  load.hidden = false;
  load.disabled = false;
  say(...why, w.goesOn);
}

function take(): Kept | undefined {
  try {
    const text = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    return text === null ? undefined : (JSON.parse(text) as Kept);
  } catch {
    return undefined;
  }
}
