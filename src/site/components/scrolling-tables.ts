// A document's tables, as Table.astro has them: `<table>` in HTML that was made of Markdown.

import type { Words } from '../i18n/messages.ts';

export const scrollingTables = (html: string, w: Words): string =>
  html
    .replaceAll('<table>', `<div class="table" role="group" tabindex="0" aria-label="${w.table}"><table>`)
    .replaceAll('</table>', '</table></div>');
