// An embedded page: shows what its address asks for, and tells the page around it what happens. Loaded only there.

import './embed.css';
import type { Shown } from '../worker/protocol.ts';
import { type LabEvent, runMessage } from './messages.ts';
import { type Embed, embedOf } from './wanted.ts';
import { embedWords } from './words.ts';

/** What of the bench it needs. */
export interface EmbeddedBench {
  readonly lesson: string;
  /** There is a cluster behind the prompt. */
  readonly ready: Promise<unknown>;
  show(panel: 'map' | 'requests' | 'time' | 'editor'): void;
  /** Draws the terminal; `size` of its letters in pixels, undefined: as on any page. */
  open(size: number | undefined): Promise<void>;
  type(line: string): void;
}

const root = document.documentElement;
const locale = root.dataset['locale'] ?? 'en';

export function embed(bench: EmbeddedBench): void {
  const wanted = embedOf(location.search);
  const told = tellTo(wanted.origin);
  lay(wanted, bench);
  for (const text of wanted.problems) {
    console.warn(text);
    told({ type: 'problem', text });
  }
  foot(wanted);

  let passed = new Set<string>();
  let last = '';
  document.addEventListener('portolan:shown', ({ detail }) => {
    const checks = detail.verdicts.map(({ exercise, check, state }) => ({ exercise, check, state }));
    const text = JSON.stringify(checks);
    if (text === last) return;
    last = text;
    told({ type: 'state', checks });
    const now = passedOf(detail);
    for (const exercise of now) if (!passed.has(exercise)) told({ type: 'passed', exercise });
    passed = now;
  });
  document.addEventListener('portolan:ran', ({ detail }) => told({ type: 'command', ...detail }));
  void bench.ready.then(() => {
    const exercises = [...document.querySelectorAll<HTMLElement>('[data-exercise]')];
    told({ type: 'ready', lesson: bench.lesson, locale, exercises: exercises.map((e) => e.dataset['exercise'] ?? '') });
  });
  addEventListener('message', (event) => {
    if (event.source !== parent || wanted.origin === undefined || event.origin !== wanted.origin) return;
    const message = runMessage(event.data);
    if (message) bench.type(message.line);
  });
}

/** Exercises of which every check has passed. */
function passedOf({ verdicts }: Pick<Shown, 'verdicts'>): Set<string> {
  const all = new Set(verdicts.map(({ exercise }) => exercise));
  for (const { exercise, state } of verdicts) if (state !== 'passed') all.delete(exercise);
  return all;
}

/** The browser drops what is for an origin that the page around is not of. */
function tellTo(origin: string | undefined): (event: LabEvent) => void {
  if (origin === undefined || parent === window) return () => undefined;
  return (event) => parent.postMessage({ portolan: 1, ...event }, origin);
}

function lay({ panels, size }: Embed, bench: EmbeddedBench): void {
  root.dataset['panels'] = panels.join(' ');
  const view = panels.includes('prose') ? 'lesson' : 'bench';
  document.querySelector<HTMLElement>('[data-workbench]')!.dataset['view'] = view;
  // Where there is no room beside the prose, nobody else would open it.
  if (panels.includes('terminal')) void bench.open(size);
  const panel = panels.find((name) => name === 'map' || name === 'requests' || name === 'time' || name === 'editor');
  if (panel) void bench.ready.then(() => bench.show(panel));
}

/** Where it comes from, and who is told: a visitor did not choose either. */
function foot({ origin }: Embed): void {
  const words = embedWords(locale);
  const line = document.createElement('p');
  line.className = 'embed-foot';
  if (origin !== undefined) line.append(`${words.told.replace('{who}', () => new URL(origin).host)} `);
  const link = document.createElement('a');
  link.href = location.pathname;
  link.target = '_blank';
  link.rel = 'noopener';
  link.textContent = words.open;
  line.append(link);
  document.body.append(line);
}
