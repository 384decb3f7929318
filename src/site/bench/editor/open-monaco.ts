// Monaco, in the language of the page as far as it speaks that.

import { monacoWords } from 'virtual:monaco-words';
import { languageHere } from '../../i18n/here.ts';
import type { CodeEditor } from '../monaco.ts';

declare global {
  // Where Monaco looks for other words than English ones.
  var _VSCODE_NLS_MESSAGES: readonly (string | null)[] | undefined;
}

/** @throws what kept it from being fetched */
export async function openMonaco(place: HTMLElement, label: string): Promise<CodeEditor> {
  // It reads most of its words as its code is run: they must be there by then.
  globalThis._VSCODE_NLS_MESSAGES ??= (await monacoWords[languageHere]?.())?.default;
  const { createEditor } = await import('../monaco.ts');
  return createEditor(place, label);
}
