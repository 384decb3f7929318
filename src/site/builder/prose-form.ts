// The words of the lesson in each language, beside what they look like; and lesson.yaml as the text that it is.

import { LESSON, proseFile } from '#authoring/edits.ts';
import { textAt, withFile } from '#authoring/folder.ts';
import { asFieldHasIt, asFileHasIt } from '#authoring/line-ends.ts';
import { showProblem } from '#grading/problem.ts';
import { LOCALES } from '#grading/text.ts';
import { el, redraw } from './element.ts';
import { attempt, type Room } from './room.ts';

/** Typing comes in bursts: the preview waits for the end of one. */
const QUIET_MS = 250;

export function proseForm(room: Room, parent: HTMLElement): void {
  const { desk, w } = room;
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
        const tree = await room.workshop.treeOf(proseFile(locale), text.value);
        const { previewOf } = await import('./preview.ts');
        if (mine !== turn) return;
        if ('type' in tree) redraw(shown, previewOf(tree, desk.draft?.exercises ?? [], locale));
        else redraw(shown, el('pre', { class: 'warn' }, showProblem(tree)));
      });
    /** The field never says anything else than the file: what is typed in it is added to what is there. */
    const take = (): void => {
      const now = asFieldHasIt(textAt(desk.folder, proseFile(locale)));
      if (text.value !== now) text.value = now;
    };
    text.addEventListener('input', () => {
      const file = textAt(desk.folder, proseFile(locale));
      desk.edit(withFile(desk.folder, proseFile(locale), asFileHasIt(file, text.value)));
      clearTimeout(quiet);
      quiet = setTimeout(preview, QUIET_MS);
    });
    desk.onChange((change) => {
      take();
      if (change === 'shape' || document.activeElement !== text) preview();
    });
    parent.append(el('div', { class: 'beside' }, text, shown));
    take();
    preview();
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
  /** What lesson.yaml said when the field took it. */
  let began = '';
  const take = (): void => {
    began = textAt(desk.folder, LESSON);
    const now = asFieldHasIt(began);
    if (text.value !== now) text.value = now;
  };
  text.addEventListener('change', () => {
    const now = textAt(desk.folder, LESSON);
    if (now !== began && !confirm(w.sourceMoved)) return take();
    desk.edit(withFile(desk.folder, LESSON, asFileHasIt(now, text.value)), 'shape');
    take();
    if (!desk.draft) say(w.unreadable);
  });
  text.addEventListener('blur', take);
  // What is being written is not taken from under the author's hands.
  desk.onChange(() => document.activeElement !== text && take());
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
