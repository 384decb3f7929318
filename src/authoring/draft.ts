// What a lesson says so far, for whoever is still writing it: nothing is complained of, and what is missing is empty.

import { LOCALES, type Text } from '#grading/text.ts';
import { type Path, saidBy } from './yaml-text.ts';

export interface DraftCheck {
  readonly id: string;
  readonly ask: Text;
  readonly guard: boolean;
  /** `reach`, …; '' where there is none yet. */
  readonly kind: string;
  /** As it is written. */
  readonly value: Readonly<Record<string, unknown>>;
}

export interface DraftNearMiss {
  readonly why: Text;
  readonly run: readonly string[];
  readonly fails: string;
  readonly says: string;
}

export interface DraftLetsThrough {
  readonly mutant: string;
  readonly because: string;
}

export interface DraftHint {
  readonly text: Text;
  readonly when: string;
  /** It is written with `when`, if only an empty one. */
  readonly isAsked: boolean;
}

export interface DraftExercise {
  readonly id: string;
  readonly ask: Text;
  readonly needs: readonly string[];
  readonly checks: readonly DraftCheck[];
  readonly hints: readonly DraftHint[];
  readonly solution: readonly string[];
  readonly alternatives: readonly (readonly string[])[];
  readonly nearMisses: readonly DraftNearMiss[];
  readonly letsThrough: readonly DraftLetsThrough[];
  /** It has a cluster of its own. */
  readonly hasStart: boolean;
}

export interface DraftParam {
  readonly name: string;
  readonly oneOf: readonly unknown[];
}

export interface Draft {
  readonly title: Text;
  readonly summary: Text;
  readonly minutes: number;
  readonly start: {
    readonly from: readonly string[];
    readonly nodes: number;
    readonly provider: string;
    readonly run: readonly string[];
  };
  readonly params: readonly DraftParam[];
  readonly letsThrough: readonly DraftLetsThrough[];
  readonly exercises: readonly DraftExercise[];
}

/** In the order in which one writes them. */
export const ORDER = {
  lesson: ['title', 'summary', 'minutes', 'start', 'params', 'letsThrough', 'exercises'],
  start: ['from', 'nodes', 'provider', 'manifests', 'records', 'run', 'faults'],
  exercise: [
    ...['id', 'ask', 'needs', 'start', 'checks', 'hints', 'solution', 'alternatives', 'letsThrough', 'nearMisses'],
    'debrief',
  ],
  check: [
    ...['id', 'ask', 'guard', 'reach', 'refuse', 'object', 'holds', 'ran', 'answer', 'predict'],
    ...['that', 'otherwise'],
  ],
} as const;

/** Undefined: the text is no YAML, or no mapping. */
export function draftOf(text: string): Draft | undefined {
  const value = saidBy(text);
  if (!isRecord(value)) return undefined;
  const start = record(value['start']);
  return {
    title: textOf(value['title']),
    summary: textOf(value['summary']),
    minutes: typeof value['minutes'] === 'number' ? value['minutes'] : 12,
    start: {
      from: typeof start['from'] === 'string' ? [start['from']] : strings(start['from']),
      nodes: typeof start['nodes'] === 'number' ? start['nodes'] : 3,
      provider: typeof start['provider'] === 'string' ? start['provider'] : 'cloud',
      run: strings(start['run']),
    },
    params: Object.entries(record(value['params'])).map(([name, param]) => ({
      name,
      oneOf: list(record(param)['oneOf']),
    })),
    letsThrough: letsThroughOf(value['letsThrough']),
    exercises: list(value['exercises']).map(exerciseOf),
  };
}

/** Where the exercise stands in the file. */
export function exercisePath(draft: Draft, id: string): Path {
  return ['exercises', draft.exercises.findIndex((exercise) => exercise.id === id)];
}

function exerciseOf(value: unknown): DraftExercise {
  const own = record(value);
  return {
    id: stringOf(own['id']),
    ask: textOf(own['ask']),
    needs: strings(own['needs']),
    checks: list(own['checks']).map(checkOf),
    hints: list(own['hints']).map((hint) => {
      const { when, text } = record(hint);
      return { text: textOf(text ?? hint), when: stringOf(when), isAsked: when !== undefined || text !== undefined };
    }),
    solution: strings(own['solution']),
    alternatives: list(own['alternatives']).map(strings),
    nearMisses: list(own['nearMisses']).map((miss) => {
      const { why, run, fails, says } = record(miss);
      return { why: textOf(why), run: strings(run), fails: stringOf(fails), says: stringOf(says) };
    }),
    letsThrough: letsThroughOf(own['letsThrough']),
    hasStart: own['start'] !== undefined,
  };
}

function letsThroughOf(value: unknown): readonly DraftLetsThrough[] {
  return list(value).map((one) => {
    const { mutant, because } = record(one);
    return { mutant: stringOf(mutant), because: stringOf(because) };
  });
}

/** Fields of a check that are not its kind. */
const BESIDE = new Set(['id', 'ask', 'guard', 'that', 'otherwise', 'because']);

function checkOf(value: unknown): DraftCheck {
  const own = record(value);
  return {
    id: stringOf(own['id']),
    ask: textOf(own['ask']),
    guard: own['guard'] === true,
    kind: Object.keys(own).find((key) => !BESIDE.has(key)) ?? '',
    value: own,
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const record = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const strings = (value: unknown): readonly string[] => list(value).filter((one) => typeof one === 'string');
const textOf = (value: unknown): Text =>
  Object.fromEntries(LOCALES.map((locale) => [locale, stringOf(record(value)[locale])])) as Text;
