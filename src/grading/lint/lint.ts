// What can be said of a lesson that can be read, without playing it.

import { expressionProblem } from '../expression.ts';
import { HINT_VARIABLES } from '../hints.ts';
import { type Lesson, spotsIn } from '../lesson.ts';
import type { Problem } from '../problem.ts';
import { placesIn } from '../template.ts';
import { LOCALES } from '../text.ts';
import { codeIn, markupIn } from './markup.ts';
import { type Anchors, lintProse, type Prose } from './prose.ts';
import { lintWords } from './reading.ts';

export interface Lintable {
  readonly lesson: Lesson;
  /** Of lesson.yaml. */
  readonly text: string;
  /** `content/lessons/02-clusterip` */
  readonly dir: string;
  readonly prose: Prose;
}

type Path = readonly (string | number)[];

/** Characters that fit on one line of the course's list. */
const LONGEST = { title: { en: 48, zh: 24 }, summary: { en: 100, zh: 60 } } as const;

export async function lintLesson(
  { lesson, text, dir, prose }: Lintable,
  anchors?: Anchors,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const file = `${dir}/lesson.yaml`;
  const spotOf = spotsIn(text);
  const report = (path: Path, name: string, message: string, hint: string): void => {
    const shown = path
      .map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`))
      .join('');
    problems.push({ name, file, ...spotOf(path), path: shown, message, hint });
  };
  await lintExpressions(lesson, report);
  lintParams(lesson, text, prose, report);
  for (const [i, { id, solution }] of lesson.exercises.entries())
    if (solution.length === 0)
      report(['exercises', i], 'NoSolution', `nothing solves ${id}`, 'Add the lines that do: solution: [ … ]');
  for (const field of ['title', 'summary'] as const)
    for (const locale of LOCALES) {
      const [length, most] = [[...lesson[field][locale]].length, LONGEST[field][locale]];
      if (length > most)
        report([field, locale], 'TooLong', `${length} characters do not fit on a line`, `Say it in ${most}.`);
    }
  lintTexts(lesson, [], report);
  return [...problems, ...lintProse(lesson, dir, prose, anchors)];
}

type Report = (path: Path, name: string, message: string, hint: string) => void;

async function lintExpressions(lesson: Lesson, report: Report): Promise<void> {
  const look = async (path: Path, expression: string, variables: readonly string[]): Promise<void> => {
    const wrong = await expressionProblem(expression, variables);
    if (wrong)
      report(
        path,
        'BadExpression',
        wrong,
        `Mend the CEL; it knows the cluster’s kinds (service, pod, …)${variables.length > 0 ? ` and ${variables.join(', ')}` : ''}.`,
      );
  };
  for (const [i, { checks, hints }] of lesson.exercises.entries()) {
    for (const [j, { kind, spec }] of checks.entries())
      for (const { expression, variables, field } of kind.expressions?.(spec) ?? [])
        await look(['exercises', i, 'checks', j, ...field.split('.')], expression, variables);
    for (const [j, { when }] of hints.entries())
      if (when !== undefined) await look(['exercises', i, 'hints', j, 'when'], when, HINT_VARIABLES);
  }
}

function lintParams({ params }: Lesson, text: string, prose: Prose, report: Report): void {
  const used = new Set([
    ...placesIn(text).map((place) => place.split('.')[0]!),
    ...LOCALES.flatMap((locale) =>
      [...(prose[locale] ?? '').matchAll(/<Param\s+name="([\w-]+)/g)].map(([, name]) => name!),
    ),
  ]);
  for (const { name } of params)
    if (!used.has(name))
      report(
        ['params', name],
        'UnusedParam',
        `${name} is drawn, and never used`,
        `Use it as \${${name}}, or remove it.`,
      );
}

/** The words of all that the learner reads. Paths are those of the file, but for what the format makes of it. */
function lintTexts(value: unknown, path: Path, report: Report): void {
  if (typeof value !== 'object' || value === null) return;
  const { en, zh } = value as { en?: unknown; zh?: unknown };
  if (typeof en === 'string' && typeof zh === 'string') {
    for (const [locale, text] of [
      ['en', en],
      ['zh', zh],
    ] as const) {
      const at = [...path, locale];
      if (text.trim() === '') report(at, 'NothingSaid', 'these words are empty', 'Write them, or take the field away.');
      const isPlain = path.length === 1 && (path[0] === 'title' || path[0] === 'summary');
      const markup = isPlain ? codeIn(text) : markupIn(text);
      if (markup !== undefined)
        report(
          at,
          'NoMarkup',
          `the learner would read “${markup}” as it stands`,
          isPlain ? 'Write the words alone.' : 'Write a name as code: `name`; other markup is for the prose.',
        );
      lintWords(at, text, locale, report);
    }
    return;
  }
  for (const [name, part] of Object.entries(value)) {
    if (name === 'kind') continue;
    const inner = name === 'spec' ? [(value as { kind: { kind: string } }).kind.kind] : [name];
    lintTexts(part, [...path, ...(Array.isArray(value) ? [Number(name)] : inner)], report);
  }
}
