// How hard the prose is to read, and the words of the course.

import type { Locale } from '../text.ts';
import type { Report } from './report.ts';
import { nodesOf, type Tree, wordsOf } from './tree.ts';

/** A school grade. The course's own lessons are at 4 to 9; above 12 one reads it twice. */
export const MOST_GRADE = 12;
/** Words of a sentence in English, characters in Chinese. */
export const LONGEST: Readonly<Record<Locale, number>> = { en: 40, zh: 90 };
/** A sentence of no more counts for nothing in a paragraph: “Inside? Stop at ClusterIP.” */
const SHORT: Readonly<Record<Locale, number>> = { en: 4, zh: 10 };
/** Of a paragraph, before something can be done. */
export const MOST_SENTENCES = 6;

/** Chinese as Kubernetes' own documentation has it, and as the course speaks to one. */
export const TERMS: readonly (readonly [wrong: RegExp, right: string])[] = [
  [/您/, '你'],
  [/命名空间/, '名字空间'],
  [/选择器/, '选择算符'],
  [/就绪探针|就绪性探针/, '就绪态探针'],
  [/负载平衡器|负载均衡机/, '负载均衡器'],
  [/缺省后端/, '默认后端'],
  [/端点分片/, '端点切片'],
  [/结点/, '节点'],
];

/** Words that teach nothing, and tell whoever is stuck that it was easy. */
const NEEDLESS = /\b(simply|obviously|needless to say)\b/i;

const sentencesOf = (text: string): readonly string[] =>
  text.split(/(?<=[.!?:;])\s+|(?<=[。！？；：])/).filter((one) => /[\p{L}\p{N}]/u.test(one));
const wordsIn = (text: string): readonly string[] => text.match(/[\p{L}\p{N}\u0000][\p{L}\p{N}\u0000'’-]*/gu) ?? [];

/**
 * The automated readability index: characters of a word, words of a sentence. Code and names in capitals count as one short word.
 * Source: Smith and Senter, 1967.
 */
export function gradeOf(text: string): number {
  const words = wordsIn(text).map((word) => (/[A-Z].*[A-Z]|\u0000|\d/.test(word) ? 'code' : word));
  const sentences = sentencesOf(text).length;
  const characters = words.reduce((sum, word) => sum + word.length, 0);
  return words.length === 0 ? 0 : 4.71 * (characters / words.length) + 0.5 * (words.length / sentences) - 21.43;
}

export function lintReading(tree: Tree, locale: Locale, report: Report): void {
  const paragraphs = [...nodesOf(tree)].filter(({ type }) => type === 'paragraph');
  for (const node of paragraphs) {
    const sentences = sentencesOf(wordsOf(node));
    const whole = sentences.filter(
      (one) => /[.!?。！？]\W*$/.test(one) && lengthOf(one, locale) > SHORT[locale],
    ).length;
    if (whole > MOST_SENTENCES)
      report(
        node,
        'LongParagraph',
        `a paragraph of ${whole} sentences`,
        `Say it in at most ${MOST_SENTENCES}, or let the learner do something in between.`,
      );
    const long = sentences.find((one) => lengthOf(one, locale) > LONGEST[locale]);
    if (long !== undefined)
      report(
        node,
        'LongSentence',
        `a sentence of ${lengthOf(long, locale)} ${locale === 'en' ? 'words' : 'characters'}: ${long.replaceAll('\u0000', '`…`').slice(0, 60)}…`,
        `Make two of it; ${LONGEST[locale]} are the most.`,
      );
  }
  if (locale === 'en') {
    const grade = gradeOf(paragraphs.map(wordsOf).join('. '));
    if (grade > MOST_GRADE && paragraphs[0])
      report(
        paragraphs[0],
        'HardToRead',
        `the prose asks for grade ${grade.toFixed(1)} of school`,
        `Shorter sentences and words, down to ${MOST_GRADE}: begin with the longest sentences.`,
      );
  }
  for (const node of nodesOf(tree)) if (node.type === 'text') lintWords(node, node.value ?? '', locale, report);
}

const lengthOf = (sentence: string, locale: Locale): number =>
  locale === 'en' ? wordsIn(sentence).length : [...sentence.replace(/\s|\u0000/g, '')].length;

/** What is wrong with the words of a text; `at` is told of it. */
export function lintWords<T>(
  at: T,
  text: string,
  locale: Locale,
  report: (at: T, name: string, message: string, hint: string) => void,
): void {
  if (locale === 'zh')
    for (const [wrong, right] of TERMS) {
      const found = wrong.exec(text)?.[0];
      if (found) report(at, 'OtherTerm', `the course does not say “${found}”`, `Write it as: ${right}`);
    }
  const needless = locale === 'en' ? NEEDLESS.exec(text)?.[0] : undefined;
  if (needless) report(at, 'NeedlessWord', `“${needless}” helps nobody`, 'Leave it out.');
}
