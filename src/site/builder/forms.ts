// The forms of lesson.yaml with their names in the author's language, and what may be written where.

import { type Draft, ORDER } from '#authoring/draft.ts';
import { type FieldsForm, keysAt, type LessonForms, lessonForms } from '#authoring/form.ts';
import type { Path } from '#authoring/yaml-text.ts';
import type { JsonSchema } from '#grading/shape.ts';
import type { FieldWords } from './words.ts';

/** The format as editors have it, in a file of its own that only this page fetches. */
const [schema] = Object.values(
  import.meta.glob<JsonSchema>('/content/lesson.schema.json', { import: 'default', eager: true }),
);

export interface Suggestion {
  readonly of: readonly string[];
  /** Nothing else may stand there. */
  readonly only: boolean;
}

/** From where a request may be sent, without a name. */
const PLACES = ['laptop', 'internet', 'pod', 'node'];

export class Forms {
  readonly of: LessonForms = lessonForms(schema!);
  readonly words: FieldWords;
  /** Names of the course's starts. */
  readonly starts: readonly string[];
  /** Fields that nothing is written in yet, but that the author has asked for; and folds that are open. */
  readonly opened = new Set<string>();

  constructor(words: FieldWords, starts: readonly string[]) {
    this.words = words;
    this.starts = starts;
  }

  /** What the field at this place is called. */
  label(path: Path): string {
    // A param has the name that its author gave it.
    if (path[0] === 'params' && path.length === 2) return String(path[1]);
    const [holder, key] = path.filter((part) => typeof part === 'string').slice(-2) as [string, string];
    return this.words[`${holder}.${key}`] ?? this.words[key] ?? key;
  }

  /** Keys of the mapping at this place, in the order in which one writes them. */
  readonly order = (holder: Path): readonly string[] => {
    const [first, , list, , ...rest] = holder;
    if (holder.length === 0) return ORDER.lesson;
    if (first === 'start') return this.#within(this.of.start, holder.slice(1), ORDER.start);
    if (first !== 'exercises') return [];
    if (list === undefined) return ORDER.exercise;
    if (list === 'start') return this.#within(this.of.start, holder.slice(3), ORDER.start);
    if (list === 'hints') return ['when', 'text'];
    if (list !== 'checks') return [];
    const [kind, ...inner] = rest;
    const own = this.of.checks[String(kind)]?.own;
    return kind === undefined || !own ? ORDER.check : keysAt(own, inner);
  };

  #within(form: FieldsForm, path: Path, top: readonly string[]): readonly string[] {
    return path.length === 0 ? top : keysAt(form, path);
  }

  /** What one would write there, of what there is. */
  suggestions(path: Path, lesson: Draft | undefined): Suggestion | undefined {
    const keys = path.filter((part) => typeof part === 'string');
    const [holder, key] = keys.slice(-2);
    if (key === 'from' && holder === 'start') return { of: this.starts, only: true };
    if (key === 'from' && (holder === 'reach' || holder === 'refuse' || holder === 'ran'))
      return { of: PLACES, only: false };
    if (key === 'method' && (holder === 'reach' || holder === 'refuse'))
      return { of: ['POST', 'PUT', 'DELETE', 'HEAD'], only: false };
    if (key === 'apiVersion')
      return { of: ['v1', 'apps/v1', 'networking.k8s.io/v1', 'discovery.k8s.io/v1'], only: false };
    if (key !== 'check' || holder !== 'holds' || typeof path[1] !== 'number') return undefined;
    const checks = lesson?.exercises[path[1]]?.checks ?? [];
    return { of: checks.filter((_, i) => i !== path[3]).map(({ id }) => id), only: true };
  }
}
