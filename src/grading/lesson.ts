// A lesson as its author wrote it, read and held against the format.

import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { nearest } from '#lab/why/deciding/finding.ts';
import type { CheckKind } from './check.ts';
import { checkFields, exercise as exerciseFormat, hintWhen, lesson as lessonFormat, nearMiss } from './format.ts';
import { kinds } from './kinds/index.ts';
import { isReadable, readableForms } from './live.ts';
import { everyValue, type Param, type ParamValues } from './params.ts';
import type { Problem } from './problem.ts';
import { Reader, type Spot, type SpotOf } from './reader.ts';
import { readFields } from './shape.ts';
import { type LessonStart, NO_START, readStart } from './start.ts';
import { fillParams } from './template.ts';
import type { Text } from './text.ts';

export type { LessonStart };

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
  /** A CEL expression: the hint is for whoever stands where it is true. Undefined: for all. */
  readonly when?: string;
}

/** A mistake in the solution's objects that no check minds, and why that is right. */
export interface LetsThrough {
  /** As the proof names it, or the beginning of that: `Service/web: type ClusterIP`. */
  readonly mutant: string;
  readonly because: string;
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
  /** A cluster of its own, which takes the place of the lesson's when the learner types `begin ID`. */
  readonly start?: LessonStart;
  /** Told once it is solved. */
  readonly debrief?: Text;
  readonly letsThrough: readonly LetsThrough[];
}

export interface Lesson {
  /** The folder's name without its number: `clusterip`. */
  readonly slug: string;
  readonly title: Text;
  readonly summary: Text;
  readonly minutes: number;
  readonly start: LessonStart;
  /** What is drawn from the seed for `${name}`. Everything else has it filled in. */
  readonly params: readonly Param[];
  readonly exercises: readonly Exercise[];
  /** The same as an exercise's, for all of them. */
  readonly letsThrough: readonly LetsThrough[];
}

type Parsed = { readonly lesson: Lesson } | { readonly problems: readonly Problem[] };

/**
 * `file` is its path as problems should name it: `content/lessons/02-clusterip/lesson.yaml`.
 *
 * @param values What was drawn for the lesson's params. Default: the first of each, and the others are held against the format too.
 */
export function parseLesson(file: string, text: string, values?: ParamValues): Parsed {
  const source = sourceOf(file, text);
  if ('problems' in source) return source;
  const { params, problems } = paramsOf(source);
  if (problems.length > 0) return { problems };
  if (values) return filled(source, params, values);
  const all = everyValue(params).map((each) => filled(source, params, each));
  return all.find((parsed) => 'problems' in parsed) ?? all[0]!;
}

/** The lesson as it is shown before anything was drawn: `${port}` stands where the value will. Only of a lesson that keeps to the format. */
export function unfilledLesson(file: string, text: string): Lesson {
  const source = sourceOf(file, text);
  if ('problems' in source) throw new Error(`${file} is no lesson`);
  return readLesson(readerOf(source, source.value, []), slugOf(file), paramsOf(source).params);
}

interface Source {
  readonly file: string;
  readonly value: unknown;
  spotOf(path: readonly (string | number)[]): Spot | undefined;
}

function readerOf({ file, spotOf }: Source, value: unknown, problems: Problem[]): Reader {
  return new Reader(value, { file, spotOf, problems });
}

function sourceOf(file: string, text: string): Source | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2' });
  // What is said after the first is mostly its consequence.
  const problems = document.errors.slice(0, 1).map((error): Problem => {
    const { line, col } = lines.linePos(error.pos[0]);
    return {
      name: 'NotYaml',
      file,
      line,
      column: col,
      message: error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''),
      hint: 'Mend the YAML there: quotes around text with a colon, two spaces for each level.',
    };
  });
  if (problems.length > 0) return { problems };
  return { file, value: document.toJS() as unknown, spotOf: spotsOf(document, lines) };
}

function spotsOf(document: Document, lines: LineCounter): SpotOf {
  return (path): Spot | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const parent = length > 0 ? document.getIn(path.slice(0, length - 1), true) : undefined;
      const key = isMap(parent)
        ? parent.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(path[length - 1]))?.key
        : undefined;
      const node = (key ?? document.getIn(path.slice(0, length), true)) as { range?: readonly number[] } | undefined;
      if (!node?.range) continue;
      const { line, col } = lines.linePos(node.range[0]!);
      return { line, column: col };
    }
    return { line: 1, column: 1 };
  };
}

/** Where each path of a lesson.yaml stands. Only of a file that is YAML. */
export function spotsIn(text: string): SpotOf {
  const lines = new LineCounter();
  return spotsOf(parseDocument(text, { lineCounter: lines, version: '1.2' }) as Document, lines);
}

