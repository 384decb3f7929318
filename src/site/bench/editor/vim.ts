// Vim's keys in Monaco, by monaco-vim. Fetched when they are chosen.

import type { editor as Monaco } from 'monaco-editor/esm/vs/editor/editor.api.js';
import { initVimMode, StatusBar, VimMode } from 'monaco-vim';
import type { SchemeKeys } from '../monaco.ts';
import { isUsualSave, type Scheme } from './scheme.ts';

/** What its types leave out. */
const { Vim, commands } = VimMode as unknown as {
  readonly Vim: { defineEx(name: string, prefix: string, run: () => void): void };
  readonly commands: Record<string, () => void>;
};

/** Of the editor that is there: monaco-vim has one set of commands for all. */
let here: SchemeKeys | undefined;
commands['save'] = () => here?.write();
Vim.defineEx('wq', 'wq', () => here?.close(true));
Vim.defineEx('xit', 'x', () => here?.close(true));
Vim.defineEx('quit', 'q', () => here?.close(false));

/** Its line is read under the sign that it begins with: `:`, `/`. */
class Status extends StatusBar {
  override setSec(...given: Parameters<StatusBar['setSec']>): ReturnType<StatusBar['setSec']> {
    const [text] = given;
    if (text instanceof Node) {
      const holder = text.firstChild as HTMLElement | null;
      holder?.querySelector('input')?.setAttribute('aria-label', holder.textContent ?? '');
    }
    return super.setSec(...given);
  }
}

export function vimScheme(editor: Monaco.IStandaloneCodeEditor, keys: SchemeKeys): Scheme {
  here = keys;
  keys.status.hidden = false;
  const mode = initVimMode(editor, keys.status, Status);
  return {
    isSave: isUsualSave,
    dispose() {
      mode.dispose();
      keys.status.hidden = true;
      here = undefined;
    },
  };
}
