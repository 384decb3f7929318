// What was begun and run since the state that is kept. A page can be closed, and a worker can die, before the browser has kept a state; a line
// of text it keeps at once. Whoever comes back has it typed again: rather twice than never.

import type { EnteredAt } from '../worker/protocol.ts';
import type { Step } from './shared-visit.ts';

/** As many as nobody types between two states. */
const MOST = 100;
/** What Ctrl-C ended would never end by itself; what reads the keyboard, here or on another machine, waits for lines that are not kept. */
const INTERRUPTED = 130;
const LEADS_AWAY =
  /^\s*ssh\s+\S+\s*$|\b(?:kubectl|k)\b[^|;&]*\s(?:exec|run|attach|debug)\s[^|;&]*?(?<=\s)(?:-it|-ti|-i|--stdin)(?![\w-])/;
const READS_KEYS = /^\s*(?:(?:ba|da|a)?sh\s*$|cat\s*(?:>.*)?$)|\s-f\s+-\s*$/;

/** What nobody types is not looked at: a link may bring a line that would be looked at for minutes. */
const LONGEST = 2000;

/** Lines can be run again, one after the other, and end. */
export const canRunAgain = (line: string, exitCode: number): boolean =>
  line.length <= LONGEST &&
  exitCode !== INTERRUPTED &&
  !LEADS_AWAY.test(line) &&
  (/[|<]/.test(line) || !READS_KEYS.test(line));

/** Waits for what others do, or for ever: whoever comes back does not want it to begin anew. */
const WAITS =
  /^\s*sleep\b|\b(?:while|until)\s+(?:true|:|false)\s*;|\btail\b.*\s-f\b|\b(?:kubectl|k)\b.*\s(?:get\b.*\s(?:-w|--watch|--watch-only)\b|logs\b.*\s(?:-f|--follow)\b|rollout\s+status\b|wait\b|port-forward\b|proxy\b)/;

/** A line that had begun, and not ended, is run again. */
export const canBeginAgain = (line: string): boolean => canRunAgain(line, 0) && !WAITS.test(line);

/** What has run for so long when a state is taken has done what it does at once, and the state has that. */
export const UNDER_WAY_MS = 1000;

/** One engine may die under a line by chance, and the next one too. */
const MOST_ATTEMPTS = 3;

/** `attempts`: how often the line has begun and not ended. 0, or absent: it has ended. The rest: see `EnteredAt`; absent in older ones. */
type Entry = readonly [number: number, line: string, attempts?: number, ageMs?: number | null, terminal?: number];

interface Coming {
  readonly line: string;
  readonly attempts: number;
  readonly at: EnteredAt;
}

/** Where it was entered nobody has said. */
const NOWHERE: EnteredAt = { terminal: 0 };

const entryOf = (number: number, { line, attempts, at: { ageMs, terminal } }: Coming): Entry =>
  ageMs === undefined ? [number, line, attempts] : [number, line, attempts, Math.ceil(ageMs), terminal];

interface Begun extends Coming {
  readonly atMs: number;
  /** It is one of those that are typed again. */
  readonly isAgain: boolean;
}

export interface Beginning {
  /** Lines were run, or had begun, that the state does not have: they wait to be typed again. */
  readonly isBehind: boolean;
  /** Lines that are not typed again: as often as they began, the page was no more before they ended. */
  readonly dropped: readonly string[];
}

export class Journal {
  readonly #key: string;
  readonly #seedKey: string;
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  #entries: readonly Entry[] = [];
  /** What is still to be typed again, and will be behind whatever is run meanwhile. */
  #again: readonly Coming[] = [];
  /** Lines that have not ended, and what they do may be in no state. */
  #begun: readonly Begun[] = [];
  /** Lines that were entered and wait for the cluster that they are run in. */
  #early: readonly string[] = [];
  /** Lines that have not ended; a state has what they did until then. */
  #underWay: readonly string[] = [];
  /** What was written last: for a browser that keeps nothing, or no more. */
  #written: readonly Entry[] = [];
  #isFull = false;
  #base = 0;
  #count = 0;
  #seed: number | undefined;

  /** @param storage Undefined: nothing outlives the page. */
  constructor(lesson: string, storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined) {
    this.#key = `portolan-journal/${lesson}`;
    this.#seedKey = `portolan-seed/${lesson}`;
    this.#storage = storage;
  }

