// Another name for an exercise or a check, wherever the lesson says the old one.

import { LOCALES } from '#grading/text.ts';
import { draftOf } from './draft.ts';
import { LESSON, proseFile } from './edits.ts';
import { type LessonFolder, textAt, withFile } from './folder.ts';
import { withExerciseRenamed } from './prose-text.ts';
import { type Path, saidBy, setAt, valueAt } from './yaml-text.ts';

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Every text of the file for which there is another. */
function rewritten(text: string, other: (was: string, path: Path) => string): string {
  const found: [Path, string][] = [];
  const visit = (value: unknown, path: Path): void => {
    if (typeof value === 'string') {
      const is = other(value, path);
      if (is !== value) found.push([path, is]);
    } else if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value)) visit(part, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  visit(saidBy(text), []);
  return found.reduce((so, [path, is]) => setAt(so, path, is), text);
}

const isLine = (path: Path): boolean => path.some((part) => /^(solution|alternatives|run)$/.test(String(part)));

/** `answer OLD …` in lines, `checks['old']` in expressions, `fails`, `holds`. */
export function withCheckRenamed(folder: LessonFolder, was: string, is: string): LessonFolder {
  const line = new RegExp(`^(\\s*answer\\s+)${literal(was)}(?=\\s|$)`);
  const named = new RegExp(`\\b(checks|answers)(\\[(['"]))${literal(was)}(?=\\3\\])`, 'g');
  const dotted = new RegExp(`\\b(checks|answers)\\.${literal(was)}(?![\\w-])`, 'g');
  const text = rewritten(textAt(folder, LESSON), (value, path) => {
    const [key, holder] = [path.at(-1), path.at(-3)];
    if (value === was && (key === 'fails' || (key === 'check' && path.at(-2) === 'holds'))) return is;
    if (value === was && key === 'id' && holder === 'checks') return is;
    if (key === 'when') return value.replace(named, `$1$2${is}`).replace(dotted, `$1['${is}']`);
    return isLine(path) ? value.replace(line, `$1${is}`) : value;
  });
  return withFile(folder, LESSON, text);
}

/** `needs`, `begin OLD` in lines, and its place in the prose. */
export function withExerciseNamed(folder: LessonFolder, was: string, is: string): LessonFolder {
  const line = new RegExp(`^(\\s*begin\\s+)${literal(was)}(?=\\s|$)`);
  const text = rewritten(textAt(folder, LESSON), (value, path) => {
    if (value === was && path.length === 3 && path[0] === 'exercises' && path[2] === 'id') return is;
    if (value === was && path.includes('needs')) return is;
    return isLine(path) ? value.replace(line, `$1${is}`) : value;
  });
  return LOCALES.reduce(
    (so, locale) => {
      const file = proseFile(locale);
      return textAt(so, file) === '' ? so : withFile(so, file, withExerciseRenamed(textAt(so, file), was, is));
    },
    withFile(folder, LESSON, text),
  );
}

/** The line that gives the right answer of a question, among those of the solution. Undefined: it is there, or no value is right for all. */
export function answerMissing(folder: LessonFolder, exercise: string, check: string): string | undefined {
  const draft = draftOf(textAt(folder, LESSON));
  const own = draft?.exercises.find(({ id }) => id === exercise);
  const asked = own?.checks.find(({ id }) => id === check);
  if (!own || !asked || (asked.kind !== 'answer' && asked.kind !== 'predict')) return undefined;
  if (own.solution.some((line) => new RegExp(`^\\s*answer\\s+${literal(check)}(\\s|$)`).test(line))) return undefined;
  const right = valueAt(asked.value, [asked.kind, 'right']);
  if (right === undefined || right === '') return undefined;
  const text = String(right);
  return `answer ${check} ${/^[\w.:/-]+$|^\$\{[^}\s]+\}$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`}`;
}
