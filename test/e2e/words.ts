// What stands on the page's buttons, as the message files have it.

import { readFileSync } from 'node:fs';
import type { Words } from '../../src/site/i18n/messages.ts';

export const words = (language: string): Words =>
  JSON.parse(readFileSync(new URL(`../../src/site/i18n/${language}/messages.json`, import.meta.url), 'utf8')) as Words;
