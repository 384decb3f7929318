// What stands on the page's buttons, as the message files have it.

import { readFileSync } from 'node:fs';
import type editor from '../../src/site/i18n/en/editor.json';
import type { Words } from '../../src/site/i18n/messages.ts';

interface Files {
  readonly messages: Words;
  readonly editor: Readonly<Record<keyof typeof editor, string>>;
}

export const words = <F extends keyof Files = 'messages'>(language: string, file?: F): Files[F] => {
  const path = `../../src/site/i18n/${language}/${file ?? 'messages'}.json`;
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Files[F];
};
