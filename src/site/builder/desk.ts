// What lies on the author's desk: the folder, the exercise at hand, near misses that no check refuses yet. Kept by the browser.

import { createStore, get, set } from 'idb-keyval';
import type { Draft } from '#authoring/draft.ts';
import { draftOf } from '#authoring/draft.ts';
import { homeOf, type LessonFolder, textAt } from '#authoring/folder.ts';
import { newFolder } from '#authoring/new-folder.ts';
import { saidBy } from '#authoring/yaml-text.ts';
import { LOCALES } from '#grading/text.ts';
import type { Manuscript } from './protocol.ts';

/** `shape`: something has come or gone, and forms are drawn anew; `text`: a field that is on the screen already says something else. */
export type Change = 'shape' | 'text';

/** A near miss that no check refuses yet, and therefore cannot be written. */
export interface Waiting {
  readonly exercise: string;
  readonly run: readonly string[];
}

export interface Laid {
  readonly folder: LessonFolder;
  readonly waiting: readonly Waiting[];
  /** All that was typed when the solution was played, by exercise. */
  readonly typed: Readonly<Record<string, readonly string[]>>;
  /** The folder lies elsewhere too, as it is here: it was opened or taken away so. Absent: it does not. */
  readonly isTaken?: boolean;
}

export const blank = (): Laid => ({
  folder: newFolder('15-new-lesson', { en: 'New lesson', zh: '新课程' }, { en: 'What it shows', zh: '它讲什么' }),
  waiting: [],
  typed: {},
  isTaken: true,
});

/** Words that are typed within this of each other are taken back at once. */
const ONE_GO_MS = 2000;
const MOST_KEPT = 200;

/** What lay there, and the exercise that was at hand. */
interface Past {
  readonly laid: Laid;
  readonly exercise: string | undefined;
}

interface Step extends Past {
  /** Files that are another after it, and when that was. */
  readonly changed: string;
  readonly at: number;
}

interface Reading {
  readonly text: string;
  readonly said: unknown;
  readonly draft: Draft | undefined;
}

export class Desk {
  #laid: Laid = blank();
  #past: Step[] = [];
  #future: Past[] = [];
  /** What lesson.yaml was when it was last read, and what it said. */
  #read: Reading | undefined;
  #exercise: string | undefined;
  readonly #listeners: ((change: Change) => void)[] = [];
  #store: ReturnType<typeof createStore> | undefined;
  /** What the browser keeps has come, or does not come. */
  readonly ready: Promise<void>;
  /** The browser keeps nothing. */
  onTrouble: (() => void) | undefined;
  /** What was laid last has been kept. */
  saved: Promise<void> = Promise.resolve();
  #isLeft = false;

  constructor() {
    this.ready = this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.#store = createStore('portolan-builder', 'desk');
      const kept = await get<Laid>('laid', this.#store);
      if (kept?.folder?.files && typeof kept.folder.files['lesson.yaml'] === 'string') this.#laid = kept;
    } catch {
      this.#store = undefined;
    }
  }

  get folder(): LessonFolder {
    return this.#laid.folder;
  }

  /** Undefined: lesson.yaml cannot be read. */
  get draft(): Draft | undefined {
    return this.#now.draft;
  }

  /** What lesson.yaml says. Undefined: it cannot be read. */
  get said(): unknown {
    return this.#now.said;
  }

  get #now(): Reading {
    const text = textAt(this.folder, 'lesson.yaml');
    if (this.#read?.text !== text) this.#read = { text, said: saidBy(text), draft: draftOf(text) };
    return this.#read;
  }

  get waiting(): readonly Waiting[] {
    return this.#laid.waiting;
  }

  /** Nothing is lost if another lesson comes in its place. */
  get isTaken(): boolean {
    return this.#laid.isTaken === true && this.waiting.length === 0;
  }

  /** This folder has been taken away. Another may lie here by now. */
  took(folder: LessonFolder): void {
    if (folder === this.folder) this.lay({ isTaken: true }, 'text');
  }

