// Editing a line at a prompt, as readline does with its Emacs keys. Keys go in; text for the screen and events come out.

import { firstKey } from './keys.ts';
import { type Action, BINDINGS, isPartial, OPPOSITES, REPEATED } from './line/bindings.ts';
import { KillRing } from './line/kill-ring.ts';
import { LineScreen } from './line/line-screen.ts';
import { Search } from './line/search.ts';
import {
  back,
  EMPTY,
  inserted,
  type Line,
  lineOf,
  on,
  recased,
  removed,
  spaceBack,
  spacesAround,
  transposed,
  transposedWords,
  wordBack,
  wordOn,
  wordsOf,
} from './line/text.ts';

export type EditorEvent =
  /** `next`: the line after it in the history is to be typed at the next prompt. */
  | { readonly type: 'line'; readonly text: string; readonly next?: string | undefined }
  /** The text is to be edited as a file, and then run. */
  | { readonly type: 'edit'; readonly text: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'eof' }
  /** `how`: put in what can only be meant; show all (the key came twice); put all in. */
  | { readonly type: 'complete'; readonly how: 'insert' | 'list' | 'insert all' };

export interface Fed {
  /** To be written to the terminal. */
  readonly screen: string;
  readonly event?: EditorEvent;
  /** Keys after the one that made the event. */
  readonly rest: string;
}

const BELL = '\x07';
/** Characters typed one after another that are undone at once. Source: readline's rl_insert_text. */
const UNDONE_AT_ONCE = 20;
/** No argument makes more of a key than that. Source: readline's limit of a million, made small enough for a page. */
const MOST_TIMES = 10_000;

type Done = EditorEvent | 'clear' | 'bell' | undefined;

export class LineEditor {
  readonly #screen: LineScreen;
  readonly #history: () => readonly string[];
  readonly #killed = new KillRing();
  #line = EMPTY;
  #undo: Line[] = [];
  #typedInOne = 0;
  #last: Action | 'type' | undefined;
  /** The index of the history's line that is shown. */
  #past: number | undefined;
  /** Lines of the history as they were changed at this prompt; the new one's index is the history's length. */
  #changed = new Map<number, Line>();
  #search: Search | undefined;
  #searched = '';
  /** What Alt-. put in: how far back it has looked, and how long it is. */
  #argument = { ago: 0, length: 0 };
  #partial = '';
  /** The digits of an argument for the next key, as typed with Alt. */
  #count: string | undefined;
  /** The rest of a line of the history is shown in grey behind the cursor, for → to take. Default false: a screen reader would read it out. */
  suggests = false;

  constructor(columns: number, history: () => readonly string[]) {
    this.#screen = new LineScreen(columns);
    this.#history = history;
  }

  get text(): string {
    return this.#line.text.join('');
  }

  /** The text left of the cursor. */
  get before(): string {
    return this.#line.text.slice(0, this.#line.at).join('');
  }

  /**
   * Begins a line. Returns what to write.
   *
   * @param offset Cells that stand before the prompt in its row: output that did not end its line stays there.
   * @param text What is typed there already.
   */
  start(prompt: string, offset = 0, text = ''): string {
    this.#line = lineOf(text);
    this.#undo = [];
    this.#last = undefined;
    this.#past = undefined;
    this.#changed = new Map();
    this.#search = undefined;
    this.#count = undefined;
    return this.#screen.start(prompt, offset, this.#line);
  }

