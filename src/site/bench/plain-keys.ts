// A phone's row of keys at the plain editor: what is a character goes into the text, as if it had been typed.

/** The plain editor that has the keyboard. */
export function focusedArea(): HTMLTextAreaElement | undefined {
  const area = document.activeElement;
  return area instanceof HTMLTextAreaElement && area.classList.contains('plain-editor') ? area : undefined;
}

/** @param key As for a terminal. YAML is indented by two spaces; other keys than characters do nothing here. */
export function typeKey(area: HTMLTextAreaElement, key: string): void {
  const text = key === '\t' ? '  ' : key;
  if (text.length > 2 || text.startsWith('\x1b')) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
}
