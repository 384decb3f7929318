// Another name for an exercise, a check or a param, wherever the lesson says the old one.

import { LOCALES } from '#grading/text.ts';
import { hasWord, literal, withWord } from './command-word.ts';
import { draftOf } from './draft.ts';
import { LESSON, proseFile } from './edits.ts';
import { type LessonFolder, textAt, withFile } from './folder.ts';
import { withExerciseRenamed, withParamRenamed } from './prose-text.ts';
import { type Path, renameKeyAt, saidBy, setAt, valueAt } from './yaml-text.ts';

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
  const named = new RegExp(`\\b(checks|answers)(\\[(['"]))${literal(was)}(?=\\3\\])`, 'g');
  const dotted = new RegExp(`\\b(checks|answers)\\.${literal(was)}(?![\\w-])`, 'g');
  const text = rewritten(textAt(folder, LESSON), (value, path) => {
    const [key, holder] = [path.at(-1), path.at(-3)];
    if (value === was && (key === 'fails' || (key === 'check' && path.at(-2) === 'holds'))) return is;
    if (value === was && key === 'id' && holder === 'checks') return is;
    if (key === 'when') return value.replace(named, `$1$2${is}`).replace(dotted, `$1['${is}']`);
    return isLine(path) ? withWord(value, 'answer', was, is) : value;
  });
  return withFile(folder, LESSON, text);
}

/** `needs`, `begin OLD` in lines, and its place in the prose. */
export function withExerciseNamed(folder: LessonFolder, was: string, is: string): LessonFolder {
  const text = rewritten(textAt(folder, LESSON), (value, path) => {
    if (value === was && path.length === 3 && path[0] === 'exercises' && path[2] === 'id') return is;
    if (value === was && path.includes('needs')) return is;
    return isLine(path) ? withWord(value, 'begin', was, is) : value;
  });
  return inProse(withFile(folder, LESSON, text), (prose) => withExerciseRenamed(prose, was, is));
}

const inProse = (folder: LessonFolder, other: (prose: string) => string): LessonFolder =>
  LOCALES.reduce((so, locale) => {
    const file = proseFile(locale);
    return textAt(so, file) === '' ? so : withFile(so, file, other(textAt(so, file)));
  }, folder);

/** `${OLD}` and `${OLD.field}` in a text. */
export const withPlaceRenamed = (text: string, was: string, is: string): string =>
  text.replace(new RegExp(`\\$\\{${literal(was)}(?=[.}])`, 'g'), () => `\${${is}`);

/** The param's own key, `${OLD}` wherever params are filled in, and `<Param name="OLD"/>` in the prose. */
export function withParamNamed(folder: LessonFolder, was: string, is: string): LessonFolder {
  // A param's values are drawn as they are: nothing is filled in there.
  const text = rewritten(textAt(folder, LESSON), (value, path) =>
    path[0] === 'params' ? value : withPlaceRenamed(value, was, is),
  );
  const named = withFile(folder, LESSON, renameKeyAt(text, ['params', was], is));
  return inProse(named, (prose) => withParamRenamed(prose, was, is));
}

export const isAnswered = (solution: readonly string[], check: string): boolean =>
  solution.some((lines) => hasWord(lines, 'answer', check));

/** The line that gives the right answer of a question, among those of the solution. Undefined: it is there, or no value is right for all. */
export function answerMissing(folder: LessonFolder, exercise: string, check: string): string | undefined {
  const draft = draftOf(textAt(folder, LESSON));
  const own = draft?.exercises.find(({ id }) => id === exercise);
  const asked = own?.checks.find(({ id }) => id === check);
  if (!own || !asked || (asked.kind !== 'answer' && asked.kind !== 'predict')) return undefined;
  if (isAnswered(own.solution, check)) return undefined;
  const right = valueAt(asked.value, [asked.kind, 'right']);
  if (right === undefined || right === '') return undefined;
  const text = String(right);
  return `answer ${check} ${/^[\w.:/-]+$|^\$\{[^}\s]+\}$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`}`;
}
