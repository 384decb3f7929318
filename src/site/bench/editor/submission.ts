// A file on its way to the server: typed in the terminal, or only tried; and what is said of it until the verdict has come.

import { filled } from '../../i18n/filled.ts';
import type { WouldApply } from '../../worker/protocol.ts';
import type { Remote } from '../connection.ts';
import { type FreeTerminal, type FreeTerminalDeps, freeTerminal, typeLine } from '../free-terminal.ts';
import { covers, type Refused } from './refused.ts';
import type { EditorWords } from './words.ts';

export interface SubmissionDeps extends FreeTerminalDeps {
  engine(): Pick<Remote, 'prompt' | 'promptAt' | 'wouldApply'>;
  say(text: string): void;
  /** The file that stands in the editor. */
  open(): string | undefined;
}

/** Saves, and tells the path. Undefined: there is no file, or it could not be saved. */
type Saving = () => Promise<string | undefined>;

export class Submission {
  readonly #words: EditorWords;
  readonly #deps: SubmissionDeps;
  /** What was sent last from here, until the verdict has come. */
  #sent: { readonly path: string } | undefined;
  #refused: Refused = [];
  /** Counts the clusters. */
  #cluster = 0;

  constructor(words: EditorWords, deps: SubmissionDeps) {
    this.#words = words;
    this.#deps = deps;
  }

  async apply(save: Saving): Promise<void> {
    await this.#answered(async () => {
      const path = await save();
      if (path === undefined) return;
      await this.#deps.started();
      const at = await freeTerminal(this.#deps);
      if (at) await this.#type(path, at);
      else this.#deps.say(this.#words.busy);
    });
  }

  async #type(path: string, at: FreeTerminal): Promise<void> {
    const { say, terminals } = this.#deps;
    const [sent, cluster] = [{ path }, this.#cluster];
    this.#sent = sent;
    say(this.#words.applying);
    terminals.select(at.terminal, false);
    const line = `kubectl apply -f ${shellWord(fromFolder(path, at.cwd))}`;
    await typeLine(this.#deps, at, line, () => cluster === this.#cluster);
    // It was interrupted, or is another program by that name; or its engine has died, and the next one may run the line again.
    if (this.#sent !== sent) return;
    this.#sent = undefined;
    say(this.#words.noVerdict);
  }

  /** Undefined: it says why there is nothing to be shown. */
  async compare(save: Saving): Promise<{ readonly path: string; readonly would: WouldApply } | undefined> {
    return this.#answered(async () => {
      const path = await save();
      if (path === undefined) return undefined;
      await this.#deps.started();
      const { say, engine, terminals } = this.#deps;
      say(this.#words.comparing);
      const would = await engine().wouldApply(terminals.current, path);
      if (typeof would === 'string') say(this.#isRefused(path) ? this.#words.refused : would.trim());
      else if (would.live === would.merged)
        say(would.refused === '' ? `${this.#words.same} ${would.warned}`.trim() : would.refused);
      else {
        say('');
        return { path, would };
      }
      return undefined;
    });
  }

  /** Where no answer comes, that is said: the engine has died, say, or the code could not be fetched. */
  async #answered<T>(ask: () => Promise<T>): Promise<T | undefined> {
    const cluster = this.#cluster;
    try {
      return await ask();
    } catch {
      if (cluster === this.#cluster) this.#deps.say(this.#words.noAnswer);
      return undefined;
    }
  }

  /**
   * @param refused What stands refused now, as it was sent.
   * @param paths What has just been sent, from here or from the terminal.
   */
  judged(refused: Refused, paths: readonly string[]): void {
    this.#refused = refused;
    const path = this.#sent?.path;
    if (path === undefined || !covers(paths, path)) return;
    this.#sent = undefined;
    const isRefused = this.#isRefused(path);
    const { applied, refused: refusedHere, appliedOther, refusedOther } = this.#words;
    // Another file may have been opened meanwhile.
    if (path === this.#deps.open()) this.#deps.say(isRefused ? refusedHere : applied);
    else
      this.#deps.say(filled(isRefused ? refusedOther : appliedOther, { file: path.slice(path.lastIndexOf('/') + 1) }));
  }

  #isRefused(path: string): boolean {
    return this.#refused.some((file) => file.path === path && file.refusals.length > 0);
  }

  /** Another cluster comes: nothing of what was sent is of interest there. */
  forget(): void {
    this.#cluster++;
    this.#sent = undefined;
    this.#refused = [];
  }
}

/** As one would name it there. */
const fromFolder = (path: string, folder: string): string =>
  path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;

const shellWord = (text: string): string =>
  /^[\w./@%+=:,][\w./@%+=:,-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
