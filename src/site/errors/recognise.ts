// Finds errors that have a page in what a terminal shows, by the words with which they are printed.

/** A regular expression for a line; or one that holds only in a table with that column. */
export type Match = string | { readonly line: string; readonly under: string };

export interface Known {
  readonly id: string;
  /** Its own words. */
  readonly title: string;
  readonly matches: readonly Match[];
}

export interface Recognised {
  readonly error: Pick<Known, 'id' | 'title'>;
  /** Of the lines that were looked through. */
  readonly line: number;
  /** Characters of it: from, and to before. */
  readonly from: number;
  readonly to: number;
}

/** Whoever prints more in a line prints data. */
const LONGEST = 2000;
/** `NAME   READY   STATUS`, as kubectl prints it above a table. */
const HEADER = /^[A-Z][A-Z0-9()/_-]*( {2,}[A-Z]|$)/;
const PROMPT = /^\S+@\S+:\S*[$#] /;

interface Pattern {
  readonly error: Known;
  readonly line: RegExp;
  readonly under: string | undefined;
}

export class Recogniser {
  readonly #patterns: readonly Pattern[];

  constructor(known: readonly Known[]) {
    this.#patterns = known.flatMap((error) =>
      error.matches.map((match) =>
        typeof match === 'string'
          ? { error, line: new RegExp(match), under: undefined }
          : { error, line: new RegExp(match.line), under: match.under },
      ),
    );
  }

  /** At most one in each line: the first of the list. */
  in(lines: readonly string[]): readonly Recognised[] {
    const found: Recognised[] = [];
    let columns: readonly string[] = [];
    for (const [line, text] of lines.entries()) {
      if (text.length > LONGEST) continue;
      if (text === '' || PROMPT.test(text)) columns = [];
      if (PROMPT.test(text)) continue;
      if (HEADER.test(text)) columns = text.trim().split(/ {2,}/);
      for (const { error, line: pattern, under } of this.#patterns) {
        if (under !== undefined && !columns.includes(under)) continue;
        const match = pattern.exec(text);
        if (!match) continue;
        found.push({ error, line, from: match.index, to: match.index + match[0].length });
        break;
      }
    }
    return found;
  }
}

/** What the last line that was entered has printed, of all that a terminal shows: what stands below its prompt. */
export function lastOutput(screen: readonly string[]): readonly string[] {
  const prompts = screen.flatMap((text, line) => (PROMPT.test(`${text} `) ? [line] : []));
  const end = prompts.at(-1) ?? screen.length;
  const isBack = prompts.length > 1 && screen.slice(end + 1).every((text) => text === '');
  return isBack ? screen.slice(prompts.at(-2)! + 1, end) : screen.slice(end + 1);
}