  /**
   * What a cluster is drawn from that no state is kept of yet. It is kept before the first line can be typed: typed again, a line finds the
   * names and addresses that it was typed for.
   */
  get seed(): number {
    this.#seed ??= this.#keptSeed() ?? 1 + Math.floor(Math.random() * 2 ** 31);
    try {
      this.#storage?.setItem(this.#seedKey, String(this.#seed));
    } catch {
      // It is this visit's.
    }
    return this.#seed;
  }

  #keptSeed(): number | undefined {
    try {
      const kept = Number(this.#storage?.getItem(this.#seedKey) ?? undefined);
      return Number.isSafeInteger(kept) && kept > 0 ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  /** How many lines were run, in all of this lesson. A state is kept together with this number. */
  get count(): number {
    return this.#count;
  }

  /** How many had been run when this engine began: it counts its own. */
  get base(): number {
    return this.#base;
  }

  /**
   * Before there is a cluster. Lines in it that were entered are run by the next engine, should this one not come to it.
   *
   * @param text What was typed: Enter is a carriage return.
   * @returns What of it stands typed and is not entered.
   */
  early(text: string): string {
    const lines = text.split('\r');
    const rest = lines.pop()!;
    // Keys that only a shell knows what to do with make it a text that somebody looks at first.
    const areLines = !/[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]/.test(text) && lines.every(canBeginAgain);
    const before = this.#early;
    this.#early = areLines ? lines.filter((line) => line.trim() !== '') : [];
    if (before.length + this.#early.length > 0) this.#write();
    return areLines ? rest : text;
  }

  /** Before anything of it is done. @param atMs By `performance.now()`. */
  begun(line: string, atMs: number, at = NOWHERE): void {
    const [next, ...others] = this.#again;
    const isAgain = next?.line === line;
    const attempts = isAgain ? next.attempts + 1 : 1;
    // A line may be several that were entered. What is none of them was made of one, by the shell.
    const i = this.#early.findIndex((_, i, early) => early.slice(0, i + 1).join('\n') === line);
    if (!isAgain) this.#early = i === -1 ? [] : this.#early.slice(i + 1);
    if (isAgain) this.#again = [{ ...next, attempts }, ...others];
    this.#begun = [...this.#begun, { line, attempts, at, atMs, isAgain }];
    this.#write();
  }

  /** Whether a line has begun and not ended. */
  get isRunning(): boolean {
    return this.#begun.length > 0;
  }

  ran(line: string, exitCode: number): void {
    this.#count++;
    if (this.#again[0]?.line === line) this.#again = this.#again.slice(1);
    const isIt = (begun: Begun): boolean => begun.line === line;
    // Of one that a state has the beginning of, it is not known any more.
    const at = this.#begun.find(isIt)?.at ?? NOWHERE;
    this.#begun = withoutFirst(this.#begun, isIt);
    this.#underWay = withoutFirst(this.#underWay, (other) => other === line);
    const ended = entryOf(this.#count, { line, attempts: 0, at });
    if (canRunAgain(line, exitCode)) this.#entries = [...this.#entries, ended].slice(-MOST);
    this.#write();
  }

  /** The state after so many lines is kept. @param takenMs When it was asked for, by `performance.now()`. */
  kept(count: number, takenMs: number): void {
    const isIn = ({ atMs }: Begun): boolean => takenMs - atMs >= UNDER_WAY_MS;
    this.#underWay = [...this.#underWay, ...this.#begun.filter(isIn).map(({ line }) => line)];
    this.#begun = this.#begun.filter((begun) => !isIn(begun));
    this.#entries = this.#entries.filter(([number]) => number > count);
    this.#write();
  }

  /**
   * The engine is no more, and another one comes. Returns the lines that had not ended and will not be typed again: they may not have done
   * all that they were to.
   *
   * @param isSilent It did nothing any more: what it had begun is why.
   */
  interrupted(isSilent: boolean): readonly string[] {
    const isWhy = ({ attempts }: Begun): boolean => isSilent || attempts >= MOST_ATTEMPTS;
    const dropped = this.#begun.filter((begun) => isWhy(begun) || !canBeginAgain(begun.line));
    this.#again = this.#again.slice(dropped.some((begun) => begun.isAgain) ? 1 : 0);
    this.#begun = this.#begun.filter((begun) => !dropped.includes(begun));
    const lines = [...this.#underWay, ...dropped.map(({ line }) => line)];
    this.#underWay = [];
    this.#write();
    return lines;
  }

  /** The page is being left, which is not the doing of a line that runs. */
  left(): void {
    this.#write(1);
  }

  /**
   * An engine is about to begin from the state after `count` lines.
   *
   * @param isKept The browser has that state. False: this page alone has it, and another one would begin before it.
   */
  begin(count: number, isKept = true): Beginning {
    const read = this.#read();
    const coming = read.flatMap(([number, line, attempts = 0, ageMs, terminal = 0]): readonly Coming[] =>
      number > count ? [{ line, attempts, at: { terminal, ageMs: ageMs ?? undefined } }] : [],
    );
    const isDropped = ({ attempts }: Coming): boolean => attempts >= MOST_ATTEMPTS;
    this.#restart(count);
    if (!isKept) this.#entries = read.filter(([number]) => number <= count);
    this.#again = coming.filter((line) => !isDropped(line));
    return { isBehind: this.#again.length > 0, dropped: coming.filter(isDropped).map(({ line }) => line) };
  }

  /** What waits to be typed again, in order. */
  *again(): Generator<Step> {
    const lines = this.#again;
    for (const [i, { line, at }] of lines.entries()) {
      // The next one comes when this one has ended.
      yield { line, ...at, next: { terminal: at.terminal, ageMs: lines[i + 1]?.at.ageMs } };
      // It was not run as it stands, or what was typed meanwhile swallowed it: it is not tried for ever.
      this.#again = this.#again.slice(Math.max(0, this.#again.length - (lines.length - i - 1)));
    }
    this.#write();
  }

  /** Nothing of before is typed again. */
  forget(): void {
    this.#restart(0);
    this.#write();
  }

  /** The cluster begins anew, and is another. */
  clear(): void {
    this.forget();
    this.#seed = undefined;
    try {
      this.#storage?.removeItem(this.#seedKey);
    } catch {
      // It was not kept.
    }
  }

  #restart(count: number): void {
    this.#base = count;
    this.#count = count;
    this.#entries = [];
    this.#again = [];
    this.#begun = [];
    this.#early = [];
    this.#underWay = [];
  }

  /** @param spared So many of the attempts do not count. Default 0. */
  #write(spared = 0): void {
    const isRunning = this.#begun.some(({ isAgain }) => isAgain);
    const again = this.#again.map((next, i) => ({
      ...next,
      attempts: next.attempts - (i === 0 && isRunning ? spared : 0),
    }));
    const begun = this.#begun
      .filter(({ line, isAgain }) => !isAgain && canBeginAgain(line))
      .map((each) => ({ ...each, attempts: each.attempts - spared }));
    const early = this.#early.map((line) => ({ line, attempts: 0, at: NOWHERE }));
    const coming = [...again, ...begun, ...early].map((each, i) => entryOf(this.#count + 1 + i, each));
    this.#written = [...this.#entries, ...coming];
    try {
      if (this.#written.length === 0) this.#storage?.removeItem(this.#key);
      else this.#storage?.setItem(this.#key, JSON.stringify(this.#written));
      this.#isFull = false;
    } catch {
      // The state itself will say that nothing can be kept.
      this.#isFull = true;
    }
  }

  #read(): readonly Entry[] {
    if (!this.#storage || this.#isFull) return this.#written;
    try {
      const read: unknown = JSON.parse(this.#storage.getItem(this.#key) ?? '[]');
      return Array.isArray(read) ? read.filter(isEntry) : [];
    } catch {
      return [];
    }
  }
}

function withoutFirst<T>(all: readonly T[], is: (one: T) => boolean): readonly T[] {
  const at = all.findIndex(is);
  return at === -1 ? all : all.toSpliced(at, 1);
}

function isEntry(value: unknown): value is Entry {
  if (!Array.isArray(value)) return false;
  const [number, line, ...rest] = value as readonly unknown[];
  const areNumbers = rest.every((each) => each === null || typeof each === 'number');
  return typeof number === 'number' && typeof line === 'string' && areNumbers;
}
