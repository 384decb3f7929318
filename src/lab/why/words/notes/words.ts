// What is said of a thing in the cluster: what is so, and what would mend it. `{name}` stands for a parameter.

import type { Words } from '../language.ts';

export interface NoteWords {
  readonly what: Words;
  /** Default: the reason's own, or that of a note before. */
  readonly mend?: Words;
}

/** Those of one noun. */
export type NotesWords = Readonly<Record<string, NoteWords>>;
