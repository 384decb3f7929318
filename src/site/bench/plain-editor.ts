// An editor of text and nothing else: for phones, for screen readers, and for when Monaco could not be fetched.

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
    mark: (refusals) => area.setAttribute('aria-invalid', String(refusals.length > 0)),
    goTo({ line }) {
      const lines = area.value.split('\n');
      const from = lines.slice(0, line - 1).reduce((length, each) => length + each.length + 1, 0);
      area.focus();
      area.setSelectionRange(from, from + (lines[line - 1] ?? '').length);
      const lineHeight = Number.parseFloat(getComputedStyle(area).lineHeight);
      area.scrollTop = Math.max(0, (line - 3) * lineHeight);
    },
    compare(place, { printed }) {
      const lines = document.createElement('pre');
      lines.className = 'difference-lines';
      lines.tabIndex = 0;
      for (const line of printed.trimEnd().split('\n')) {
        // The two sides are files that kubectl has made for this: what counts is the object that they are named after.
        if (/^(?:diff|---) .*\/LIVE-\d+\//.test(line)) continue;
        const object = /^\+\+\+ \S*\/MERGED-\d+\/(\S+)/.exec(line)?.[1];
        const shown = document.createElement('span');
        const kind = object === undefined ? { '+': 'put', '-': 'taken', '@': 'place' }[line[0] ?? ''] : 'object';
        if (kind) shown.dataset['kind'] = kind;
        shown.textContent = `${object ?? line}\n`;
        lines.append(shown);
      }
      place.replaceChildren(lines);
      lines.focus();
      return () => place.replaceChildren();
    },
    dispose: () => area.remove(),
  };
}
