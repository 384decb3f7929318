// An editor without help: for when Monaco could not be fetched.

import type { CodeEditor } from './monaco.ts';

export function createPlainEditor(element: HTMLElement, label: string): CodeEditor {
  const area = document.createElement('textarea');
  area.className = 'plain-editor';
  area.setAttribute('aria-label', label);
  area.spellcheck = false;
  area.autocapitalize = 'off';
  element.replaceChildren(area);
  let path = '';
  return {
    open(next, text) {
      path = next;
      area.value = text;
      area.setSelectionRange(0, 0);
    },
    get text() {
      return area.value;
    },
    get path() {
      return path;
    },
    focus: () => area.focus(),
    onEdit: (listener) => area.addEventListener('input', listener),
    onSave: (listener) =>
      area.addEventListener('keydown', (event) => {
        if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        listener();
      }),
    onBlur: (listener) => area.addEventListener('blur', listener),
  };
}
