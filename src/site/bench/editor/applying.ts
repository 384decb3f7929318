// Applies the file that is open, and shows beforehand what that would change. It is typed in the terminal, where it can be seen and stands in
// the history; only the comparison, which changes nothing, is asked for without.

import { filled } from '../../i18n/filled.ts';
import type { FreePrompt, WouldApply } from '../../worker/protocol.ts';
import { keysFor } from '../automation.ts';
import type { EditorActions } from '../editor.ts';
import { element } from '../map/elements.ts';
import { covers } from './refused.ts';
import type { EditorWords } from './words.ts';

export interface ApplyingActions {
  /** Saves. Undefined: there is no file, or it could not be saved. */
  file(): Promise<string | undefined>;
  say(text: string): void;
  /** Shows the two sides in a place of the page. Returns what ends that. */
  compare(place: HTMLElement, would: WouldApply): () => void;
  /** The comparison stands before the editor. */
  covered(isCovered: boolean): void;
}

/** Home, and kill what stands there; readline's Ctrl-Y brings it back. */
const [TAKE_LINE, BRING_BACK] = ['\x01\x0b', '\x19'];

export class Applying {
  readonly buttons: readonly HTMLButtonElement[];
  readonly difference: HTMLElement;
  readonly #words: EditorWords;
  readonly #bench: EditorActions;
  readonly #actions: ApplyingActions;
  readonly #title = element('h3');
  readonly #sides = element('div', { class: 'sides' });
  #end: (() => void) | undefined;
  /** The file that was sent last from here, until the verdict has come. */
  #sent: string | undefined;

  constructor(words: EditorWords, bench: EditorActions, actions: ApplyingActions) {
    this.#words = words;
    this.#bench = bench;
    this.#actions = actions;
    const button = (name: string, text: string, act: () => unknown, look = ''): HTMLButtonElement => {
      const made = element('button', { class: `button small${look}`, type: 'button', [`data-${name}`]: '' }, text);
      made.addEventListener('click', () => void act());
      return made;
    };
    const [apply, compare] = [
      button('apply', words.apply, () => this.apply(), ' primary'),
      button('compare', words.compare, () => this.#compare()),
    ];
    apply.title = words.applyTitle;
    compare.title = words.compareTitle;
    this.buttons = [compare, apply];
    this.difference = element(
      'section',
      { class: 'difference', 'data-difference': '', 'aria-label': words.compareTitle, hidden: '' },
      element(
        'div',
        { class: 'panel-bar' },
        this.#title,
        element('span', { class: 'space' }),
        button('difference-back', words.back, () => this.back()),
        button('difference-apply', words.apply, () => this.apply(), ' primary'),
      ),
      element('p', { class: 'note' }, words.differenceNote),
      this.#sides,
    );
    this.difference.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) this.back();
    });
    this.offer(true);
  }

  /** Not of what cannot be applied: there is none, or `kubectl edit` waits for it; and not where nobody may type. */
  offer(isThere: boolean): void {
    for (const button of this.buttons) button.hidden = !isThere || this.#bench.isReadOnly;
  }

  async apply(): Promise<void> {
    const path = this.#bench.isReadOnly ? undefined : await this.#actions.file();
    if (path === undefined) return;
    this.back();
    await this.#bench.started();
    const at = await this.#freeTerminal();
    if (!at) {
      this.#actions.say(this.#words.busy);
      return;
    }
    this.#sent = path;
    this.#actions.say(this.#words.applying);
    const { terminals } = this.#bench;
    terminals.select(at.terminal, false);
    const line = keysFor(`kubectl apply -f ${shellWord(fromFolder(path, at.cwd))}`);
    this.#bench.send(at.terminal, at.typed === '' ? line : TAKE_LINE + line);
    await this.#bench.engine().prompt(at.terminal);
    if (at.typed !== '') this.#bench.send(at.terminal, BRING_BACK);
  }

  /** The one in front, if its prompt waits for a line; else another. */
  async #freeTerminal(): Promise<(FreePrompt & { readonly terminal: number }) | undefined> {
    const { current, all } = this.#bench.terminals;
    for (const terminal of new Set([current, ...all.keys()])) {
      const prompt = await this.#bench.engine().promptAt(terminal);
      if (prompt) return { ...prompt, terminal };
    }
    return undefined;
  }

  /** @param paths What was sent, from here or from the terminal. */
  judged(paths: readonly string[], isRefused: boolean): void {
    if (this.#sent === undefined || !covers(paths, this.#sent)) return;
    this.#sent = undefined;
    this.#actions.say(isRefused ? this.#words.refused : this.#words.applied);
  }

  async #compare(): Promise<void> {
    const path = await this.#actions.file();
    if (path === undefined) return;
    await this.#bench.started();
    this.#actions.say(this.#words.comparing);
    const would = await this.#bench.engine().wouldApply(this.#bench.terminals.current, path);
    if (typeof would === 'string') this.#actions.say(this.#words.refused);
    else if (would.live === would.merged) this.#actions.say(this.#words.same);
    else {
      this.#actions.say('');
      this.#show(path, would);
    }
  }

  #show(path: string, would: WouldApply): void {
    this.back();
    const file = path.slice(path.lastIndexOf('/') + 1);
    this.#title.textContent = filled(this.#words.difference, { file });
    this.difference.hidden = false;
    this.#actions.covered(true);
    this.#end = this.#actions.compare(this.#sides, would);
  }

  /** To the editor. */
  back(): void {
    if (!this.#end) return;
    this.#end();
    this.#end = undefined;
    this.difference.hidden = true;
    this.#actions.covered(false);
  }
}

/** As one would name it there. */
const fromFolder = (path: string, folder: string): string =>
  path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;

const shellWord = (text: string): string =>
  /^[\w./@%+=:,][\w./@%+=:,-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
