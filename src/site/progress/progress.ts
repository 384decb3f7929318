// The course page's part about progress: which lessons are done, all of it as a file, and back from one.

import { everyAside, everyLesson, type Kept, keepLesson, StoreSilent } from '../bench/store.ts';
import { wordsHere } from '../i18n/here.ts';
import { fill } from '../i18n/messages.ts';
import { drawOverview, titleOf } from './overview.ts';
import { MOST_BYTES, type ProgressFile, readProgressFile } from './progress-file.ts';
import { saveAsFile } from './save-as-file.ts';

const w = await wordsHere();
drawOverview(w);
const one = <T extends HTMLElement>(selector: string): T => document.querySelector<T>(selector)!;
const say = (text: string): void => {
  one('[data-progress-said]').textContent = text;
};
const reason = (error: unknown): string =>
  error instanceof StoreSilent ? w.storeSilent : error instanceof Error ? error.message : String(error);

one('[data-export]').addEventListener('click', () => {
  void save().catch((error: unknown) => say(fill(w, 'progressNotSaved', { reason: reason(error) })));
});
const input = one<HTMLInputElement>('[data-import-file]');
one('[data-import]').addEventListener('click', () => input.click());
input.addEventListener('change', () => {
  const file = input.files?.[0];
  input.value = '';
  if (file) void load(file).catch((error: unknown) => say(fill(w, 'progressNotLoaded', { reason: reason(error) })));
});

async function save(): Promise<void> {
  const lessons = await everyLesson();
  const count = Object.keys(lessons).length;
  if (count === 0) return say(w.progressNone);
  const file = await saveAsFile(lessons);
  say(fill(w, 'progressSaved', { n: count, file }));
}

async function load(chosen: File): Promise<void> {
  const read = chosen.size > MOST_BYTES ? undefined : await textOf(chosen).then(readProgressFile, () => undefined);
  if (!read) return say(w.progressUnreadable);
  const here = await everyLesson();
  const replaced = Object.keys(read.lessons).filter((slug) => here[slug]);
  if (replaced.length > 0 && !(await agreed(read, here, replaced))) return;
  const busy: string[] = [];
  for (const [slug, kept] of Object.entries(read.lessons)) if (!(await take(slug, kept))) busy.push(slug);
  drawOverview(w);
  const n = Object.keys(read.lessons).length - busy.length;
  say(
    fill(w, 'progressLoaded', { n }) +
      (busy.length > 0 ? ` ${fill(w, 'progressBusy', { lessons: busy.join(', ') })}` : ''),
  );
}

/** Unzipped, where it is zipped: by hand, somebody may have unpacked it. */
async function textOf(file: File): Promise<string> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return file.text();
  const reader = file
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let text = '';
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    text += read.value;
    if (text.length > MOST_BYTES) throw new Error(w.fileTooLarge);
  }
  return text;
}

function agreed(
  read: ProgressFile,
  here: Readonly<Record<string, Kept>>,
  replaced: readonly string[],
): Promise<boolean> {
  const dialog = one<HTMLDialogElement>('[data-import-dialog]');
  dialog.querySelector('ul')!.replaceChildren(
    ...replaced.map((slug) => {
      const item = document.createElement('li');
      item.textContent = fill(w, 'progressReplaces', {
        lesson: titleOf(slug),
        here: here[slug]!.at,
        file: read.lessons[slug]!.at,
      });
      return item;
    }),
  );
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }),
  );
}

/** Keeps it, unless a tab works on the lesson: it would write over it. */
async function take(slug: string, kept: Kept): Promise<boolean> {
  const keep = async (): Promise<boolean> => {
    await keepLesson(slug, kept);
    return true;
  };
  if (!navigator.locks) return keep();
  return navigator.locks.request(`portolan/${slug}`, { ifAvailable: true }, (lock) => (lock ? keep() : false));
}

void everyAside().then(
  (all) => {
    const list = one('[data-aside]');
    list.hidden = all.length === 0;
    list.querySelector('ul')!.replaceChildren(
      ...all.map(({ lesson, kept }) => {
        const item = document.createElement('li');
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'button small';
        button.textContent = w.savedAsFile;
        button.addEventListener('click', () => void saveAsFile({ [lesson]: kept }));
        item.append(fill(w, 'progressAsideOf', { lesson: titleOf(lesson), at: kept.at }), ' ', button);
        return item;
      }),
    );
  },
  // The other buttons say it when they are pressed.
  () => undefined,
);
