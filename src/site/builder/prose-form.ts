// The words of the lesson in each language, beside what they look like; and lesson.yaml as the text that it is.

import { proseFile } from '#authoring/edits.ts';
import { textAt, withFile } from '#authoring/folder.ts';
import { showProblem } from '#grading/problem.ts';
import { LOCALES } from '#grading/text.ts';
import { el, redraw } from './element.ts';
import { attempt, type Room } from './room.ts';

/** Typing comes in bursts: the preview waits for the end of one. */
const QUIET_MS = 250;

export function proseForm(room: Room, parent: HTMLElement): void {
  const { desk, w, workshop } = room;
  for (const locale of LOCALES) {
    const text = el('textarea', {
      rows: 18,
      lang: locale,
      spellcheck: 'true',
      'aria-label': `${w.prose} (${locale})`,
      data: { prose: locale },
    });
    const shown = el('div', {
      class: 'preview prose',
      lang: locale,
      'aria-label': `${w.preview} (${locale})`,
      tabindex: 0,
      role: 'group',
    });
    let quiet: ReturnType<typeof setTimeout> | undefined;
    let turn = 0;
    const preview = (): void =>
      void attempt(room, async () => {
        const mine = ++turn;
        const tree = await workshop.treeOf(proseFile(locale), text.value);
        const { previewOf } = await import('./preview.ts');
        if (mine !== turn) return;
        if ('type' in tree) redraw(shown, previewOf(tree, desk.draft?.exercises ?? [], locale));
        else redraw(shown, el('pre', { class: 'warn' }, showProblem(tree)));
      });
    const take = (): void => {
      const now = textAt(desk.folder, proseFile(locale));
      if (text.value !== now) text.value = now;
      preview();
    };
    text.addEventListener('input', () => {
      desk.edit(withFile(desk.folder, proseFile(locale), text.value));
      clearTimeout(quiet);
      quiet = setTimeout(preview, QUIET_MS);
    });
    desk.onChange((change) => (change === 'shape' || document.activeElement !== text) && take());
    parent.append(el('div', { class: 'beside' }, text, shown));
    take();
  }
}

export function sourceForm({ desk, w, say }: Room, parent: HTMLElement): void {
  const text = el('textarea', {
    rows: 24,
    spellcheck: 'false',
    class: 'code',
    'aria-label': w.source,
    data: { source: '' },
  });
  const take = (): void => {
    const now = textAt(desk.folder, 'lesson.yaml');
    if (document.activeElement !== text && text.value !== now) text.value = now;
  };
  text.addEventListener('change', () => {
    desk.edit(withFile(desk.folder, 'lesson.yaml', text.value), 'shape');
    if (!desk.draft) say(w.unreadable);
  });
  desk.onChange(take);
  parent.append(
    el(
      'details',
      { open: !desk.draft },
      el('summary', {}, w.source),
      el('p', { class: 'quietly' }, w.sourceText),
      text,
    ),
  );
  take();
}