  /** Another tab has it from now on: nothing of this one's may come over it. */
  leave(): void {
    this.#isLeft = true;
  }

  get typed(): Laid['typed'] {
    return this.#laid.typed;
  }

  typedFor(exercise: string): readonly string[] {
    return this.#laid.typed[exercise] ?? [];
  }

  /** The exercise at hand; the first where none was chosen. */
  get exercise(): string | undefined {
    const ids = this.draft?.exercises.map(({ id }) => id) ?? [];
    return this.#exercise !== undefined && ids.includes(this.#exercise) ? this.#exercise : ids[0];
  }

  get manuscript(): Manuscript {
    const { folder } = this;
    const prose = LOCALES.map((locale) => [locale, textAt(folder, `${locale}.mdx`) || undefined]);
    return {
      name: folder.name,
      text: textAt(folder, 'lesson.yaml'),
      home: homeOf(folder),
      prose: Object.fromEntries(prose) as Manuscript['prose'],
    };
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  turnTo(exercise: string): void {
    this.#exercise = exercise;
    this.#tell('shape');
  }

  /** Another lesson, from which there is no way back to this one. */
  open(laid: Laid): void {
    if (this.#isLeft) return;
    [this.#past, this.#future] = [[], []];
    this.#exercise = undefined;
    this.#become(laid, 'shape');
  }

  /** @param exercise The exercise at hand from now on. */
  lay(laid: Partial<Laid>, change: Change, exercise = this.#exercise): void {
    if (this.#isLeft) return;
    this.#remember(laid, change);
    this.#exercise = exercise;
    this.#become({ ...this.#laid, ...(laid.folder && { isTaken: false }), ...laid }, change);
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** As it was before the last change. */
  undo(): void {
    const step = this.#isLeft ? undefined : this.#past.pop();
    if (!step) return;
    this.#future.push({ laid: this.#laid, exercise: this.exercise });
    this.#return(step);
  }

  redo(): void {
    const step = this.#isLeft ? undefined : this.#future.pop();
    if (!step) return;
    this.#past.push({ laid: this.#laid, exercise: this.exercise, changed: '', at: 0 });
    this.#return(step);
  }

  /** The exercise at hand stays so; where it is not there, by that name, the one that was at hand then comes. */
  #return({ laid, exercise }: Past): void {
    const atHand = this.exercise;
    const ids = draftOf(textAt(laid.folder, 'lesson.yaml'))?.exercises.map(({ id }) => id) ?? [];
    this.#exercise = atHand !== undefined && ids.includes(atHand) ? atHand : exercise;
    this.#become({ ...laid, isTaken: false }, 'shape');
  }

  #remember({ folder, waiting }: Partial<Laid>, change: Change): void {
    if (!folder && !waiting) return;
    const changed = folder ? filesUnlike(this.folder, folder).join('\n') : '';
    const last = this.#past.at(-1);
    const goesOn =
      change === 'text' && /^\w+\.mdx$/.test(changed) && last?.changed === changed && Date.now() - last.at < ONE_GO_MS;
    const { laid, exercise } = goesOn ? this.#past.pop()! : { laid: this.#laid, exercise: this.exercise };
    this.#past.push({ laid, exercise, changed, at: Date.now() });
    this.#past = this.#past.slice(-MOST_KEPT);
    this.#future = [];
  }

  #become(laid: Laid, change: Change): void {
    this.#laid = laid;
    this.#tell(change);
    const { onTrouble } = this;
    if (this.#store) this.saved = set('laid', this.#laid, this.#store).catch(() => onTrouble?.());
    else onTrouble?.();
  }

  edit(folder: LessonFolder, change: Change = 'text'): void {
    const isSame = folder.name === this.folder.name && filesUnlike(this.folder, folder).length === 0;
    if (!isSame) this.lay({ folder }, change);
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}

const filesUnlike = (a: LessonFolder, b: LessonFolder): readonly string[] =>
  [...new Set([...Object.keys(a.files), ...Object.keys(b.files)])].filter((path) => a.files[path] !== b.files[path]);
