// `window.portolan`: for tests, and for whoever scripts a lesson.

export interface Automation {
  /**
   * Types into the terminal as a keyboard would: a line break is Enter, control characters are their keys.
   * A text without any of them is a command line, and Enter follows. Resolves when the prompt is back.
   */
  type(text: string): Promise<void>;
  /** Resolves when the terminal's prompt is back, and everything is on the screen. */
  idle(): Promise<void>;
  /** The terminal's text, scrollback included. */
  screen(): string;
  /** The values drawn for `${…}` in this lesson. */
  readonly params: Readonly<Record<string, string>>;
}

declare global {
  interface Window {
    portolan: Automation;
  }
}

const HAS_KEY = /[\x00-\x1f\x7f]/;

/** What the keyboard sends for a text. */
export function keysFor(text: string): string {
  return HAS_KEY.test(text) ? text.replace(/\r?\n/g, '\r') : `${text}\r`;
}