function paramsOf(source: Source): { readonly params: readonly Param[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const reader = readerOf(source, source.value, problems).field('params');
  if (!reader.present) return { params: [], problems };
  const values = reader.mapping((param) => {
    param.only('oneOf');
    const values = param.field('oneOf').items();
    if (values.length === 0)
      param.problem('NothingToDraw', 'there is nothing to draw from', 'Write it as: { oneOf: [30036, 30080] }');
    return values.map(({ value }) => value);
  });
  return { params: Object.entries(values).map(([name, oneOf]) => ({ name, oneOf })), problems };
}

/** In lines for the shell, `${HOME}` is the shell's. */
const isLine = (path: readonly (string | number)[]): boolean =>
  path.some((part) => part === 'solution' || part === 'alternatives' || part === 'run');

function filled(source: Source, params: readonly Param[], values: ParamValues): Parsed {
  const problems: Problem[] = [];
  const before = readerOf(source, source.value, problems);
  const { params: _, ...rest } = (source.value ?? {}) as Readonly<Record<string, unknown>>;
  const value = fillParams(rest, {
    values,
    other(place, path) {
      if (isReadable(place) || isLine(path)) return;
      const known = [...params.map(({ name }) => name), ...readableForms()];
      const near = nearest(place, known);
      path
        .reduce((reader, part) => (typeof part === 'number' ? reader.items()[part]! : reader.field(part)), before)
        .problem(
          'NoSuchParam',
          `nothing is called ${place}`,
          near ? `Write it as: \${${near}}` : `Declare it in \`params\`, or use one of: ${known.join(', ')}`,
        );
    },
  });
  const lesson = readLesson(
    readerOf(source, source.value === null ? null : value, problems),
    slugOf(source.file),
    params,
  );
  return problems.length > 0 ? { problems } : { lesson };
}

/** `content/lessons/02-clusterip/lesson.yaml` → `clusterip`. */
export function slugOf(file: string): string {
  return (file.split('/').at(-2) ?? file).replace(/^\d+-/, '');
}

function readLesson(reader: Reader, slug: string, params: readonly Param[]): Lesson {
  reader.only(...lessonFormat.names);
  const start = readStart(reader.field('start'));
  const exercises = reader
    .field('exercises')
    .items()
    .map((exercise) => readExercise(exercise, start));
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
    ...readFields(lessonFormat.fields, reader),
    start,
    params,
    exercises,
  };
}

function readExercise(reader: Reader, lessonStart: LessonStart): Exercise {
  reader.only(...exerciseFormat.names);
  const checks = reader.field('checks').items().map(readCheck);
  if (checks.length === 0)
    reader
      .field('checks')
      .problem(
        'NoChecks',
        'an exercise needs at least one check',
        'Add one: - { id: …, ask: …, reach: { from: …, url: … } }',
      );
  const ids = checks.map(({ id }) => id);
  for (const [i, { id, kind, spec }] of checks.entries()) {
    const unknown =
      spec === undefined ? undefined : kind.judges?.(spec).find((other) => other === id || !ids.includes(other));
    if (unknown !== undefined)
      reader
        .field('checks')
        .items()
        [i]!.field(kind.kind)
        .problem(
          'NoSuchCheck',
          `this exercise has no other check ${unknown}`,
          `Use one of: ${ids.filter((other) => other !== id).join(', ')}`,
        );
  }
  const start = reader.field('start');
  const { start: _, ...fields } = exerciseFormat.fields;
  const own = readFields(fields, reader);
  return {
    ...own,
    ...(start.present && {
      start: readStart(start, { ...NO_START, nodes: lessonStart.nodes, provider: lessonStart.provider }),
    }),
    checks,
    hints: reader.field('hints').items().map(readHint),
    nearMisses: reader
      .field('nearMisses')
      .items()
      .map((miss): NearMiss => {
        const read = nearMiss.read(miss);
        if (!checks.some(({ id }) => id === read.fails)) {
          miss
            .field('fails')
            .problem(
              'NoSuchCheck',
              'this exercise has no check of that name',
              `Use one of: ${checks.map(({ id }) => id).join(', ')}`,
              'the id of a check',
            );
        }
        return read;
      }),
  };
}

/** `{ en, zh }`, or `{ when, text: { en, zh } }`. */
function readHint(hint: Reader): Hint {
  return hint.field('when').present || hint.field('text').present ? hintWhen.read(hint) : { text: hint.text() };
}

function readCheck(reader: Reader): Check {
  const names = kinds.map(({ kind }) => kind);
  const found = kinds.filter(({ kind }) => reader.field(kind).present);
  reader.only('id', 'ask', 'guard', ...names, ...found.flatMap(({ beside = {} }) => Object.keys(beside)));
  if (found.length !== 1)
    reader.problem(
      'OneKind',
      `a check has exactly one kind; this has ${found.length}`,
      `Use one of: ${names.join(', ')}`,
    );
  const kind = found[0] ?? kinds[0]!;
  return {
    ...readFields(checkFields, reader),
    kind,
    // Without a kind there is nothing more to say than that.
    spec: found.length === 0 ? undefined : kind.parse(reader.field(kind.kind), reader),
  };
}
