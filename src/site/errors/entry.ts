// content/errors/*.yaml: the errors that a learner meets, each with the words by which it is recognised, and what there is to say about it.

import { parse } from 'yaml';
import type { Text } from '#grading/text.ts';
import type { Known } from './recognise.ts';

/** A command, and what it shows. */
export interface Look extends Text {
  readonly run: string;
}

export interface ErrorEntry extends Known {
  /** It may stand in what a command prints that has gone well: a table's `Pending`. */
  readonly isState: boolean;
  /** The beginning, of those that the playground offers, in which the lines below make it happen. Default: the empty one. */
  readonly begins: string | undefined;
  readonly files: Readonly<Record<string, string>>;
  readonly before: readonly string[];
  /** What shows it; what that prints is recorded in `content/errors/shown/ID.txt`. */
  readonly run: readonly string[];
  readonly means: Text;
  readonly hop: Text;
  readonly find: readonly Look[];
  readonly mend: readonly Text[];
  /** The slug of the lesson that teaches it. */
  readonly lesson: string;
  /** Ids of the glossary. */
  readonly terms: readonly string[];
}

/** @throws {Error} when the entry lacks something, or a pattern is none; it says where. */
export function errorsIn(file: string, text: string): readonly ErrorEntry[] {
  return (parse(text) as readonly Partial<ErrorEntry>[]).map((entry) => {
    const of = `${file}: ${entry.id ?? 'an entry'}`;
    const { id, title, matches, run, means, hop, find, mend, lesson, terms } = entry;
    if (!id || !/^[a-z0-9-]+$/.test(id) || !title || !matches?.length || !run?.length || !find?.length || !mend?.length)
      throw new Error(`${of} needs id (a-z, 0-9 and -), title, matches, run, find and mend`);
    if (!lesson || !terms?.length) throw new Error(`${of} needs lesson and terms: where it is taught`);
    for (const said of [means, hop, ...find, ...mend])
      if (!said?.en || !said.zh) throw new Error(`${of} needs means, hop, find and mend, each in en and zh`);
    for (const match of matches) new RegExp(typeof match === 'string' ? match : match.line);
    return {
      ...(entry as ErrorEntry),
      isState: entry.isState ?? false,
      begins: entry.begins,
      files: entry.files ?? {},
      before: ((entry.before ?? []) as readonly unknown[]).flat() as readonly string[],
    };
  });
}
