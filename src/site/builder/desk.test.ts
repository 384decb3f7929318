import { expect, test } from 'vitest';
import { withFile } from '#authoring/folder.ts';
import { blank, Desk } from './desk.ts';

async function newDesk(): Promise<Desk> {
  const desk = new Desk();
  await desk.ready;
  return desk;
}

test('a lesson that was begun, opened or taken away is not lost when another comes; one that was written in is', async () => {
  const desk = await newDesk();
  expect(desk.isTaken).toBe(true);
  desk.edit(withFile(desk.folder, 'en.mdx', 'Words.\n'));
  expect(desk.isTaken).toBe(false);
  desk.took(desk.folder);
  expect(desk.isTaken).toBe(true);
  desk.lay({ waiting: [{ exercise: 'one', run: ['kubectl get pods'] }] }, 'shape');
  // It is in no file.
  expect(desk.isTaken).toBe(false);
  desk.lay(blank(), 'shape');
  expect(desk.isTaken).toBe(true);
});

test('what was written while it was being saved has not been taken away', async () => {
  const desk = await newDesk();
  desk.edit(withFile(desk.folder, 'en.mdx', 'Words.\n'));
  const saved = desk.folder;
  desk.edit(withFile(desk.folder, 'en.mdx', 'More words.\n'));
  desk.took(saved);
  expect(desk.isTaken).toBe(false);
});

test('what was done is taken back and done again; another lesson has no past', async () => {
  const desk = await newDesk();
  const first = desk.folder;
  desk.edit(withFile(first, 'lesson.yaml', 'minutes: 1\n'), 'shape');
  desk.edit(withFile(desk.folder, 'en.mdx', 'W'));
  desk.edit(withFile(desk.folder, 'en.mdx', 'Wo'));
  // Words that are typed in one go are taken back in one.
  desk.undo();
  expect([desk.folder.files['en.mdx'], desk.draft?.minutes]).toEqual([first.files['en.mdx'], 1]);
  desk.undo();
  expect([desk.folder, desk.canUndo]).toEqual([first, false]);
  desk.redo();
  desk.redo();
  expect([desk.folder.files['en.mdx'], desk.canRedo]).toEqual(['Wo', false]);
  desk.open(blank());
  expect(desk.canUndo).toBe(false);
});

test('what says the same is no change', async () => {
  const desk = await newDesk();
  desk.edit(withFile(desk.folder, 'en.mdx', desk.folder.files['en.mdx'] as string), 'shape');
  expect([desk.canUndo, desk.isTaken]).toEqual([false, true]);
});

test('a desk that another tab has changes no more', async () => {
  const desk = await newDesk();
  const before = desk.folder;
  desk.leave();
  desk.edit(withFile(before, 'en.mdx', 'Late.\n'));
  expect(desk.folder).toBe(before);
});

test('what is taken back leaves the author at the exercise, whatever its name was then', async () => {
  const desk = await newDesk();
  const three = (second: string): string =>
    `exercises:\n${['one', second, 'three'].map((id) => `  - { id: ${id}, checks: [] }\n`).join('')}`;
  const lay = (text: string, exercise?: string): void =>
    desk.lay({ folder: withFile(desk.folder, 'lesson.yaml', text) }, 'shape', exercise);
  lay(three('two'));
  desk.turnTo('two');
  lay(three('second'), 'second');
  desk.undo();
  expect(desk.exercise).toBe('two');
  desk.redo();
  expect(desk.exercise).toBe('second');
  // Elsewhere meanwhile: there it stays.
  desk.turnTo('three');
  desk.undo();
  expect(desk.exercise).toBe('three');
});