  feed(data: string): Fed {
    let rest = this.#partial + data;
    this.#partial = '';
    let screen = '';
    while (rest !== '') {
      if (isPartial(rest) && !(this.#search && rest === '\x1b')) {
        this.#partial = rest;
        break;
      }
      const key = /^[\x16\x18][\s\S]/.test(rest)
        ? rest.slice(0, rest[0] === '\x16' ? 1 + firstKey(rest.slice(1)).length : 2)
        : firstKey(rest);
      rest = rest.slice(key.length);
      const done = this.#key(key);
      if (done === 'bell') screen += BELL;
      else if (done === 'clear') screen += this.#screen.clear(this.#line);
      else if (done) return { screen: screen + this.#leave(done), event: done, rest };
    }
    return { screen: screen + this.#draw(), rest: '' };
  }

  /** Puts text at the cursor in place of so many characters before it: what completion found. */
  insert(text: string, instead = 0): string {
    this.#change(inserted(removed(this.#line, this.#line.at - instead, this.#line.at), text));
    // Another Tab is the first one again.
    this.#last = undefined;
    return this.#draw();
  }

  /** Goes below the line, to print something there. `again` shows prompt and line once more. */
  leave(text: string): string {
    return `${this.#screen.draw(this.#line)}${this.#screen.end(this.#line)}\r\n${text}`;
  }

  again(): string {
    return this.#screen.again(this.#line);
  }

  /** Returns what to write, where a line is being typed. */
  resize(columns: number): string {
    if (columns === this.#screen.columns) return '';
    return this.#screen.resize(columns, this.#line);
  }

  /** The rest of the newest line in the history that begins so. */
  get #suggestion(): string {
    const { text, at } = this.#line;
    if (!this.suggests || this.#search || at < text.length || at === 0) return '';
    const typed = this.text;
    return (
      this.#history()
        .findLast((line) => line.startsWith(typed) && line !== typed)
        ?.slice(typed.length) ?? ''
    );
  }

  #draw(): string {
    const asked = this.#count === undefined ? undefined : `(arg: ${this.#count === '-' ? '-1' : this.#count}) `;
    return this.#screen.draw(this.#line, this.#search?.prompt ?? asked, this.#suggestion);
  }

  #leave(event: EditorEvent): string {
    if (event.type === 'complete' || event.type === 'eof') return this.#screen.draw(this.#line);
    return `${this.#screen.draw(this.#line)}${this.#screen.end(this.#line)}${event.type === 'interrupt' ? '^C' : ''}\x1b[?2004l\r\n`;
  }

  #key(key: string): Done {
    if (this.#search && this.#searchKey(key)) return undefined;
    const digit = /^\x1b([\d-])$/.exec(key)?.[1] ?? (this.#count !== undefined && /^\d$/.test(key) ? key : undefined);
    if (digit !== undefined) {
      if (digit !== '-' || this.#count === undefined) this.#count = (this.#count ?? '') + digit;
      return undefined;
    }
    const count = this.#count;
    this.#count = undefined;
    return count === undefined ? this.#plainKey(key) : this.#repeat(key, count === '-' ? -1 : Number(count));
  }

  /** The key, so many times. */
  #repeat(key: string, times: number): Done {
    const given = BINDINGS.get(key);
    if (given === 'abort') return 'bell';
    if (given === 'yank last argument') return this.#yankNth(times);
    const action = times < 0 && given ? OPPOSITES.get(given) : given;
    if (given === 'kill on' || given === 'kill back') {
      // Without a direction of its own, zero means back to the line's start.
      const turned = times <= 0 ? OPPOSITES.get(given)! : given;
      return this.#act(turned, this.#last);
    }
    if (given && !REPEATED.has(given)) return this.#plainKey(key);
    let done: Done;
    for (let turn = 0; turn < Math.min(Math.abs(times), MOST_TIMES) && !done; turn++) {
      if (!given) done = this.#plainKey(key);
      else if (action) {
        done = this.#act(action, this.#last);
        this.#last = action;
      } else done = 'bell';
    }
    return done;
  }

  /** The word of that number in the line before, counted from 0. */
  #yankNth(number: number): Done {
    const words = wordsOf(this.#history().at(-1) ?? '');
    const word = words.at(number < 0 ? number : Math.min(number, words.length));
    return word === undefined ? 'bell' : this.#change(inserted(this.#line, word));
  }

  #plainKey(key: string): Done {
    const action = BINDINGS.get(key);
    const last = this.#last;
    this.#last = action ?? 'type';
    if (action) return this.#act(action, last);
    const pasted = /^\x1b\[200~([\s\S]*)\x1b\[201~$/.exec(key);
    const text = pasted
      ? pasted[1]!.replace(/\r\n?/g, '\n').replace(/\n$/, '')
      : key.startsWith('\x16')
        ? key.slice(1)
        : key >= ' ' && !key.startsWith('\x1b')
          ? key
          : undefined;
    if (text === undefined) return undefined;
    const goesOn = !pasted && last === 'type' && this.#typedInOne < UNDONE_AT_ONCE;
    this.#typedInOne = goesOn ? this.#typedInOne + 1 : 1;
    this.#change(inserted(this.#line, text), !goesOn);
    return undefined;
  }

  #change(to: Line | undefined, keepsOld = true): Done {
    if (!to) return 'bell';
    if (keepsOld) this.#undo.push(this.#line);
    this.#line = to;
    return undefined;
  }

  #go(to: number): Done {
    if (to === this.#line.at) return undefined;
    this.#line = { ...this.#line, at: Math.max(0, Math.min(this.#line.text.length, to)) };
    return undefined;
  }

  #kill(from: number, to: number, last: Action | 'type' | undefined): Done {
    if (from === to) return undefined;
    const again = last?.startsWith('kill') ?? false;
    const joins = again ? (to === this.#line.at ? 'before' : 'after') : undefined;
    this.#killed.add(this.#line.text.slice(from, to).join(''), joins);
    return this.#change(removed(this.#line, from, to));
  }

  /** To the right: what is suggested is taken, where the line ends. */
  #take(upTo: (suggestion: Line) => number): boolean {
    const suggestion = [...this.#suggestion];
    if (suggestion.length === 0) return false;
    this.#change(inserted(this.#line, suggestion.slice(0, upTo({ text: suggestion, at: 0 })).join('')));
    return true;
  }

  #act(action: Action, last: Action | 'type' | undefined): Done {
    const line = this.#line;
    const { text, at } = line;
    switch (action) {
      case 'accept':
        return { type: 'line', text: this.text };
      case 'accept and next': {
        const past = this.#past === undefined ? undefined : this.#history()[this.#past + 1];
        return { type: 'line', text: this.text, next: past };
      }
      case 'edit and accept':
        return { type: 'edit', text: this.text };
      case 'interrupt':
        return { type: 'interrupt' };
      case 'delete or end':
        return text.length === 0
          ? { type: 'eof' }
          : at < text.length
            ? this.#change(removed(line, at, on(line)))
            : 'bell';
      case 'complete':
        return { type: 'complete', how: last === 'complete' ? 'list' : 'insert' };
      case 'list completions':
        return { type: 'complete', how: 'list' };
      case 'insert completions':
        return { type: 'complete', how: 'insert all' };
      case 'begin':
        return this.#go(0);
      case 'end':
        return at === text.length && this.#take(({ text: all }) => all.length) ? undefined : this.#go(text.length);
      case 'back':
        return this.#go(back(line));
      case 'on':
        return at === text.length && this.#take(({ text: all }) => all.length) ? undefined : this.#go(on(line));
      case 'word back':
        return this.#go(wordBack(line));
      case 'word on':
        return at === text.length && this.#take(wordOn) ? undefined : this.#go(wordOn(line));
      case 'rub out':
        return at > 0 ? this.#change(removed(line, back(line), at)) : 'bell';
      case 'delete':
        return at < text.length ? this.#change(removed(line, at, on(line))) : 'bell';
      case 'kill on':
        return this.#kill(at, text.length, last);
      case 'kill back':
        return this.#kill(0, at, last);
      case 'kill to space':
        return this.#kill(spaceBack(line), at, last);
      case 'kill word back':
        return this.#kill(wordBack(line), at, last);
      case 'kill word on':
        return this.#kill(at, wordOn(line), last);
      case 'kill line':
        return this.#kill(0, text.length, last);
      case 'delete spaces':
        return this.#change(removed(line, ...spacesAround(line)));
      case 'yank':
        return this.#change(inserted(line, this.#killed.newest()));
      case 'yank older': {
        if (last !== 'yank' && last !== 'yank older') return 'bell';
        const before = this.#undo.pop()!;
        this.#line = before;
        return this.#change(inserted(before, this.#killed.older()));
      }
      case 'yank last argument':
        return this.#yankArgument(last === action);
      case 'transpose':
        return this.#change(transposed(line));
      case 'transpose words':
        return this.#change(transposedWords(line));
      case 'upper':
      case 'lower':
      case 'capital':
        return this.#change(recased(line, action));
      case 'undo': {
        const before = this.#undo.pop();
        if (!before) return 'bell';
        this.#line = before;
        return undefined;
      }
      case 'revert':
        this.#line = this.#undo[0] ?? line;
        this.#undo = [];
        return undefined;
      case 'clear':
        return 'clear';
      case 'older':
        return this.#recall((this.#past ?? this.#history().length) - 1);
      case 'newer':
        return this.#recall((this.#past ?? this.#history().length) + 1);
      case 'oldest':
        return this.#recall(0);
      case 'newest':
        return this.#recall(this.#history().length);
      case 'search back':
      case 'search on':
        this.#search = new Search(this.#history(), line, action === 'search on');
        return undefined;
      case 'comment':
        this.#change({ text: ['#', ...text], at: text.length + 1 });
        return { type: 'line', text: this.text };
      case 'abort':
        return 'bell';
    }
  }

  /** The last word of the line before; pressed again, of the one before that. */
  #yankArgument(again: boolean): Done {
    const ago = again ? this.#argument.ago + 1 : 1;
    const past = this.#history().at(-ago);
    if (past === undefined) return 'bell';
    if (again) this.#line = this.#undo.pop() ?? this.#line;
    const word = wordsOf(past).at(-1) ?? '';
    this.#argument = { ago, length: word.length };
    return this.#change(inserted(this.#line, word));
  }

  #recall(to: number): Done {
    const past = this.#history();
    const from = this.#past ?? past.length;
    if (to < 0 || to > past.length || to === from) return 'bell';
    this.#changed.set(from, this.#line);
    this.#past = to === past.length ? undefined : to;
    const known = this.#changed.get(to)?.text.join('');
    this.#line = lineOf(known ?? past[to] ?? '');
    this.#undo = [];
    return undefined;
  }

  /** True when the key belonged to the search; otherwise the search has ended and the key means what it always means. */
  #searchKey(key: string): boolean {
    const search = this.#search!;
    const action = BINDINGS.get(key);
    const show = (found: Line | undefined): true => {
      if (found) this.#line = found;
      return true;
    };
    if (action === 'search back' || action === 'search on')
      return show(search.again(action === 'search on', this.#searched));
    if (action === 'rub out') return show(search.rubOut());
    if (!action && key >= ' ' && !key.startsWith('\x1b')) return show(search.type(key));
    this.#search = undefined;
    this.#last = undefined;
    if (search.query !== '') this.#searched = search.query;
    if (action === 'abort') {
      this.#line = search.before;
      return true;
    }
    if (action === 'interrupt') this.#line = search.before;
    else if (search.found !== undefined) this.#past = search.found;
    return key === '\x1b';
  }
}
