// What can be said of a lesson without playing it: every language has the same exercises and the same blocks.

import type { Lesson } from './lesson.ts';
import type { Problem } from './problem.ts';
import { LOCALES } from './text.ts';

/** Components whose number and order every language must share. */
const BLOCK = /<(Exercise|Run|Object|Map|Trace|Quiz|Predict|WhenToUse|Compare)\b([^>]*)>([^<]*)/g;

interface Block {
  readonly name: string;
  readonly key: string;
  readonly line: number;
}

/** What must be alike: the exercise's id, the command itself; other blocks by name. */
function blocksOf(prose: string): readonly Block[] {
  return [...prose.matchAll(BLOCK)].map(({ 1: name = '', 2: attributes = '', 3: inner = '', index }) => ({
    name,
    key:
      name === 'Exercise'
        ? `Exercise ${/id="([^"]*)"/.exec(attributes)?.[1] ?? '(no id)'}`
        : name === 'Run'
          ? `Run ${inner.trim()}`
          : name,
    line: prose.slice(0, index).split('\n').length,
  }));
}

/** `prose` by language, undefined where there is no file. */
export function lintProse(
  lesson: Lesson,
  dir: string,
  prose: Readonly<Record<string, string | undefined>>,
): readonly Problem[] {
  const problems: Problem[] = [];
  const [first, ...others] = LOCALES;
  const reference = blocksOf(prose[first!] ?? '');
  const ids = lesson.exercises.map((e) => e.id);
  for (const locale of LOCALES) {
    const file = `${dir}/${locale}.mdx`;
    const text = prose[locale];
    if (text === undefined) {
      problems.push({
        name: 'NoProse',
        file,
        message: 'the lesson has no prose in this language',
        hint: `Write ${file}, with the same blocks as the others.`,
      });
      continue;
    }
    const placed = blocksOf(text).filter(({ name }) => name === 'Exercise');
    for (const { key, line } of placed) {
      const id = key.slice('Exercise '.length);
      if (!ids.includes(id))
        problems.push({
          name: 'NoSuchExercise',
          file,
          line,
          message: `<Exercise id=${JSON.stringify(id)}/> is not in lesson.yaml`,
          expected: `one of ${ids.join(', ')}`,
          found: id,
          hint: 'Mend the id, or add the exercise.',
        });
    }
    for (const id of ids) {
      if (!placed.some(({ key }) => key === `Exercise ${id}`))
        problems.push({
          name: 'ExerciseNotPlaced',
          file,
          message: `exercise ${id} stands nowhere in the prose`,
          hint: `Place it: <Exercise id=${JSON.stringify(id)}/>`,
        });
    }
  }
  for (const locale of others) {
    const blocks = blocksOf(prose[locale] ?? '');
    const at = Math.max(reference.length, blocks.length);
    for (let i = 0; i < at && prose[locale] !== undefined && prose[first!] !== undefined; i++) {
      if (reference[i]?.key === blocks[i]?.key) continue;
      problems.push({
        name: 'LanguagesDiffer',
        file: `${dir}/${locale}.mdx`,
        ...(blocks[i] && { line: blocks[i]!.line }),
        message: `block ${i + 1} is not that of ${first}.mdx`,
        expected: reference[i]?.key ?? 'no more blocks',
        found: blocks[i]?.key ?? 'no more blocks',
        hint: 'Every language has the same exercises, commands and blocks, in the same order.',
      });
      break;
    }
  }
  return problems;
}
