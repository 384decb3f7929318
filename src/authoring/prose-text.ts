// Changes a lesson's prose where something changes, and nowhere else.

import { blocksOf, withoutFences } from '#grading/prose.ts';
import { literal } from './command-word.ts';
import { setAt } from './yaml-text.ts';

const FRONT = /^(\uFEFF?---\r?\n)([\s\S]*?)(?=^---[ \t]*\r?$)/m;

/** The title in the head of the file. */
export function withTitle(prose: string, title: string): string {
  const front = FRONT.exec(prose);
  if (front?.index !== 0) return prose;
  const [, open = '', head = ''] = front;
  return open + setAt(head, ['title'], title) + prose.slice(open.length + head.length);
}

/** An id that was written by hand may be any text. */
const placeOf = (id: string): RegExp =>
  new RegExp(`(?<open><Exercise\\s+id=(["']))${literal(id)}\\2\\s*(?:/>|>\\s*</Exercise>)`);

const isPlaced = (prose: string, id: string): boolean => placeOf(id).test(withoutFences(prose));

/** What a lesson ends with: the exercise comes before. */
const ENDINGS = ['WhenToUse', 'CheatSheet', 'RealCluster'];

/** With the exercise placed, if it is not yet. */
export function withExercise(prose: string, id: string): string {
  if (isPlaced(prose, id)) return prose;
  const block = `<Exercise id="${id}"/>`;
  const lines = prose.split('\n');
  const blocks = blocksOf(prose).filter(({ name }) => name === 'Exercise' || ENDINGS.includes(name));
  const last = blocks.findLastIndex(({ name }) => name === 'Exercise');
  const ending = blocks.slice(last + 1).find(({ name }) => ENDINGS.includes(name));
  if (!ending) return `${prose.trimEnd()}\n\n${block}\n`;
  const before = lines
    .slice(0, ending.line - 1)
    .join('\n')
    .trimEnd();
  return `${before}\n\n${block}\n\n${lines.slice(ending.line - 1).join('\n')}`;
}

/** Without the exercise's place, and the empty line that it leaves. */
export function withoutExercise(prose: string, id: string): string {
  const found = placeOf(id).exec(withoutFences(prose));
  if (!found) return prose;
  const [before, after] = [prose.slice(0, found.index), prose.slice(found.index + found[0].length)];
  return /\n\s*$/.test(before) && /^\s*\n/.test(after) ? `${before.trimEnd()}\n\n${after.trimStart()}` : before + after;
}

/** Its place says its new name. */
export function withExerciseRenamed(prose: string, was: string, is: string): string {
  const found = placeOf(was).exec(withoutFences(prose));
  if (!found) return prose;
  const at = found.index + found.groups!['open']!.length;
  return prose.slice(0, at) + is + prose.slice(at + was.length);
}

/** `<Param name="OLD"/>` and `<Param name="OLD.field"/>`, but in code blocks, where they are words. */
export function withParamRenamed(prose: string, was: string, is: string): string {
  const places = withoutFences(prose).matchAll(new RegExp(`(<Param\\s+name=(["']))${literal(was)}(?=\\2|\\.)`, 'g'));
  return [...places].reduceRight((so, { 1: open, index }) => {
    const at = index + open!.length;
    return so.slice(0, at) + is + so.slice(at + was.length);
  }, prose);
}
