// A lesson as its author wrote it, read and held against the format.

import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import type { CheckKind } from './check.ts';
import { kinds } from './kinds/index.ts';
import type { Problem } from './problem.ts';
import { Reader } from './reader.ts';
import type { Text } from './text.ts';

export interface Check {
  readonly id: string;
  readonly ask: Text;
  /** True from the start, and must stay so. */
  readonly guard: boolean;
  readonly kind: CheckKind;
  readonly spec: unknown;
}

export interface Hint {
  readonly text: Text;
}

export interface NearMiss {
  readonly why: Text;
  readonly run: readonly string[];
  /** The id of the check that must refuse it… */
  readonly fails: string;
  /** …with these words. */
  readonly says: string;
}

export interface Exercise {
  readonly id: string;
  readonly ask: Text;
  /** Ids of exercises that come before; their solutions are played first. */
  readonly needs: readonly string[];
  readonly checks: readonly Check[];
  readonly hints: readonly Hint[];
  readonly solution: readonly string[];
  readonly alternatives: readonly (readonly string[])[];
  readonly nearMisses: readonly NearMiss[];
}

export interface Lesson {
  /** The folder's name without its number: `clusterip`. */
  readonly slug: string;
  readonly title: Text;
  readonly summary: Text;
  readonly minutes: number;
  readonly start: {
    readonly from: string | undefined;
    readonly nodes: number;
    readonly provider: 'cloud' | 'bare-metal';
  };
  readonly exercises: readonly Exercise[];
}

/** `file` is its path as problems should name it: `content/lessons/02-clusterip/lesson.yaml`. */
export function parseLesson(
  file: string,
  text: string,
): { readonly lesson: Lesson } | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2' });
  const problems: Problem[] = [];
  for (const error of document.errors) {
    const { line, col } = lines.linePos(error.pos[0]);
    problems.push({
      name: 'NotYaml',
      file,
      line,
      message: `column ${col}: ${error.message.split('\n')[0]}`,
      hint: 'Mend the YAML there: quotes around text with a colon, two spaces for each level.',
    });
  }
  if (problems.length > 0) return { problems };
  const lineOf = (path: readonly (string | number)[]): number | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
      const parent = document.getIn(path.slice(0, length - 1), true);
      const key = isMap(parent)
        ? (parent.items.find((item) => String(item.key) === path[length - 1])?.key as
            | { range?: readonly number[] }
            | undefined)
        : undefined;
      const range = key?.range ?? (node && (isMap(node) || isSeq(node) || node.range) ? node.range : undefined);
      if (range) return lines.linePos(range[0]!).line;
    }
    return undefined;
  };
  const reader = new Reader(document.toJS() as unknown, { file, lineOf, problems });
  const lesson = readLesson(reader, slugOf(file));
  return problems.length > 0 ? { problems } : { lesson };
}

/** `content/lessons/02-clusterip/lesson.yaml` → `clusterip`. */
export function slugOf(file: string): string {
  return (file.split('/').at(-2) ?? file).replace(/^\d+-/, '');
}

function readLesson(reader: Reader, slug: string): Lesson {
  reader.only('title', 'summary', 'minutes', 'start', 'exercises');
  const start = reader.field('start');
  if (start.present) start.only('from', 'nodes', 'provider');
  const exercises = reader.field('exercises').items().map(readExercise);
  const ids = new Set<string>();
  for (const [i, { id }] of exercises.entries()) {
    if (ids.has(id))
      reader
        .field('exercises')
        .items()
        [i]!.field('id')
        .problem('DuplicateId', `two exercises are called ${id}`, 'Give each its own id.');
    ids.add(id);
  }
  for (const [i, { id, needs }] of exercises.entries()) {
    const place = reader.field('exercises').items()[i]!.field('needs');
    const unknown = needs.find((need) => !ids.has(need));
    if (unknown)
      place.problem('NoSuchExercise', `there is no exercise ${unknown}`, `Use one of: ${[...ids].join(', ')}`);
    const earlier = exercises.slice(0, i).map((e) => e.id);
    const later = needs.find((need) => ids.has(need) && !earlier.includes(need));
    if (later)
      place.problem(
        'NeedsLater',
        `${later} does not come before ${id}`,
        `Use one of: ${earlier.join(', ') || '(none comes before)'}`,
      );
  }
  // Answers are kept by check, over the whole lesson.
  const checkIds = new Set<string>();
  for (const [i, { checks }] of exercises.entries()) {
    const places = reader.field('exercises').items()[i]!.field('checks').items();
    for (const [j, { id }] of checks.entries()) {
      if (checkIds.has(id))
        places[j]!.field('id').problem('DuplicateId', `two checks are called ${id}`, 'Give each its own id.');
      checkIds.add(id);
    }
  }
  return {
    slug,
    title: reader.field('title').text(),
    summary: reader.field('summary').text(),
    minutes: reader.field('minutes').whole(),
    start: {
      from: start.field('from').optional((r) => r.string()),
      nodes: start.field('nodes').optional((r) => r.whole()) ?? 3,
      provider: start.field('provider').optional((r) => r.oneOf('cloud', 'bare-metal')) ?? 'cloud',
    },
    exercises,
  };
}

function readExercise(reader: Reader): Exercise {
  reader.only('id', 'ask', 'needs', 'checks', 'hints', 'solution', 'alternatives', 'nearMisses');
  const checks = reader.field('checks').items().map(readCheck);
  if (checks.length === 0)
    reader
      .field('checks')
      .problem(
        'NoChecks',
        'an exercise needs at least one check',
        'Add one: - { id: …, ask: …, reach: { from: …, url: … } }',
      );
  return {
    id: reader.field('id').string(),
    ask: reader.field('ask').text(),
    needs: reader.field('needs').strings(),
    checks,
    hints: reader
      .field('hints')
      .items()
      .map((hint) => ({ text: hint.text() })),
    solution: reader.field('solution').strings(),
    alternatives: reader
      .field('alternatives')
      .items()
      .map((lines) => lines.strings()),
    nearMisses: reader
      .field('nearMisses')
      .items()
      .map((miss): NearMiss => {
        miss.only('why', 'run', 'fails', 'says');
        const fails = miss.field('fails').string();
        if (!checks.some(({ id }) => id === fails)) {
          miss
            .field('fails')
            .problem(
              'NoSuchCheck',
              'this exercise has no check of that name',
              `Use one of: ${checks.map(({ id }) => id).join(', ')}`,
              'the id of a check',
            );
        }
        return {
          why: miss.field('why').text(),
          run: miss.field('run').strings(),
          fails,
          says: miss.field('says').string(),
        };
      }),
  };
}

function readCheck(reader: Reader): Check {
  const names = kinds.map(({ kind }) => kind);
  const found = kinds.filter(({ kind }) => reader.field(kind).present);
  reader.only('id', 'ask', 'guard', ...names, ...found.flatMap(({ beside = [] }) => beside));
  if (found.length !== 1)
    reader.problem(
      'OneKind',
      `a check has exactly one kind; this has ${found.length}`,
      `Use one of: ${names.join(', ')}`,
    );
  const kind = found[0] ?? kinds[0]!;
  return {
    id: reader.field('id').string(),
    ask: reader.field('ask').text(),
    guard: reader.field('guard').optional((r) => r.boolean()) ?? false,
    kind,
    // Without a kind there is nothing more to say than that.
    spec: found.length === 0 ? undefined : kind.parse(reader.field(kind.kind), reader),
  };
}
