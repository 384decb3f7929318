// Opening, saving and taking away the folder.

import type { LessonFolder, Opened } from '#authoring/folder.ts';
import { filled } from '../i18n/filled.ts';
import { blank, type Laid } from './desk.ts';
import { el } from './element.ts';
import {
  canSaveBack,
  download,
  type FolderHandle,
  openDropped,
  openFiles,
  pickFolder,
  saveBack,
} from './folder-files.ts';
import type { Room } from './room.ts';

/** @param came Another lesson lies on the desk. */
export function filesBar(room: Room, parent: HTMLElement, came: () => void): void {
  const { desk, w, locale, say } = room;
  let back: { readonly handle: FolderHandle; readonly was: LessonFolder } | undefined;
  const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

  /** In place of what lies there. False: the author would rather keep that. */
  const lay = (laid: Laid, handle?: FolderHandle): boolean => {
    if (!desk.isTaken && !confirm(w.replaceConfirm)) return false;
    back = handle && { handle, was: laid.folder };
    saver.hidden = back === undefined;
    desk.open(laid);
    came();
    return true;
  };
  const take = (opened: Opened, handle?: FolderHandle): void => {
    if ('refused' in opened) {
      say(filled(w.notOpened, { reason: opened.refused[locale] }));
      return;
    }
    if (!lay({ ...blank(), folder: opened.folder }, handle)) return;
    const { name, files } = opened.folder;
    say(desk.draft ? filled(w.opened, { name, n: Object.keys(files).length }) : w.unreadable);
  };
  const opening = (work: () => Promise<void>): void =>
    void work().catch((error: unknown) => say(filled(w.notOpened, { reason: reason(error) })));

  const button = (label: string, name: string, click: () => void): HTMLButtonElement =>
    el('button', { type: 'button', class: 'button small', data: { file: name }, click }, label);
  const chooser = (attributes: Readonly<Record<string, unknown>>, label: string): HTMLInputElement => {
    const input = el('input', { type: 'file', hidden: true, 'aria-label': label, ...attributes });
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      input.value = '';
      if (files.length > 0) opening(async () => take(await openFiles(files)));
    });
    return input;
  };
  const zip = chooser({ accept: '.zip,application/zip', data: { openZip: '' } }, w.openZip);
  const folder = chooser({ webkitdirectory: true, multiple: true, data: { openFolder: '' } }, w.openFolder);
  const saver = button(w.saveBack, 'save', () => {
    if (back) void save(back);
  });
  const save = async (from: NonNullable<typeof back>): Promise<void> => {
    const { handle, was } = from;
    const { name } = handle;
    const is = desk.folder;
    saver.disabled = true;
    try {
      const n = await saveBack(handle, was, is, (files) =>
        confirm(filled(w.changedOnDisk, { name, files: files.join(', ') })),
      );
      if (n === undefined) return say(filled(w.savedNot, { name }));
      // Another folder may have been opened meanwhile.
      if (back === from) back = { handle, was: is };
      desk.took(is);
      say(n === 0 ? w.savedNothing : filled(w.savedBack, { n, name }));
    } catch (error) {
      say(filled(w.notSaved, { reason: reason(error) }));
    } finally {
      saver.disabled = false;
    }
  };
  saver.hidden = true;
  const undo = button(w.undo, 'undo', () => desk.undo());
  const redo = button(w.redo, 'redo', () => desk.redo());
  const look = (): void => {
    undo.disabled = !desk.canUndo;
    redo.disabled = !desk.canRedo;
  };
  desk.onChange(look);
  look();
  document.addEventListener('keydown', (event) => {
    // Where words are written, and in the terminal, the browser takes back what was typed.
    const isElsewhere = (event.target as HTMLElement | null)?.closest?.('input, textarea, select, dialog, .screen');
    if (isElsewhere || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    if (event.shiftKey) desk.redo();
    else desk.undo();
  });
  parent.append(
    button(w.newLesson, 'new', () => void lay(blank())),
    button(w.openFolder, 'open', () => {
      if (!canSaveBack()) return folder.click();
      opening(async () => {
        const picked = await pickFolder();
        if (picked) take(picked.opened, picked.handle);
      });
    }),
    button(w.openZip, 'zip', () => zip.click()),
    saver,
    button(w.download, 'download', () => {
      const { folder: taken } = desk;
      say(filled(w.downloaded, { file: download(taken) }));
      desk.took(taken);
    }),
    undo,
    redo,
    zip,
    folder,
    el('span', { class: 'quietly' }, w.dropHere),
  );
  addEventListener(
    'dragover',
    (event: DragEvent) => event.dataTransfer?.types.includes('Files') && event.preventDefault(),
  );
  addEventListener('drop', (event: DragEvent) => {
    const items = event.dataTransfer?.items;
    if (!items || ![...items].some(({ kind }) => kind === 'file')) return;
    event.preventDefault();
    opening(async () => take(await openDropped(items)));
  });
}
