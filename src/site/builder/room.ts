// What every part of the builder has at hand.

import type { Locale, Text } from '#grading/text.ts';
import { filled } from '../i18n/filled.ts';
import type { Desk } from './desk.ts';
import { el, field } from './element.ts';
import type { Forms } from './forms.ts';
import type { Workshop } from './protocol.ts';
import type { BuilderWords } from './words.ts';

export interface Room {
  readonly desk: Desk;
  readonly workshop: Workshop;
  readonly w: BuilderWords;
  readonly forms: Forms;
  readonly locale: Locale;
  /** Says something in the page's status line. */
  say(text: string): void;
}

/** Work that takes a while: says when it did not come to an end. */
export async function attempt(room: Room, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    room.say(filled(room.w.failedWork, { reason: error instanceof Error ? error.message : String(error) }));
  }
}

/** One field a language. */
export function textFields(label: string, key: string, text: Text, changed: (text: Text) => void): HTMLElement {
  let now = text;
  const inputs = (['en', 'zh'] as const).map((language) => {
    const input = el('textarea', { rows: 1, lang: language, class: 'words' });
    input.value = text[language];
    input.addEventListener('change', () => {
      // It is one paragraph, however long, unless its author has it otherwise.
      const said = text[language].includes('\n') ? input.value : input.value.replace(/\s*\n\s*/g, ' ').trim();
      now = { ...now, [language]: said };
      changed(now);
    });
    return field(`${label} (${language})`, `${key}-${language}`, input);
  });
  return el('div', { class: 'pair' }, ...inputs);
}
