// The prose of a lesson in all its languages: each by itself, and beside the others.

import type { Lesson } from '../lesson.ts';
import type { Problem } from '../problem.ts';
import { LOCALES, type Locale } from '../text.ts';
import { lintBlocks } from './blocks.ts';
import { anchorsOf, lintLinks } from './links.ts';
import { lintReading } from './reading.ts';
import type { Report } from './report.ts';
import { isBlock, nodesOf, propertyOf, type Tree, treeOf } from './tree.ts';

export type Prose = Readonly<Record<string, string | undefined>>;
/** Anchors of each lesson's prose, by language and slug: what a link may lead to. */
export type Anchors = Readonly<Record<Locale, ReadonlyMap<string, readonly string[]>>>;

export function courseAnchors(lessons: readonly { readonly slug: string; readonly prose: Prose }[]): Anchors {
  const of = (locale: Locale): ReadonlyMap<string, readonly string[]> =>
    new Map(
      lessons.map(({ slug, prose }) => {
        const tree = treeOf('', prose[locale] ?? '');
        return [slug, 'type' in tree ? anchorsOf(tree) : []];
      }),
    );
  return { en: of('en'), zh: of('zh') };
}

/** What must be alike in every language: the exercise's id, the command itself, a heading's depth; other blocks by name. */
function alike(tree: Tree, prose: string): readonly { readonly key: string; readonly node: Tree }[] {
  return [...nodesOf(tree)].flatMap((node) => {
    if (node.type === 'heading') return [{ key: `heading ${'#'.repeat(node.depth ?? 1)}`, node }];
    if (node.type === 'code') return [{ key: `code block ${node.lang ?? ''}`.trim(), node }];
    if (!isBlock(node) || !/^[A-Z]/.test(node.name ?? '') || node.name === 'Param') return [];
    if (node.name === 'Exercise') return [{ key: `Exercise ${String(propertyOf(node, 'id') ?? '(no id)')}`, node }];
    if (node.name !== 'Run') return [{ key: node.name!, node }];
    const whole = prose.slice(node.position?.start.offset, node.position?.end.offset);
    return [{ key: `Run ${whole.replace(/^<Run[^>]*>|<\/Run>$/g, '').trim()}`, node }];
  });
}

/** `prose` by language, undefined where there is no file. */
export function lintProse(lesson: Lesson, dir: string, prose: Prose, anchors?: Anchors): readonly Problem[] {
  const problems: Problem[] = [];
  const trees: Partial<Record<Locale, Tree>> = {};
  for (const locale of LOCALES) {
    const file = `${dir}/${locale}.mdx`;
    const text = prose[locale];
    if (text === undefined) {
      problems.push({
        name: 'NoProse',
        file,
        line: 1,
        message: 'the lesson has no prose in this language',
        hint: `Write ${file}, with the same blocks as the others.`,
      });
      continue;
    }
    const tree = treeOf(file, text);
    if (!('type' in tree)) {
      problems.push(tree);
      continue;
    }
    trees[locale] = tree;
    const report: Report = (node, name, message, hint, more) => {
      const { line = 1, column = 1 } = node.position?.start ?? {};
      problems.push({ name, file, line, column, message, ...more, hint });
    };
    lintPlaced(tree, lesson, report);
    lintBlocks(tree, lesson, report);
    lintLinks(tree, locale, (anchors ?? courseAnchors([{ slug: lesson.slug, prose }]))[locale], lesson.slug, report);
    lintReading(tree, locale, report);
  }
  return [...problems, ...differences(dir, trees, prose)];
}

/** Every exercise stands in the prose, once, and no other. */
function lintPlaced(tree: Tree, lesson: Lesson, report: Report): void {
  const ids = lesson.exercises.map(({ id }) => id);
  const placed = [...nodesOf(tree)].filter((node) => isBlock(node) && node.name === 'Exercise');
  const seen = new Set<string>();
  for (const node of placed) {
    const id = String(propertyOf(node, 'id') ?? '');
    if (id !== '' && !ids.includes(id))
      report(
        node,
        'NoSuchExercise',
        `<Exercise id=${JSON.stringify(id)}/> is not in lesson.yaml`,
        'Mend the id, or add the exercise.',
        {
          expected: `one of ${ids.join(', ')}`,
          found: id,
        },
      );
    if (seen.has(id)) report(node, 'ExercisePlacedTwice', `exercise ${id} stands here again`, 'Place it once.');
    seen.add(id);
  }
  const known = placed.filter((node) => ids.includes(String(propertyOf(node, 'id'))));
  const early = known.find((node, i) => propertyOf(node, 'id') !== ids[i]);
  if (early && known.length === ids.length && seen.size === ids.length)
    report(
      early,
      'ExerciseOutOfOrder',
      `exercise ${String(propertyOf(early, 'id'))} does not stand where lesson.yaml has it`,
      'Exercises are numbered as in lesson.yaml: put both in the order in which they are read.',
      { expected: ids.join(', '), found: known.map((node) => propertyOf(node, 'id')).join(', ') },
    );
  const end = tree.position?.end ?? { line: 1, column: 1 };
  for (const id of ids)
    if (!seen.has(id))
      report(
        { type: 'end', position: { start: end, end } },
        'ExerciseNotPlaced',
        `exercise ${id} stands nowhere in the prose`,
        `Place it: <Exercise id=${JSON.stringify(id)}/>`,
      );
}

function differences(dir: string, trees: Partial<Record<Locale, Tree>>, prose: Prose): readonly Problem[] {
  const [first, ...others] = LOCALES as readonly [Locale, ...Locale[]];
  const tree = trees[first];
  if (!tree) return [];
  const reference = alike(tree, prose[first]!);
  return others.flatMap((locale) => {
    const own = trees[locale];
    if (!own) return [];
    const blocks = alike(own, prose[locale]!);
    const at = Array.from({ length: Math.max(reference.length, blocks.length) }, (_, i) => i).find(
      (i) => reference[i]?.key !== blocks[i]?.key,
    );
    if (at === undefined) return [];
    const { line, column } = blocks[at]?.node.position?.start ?? own.position!.end;
    return [
      {
        name: 'LanguagesDiffer',
        file: `${dir}/${locale}.mdx`,
        line,
        column,
        message: `block ${at + 1} is not that of ${first}.mdx`,
        expected: reference[at]?.key ?? 'no more blocks',
        found: blocks[at]?.key ?? 'no more blocks',
        hint: 'Every language has the same exercises, commands, headings and blocks, in the same order.',
      },
    ];
  });
}
