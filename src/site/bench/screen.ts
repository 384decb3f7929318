// What a terminal draws itself with: xterm. Its code is a third of the page's, so it is fetched when a terminal comes into sight.

import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal as Xterm } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import '../styles/screen.css';
import { Blink } from './blink.ts';
import { onTheme, terminalTheme } from './colours.ts';
import type { TerminalEvents } from './terminal.ts';
import { WAY_OUT } from './way-out.ts';

const MONO =
  "'JetBrains Mono Variable', ui-monospace, 'SF Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', 'PingFang SC', 'Noto Sans CJK SC', monospace";

export class Screen {
  readonly #element: HTMLElement;
  readonly #xterm: Xterm;
  readonly #fit = new FitAddon();
  readonly #observer: ResizeObserver;
  readonly #blink: Blink;
  #wasSeen = true;

  constructor(element: HTMLElement, label: string, screenReader: boolean, events: TerminalEvents) {
    this.#element = element;
    this.#xterm = new Xterm({
      allowProposedApi: true,
      convertEol: true,
      cursorBlink: false,
      cursorInactiveStyle: 'outline',
      fontFamily: MONO,
      fontSize: matchMedia('(max-width: 699px)').matches ? 12 : 13.5,
      lineHeight: 1.32,
      minimumContrastRatio: 4.5,
      macOptionIsMeta: true,
      screenReaderMode: screenReader,
      scrollback: 5000,
      theme: terminalTheme(),
    });
    this.#xterm.loadAddon(this.#fit);
    this.#xterm.loadAddon(new Unicode11Addon());
    this.#xterm.unicode.activeVersion = '11';
    this.#xterm.loadAddon(new WebLinksAddon());
    this.#xterm.open(this.#element);
    this.#blink = new Blink(this.#element);
    this.#xterm.textarea?.setAttribute('aria-label', label);
    this.#xterm.textarea?.setAttribute('aria-describedby', WAY_OUT);
    this.#xterm.onData((data) => events.typed(data));
    this.#xterm.onResize(({ cols, rows }) => events.resized(cols, rows));
    // Escape leaves the terminal by keyboard when pressed with Shift; everything else belongs to the shell.
    this.#xterm.attachCustomKeyEventHandler((event) => {
      if (event.type === 'keydown' && event.key === 'Escape' && event.shiftKey) {
        events.left();
        return false;
      }
      if (
        event.type === 'keydown' &&
        event.key.toLowerCase() === 'c' &&
        event.ctrlKey &&
        !event.shiftKey &&
        this.#xterm.hasSelection()
      ) {
        void navigator.clipboard?.writeText(this.#xterm.getSelection());
        this.#xterm.clearSelection();
        return false;
      }
      return true;
    });
    onTheme(() => (this.#xterm.options.theme = terminalTheme()));
    this.#observer = new ResizeObserver(() => {
      this.fit();
      // What is drawn in the moment in which it goes out of sight is measured where nothing has a width: each such letter stands apart.
      const isSeen = this.#element.clientWidth > 0;
      if (isSeen && !this.#wasSeen) this.#xterm.refresh(0, this.#xterm.rows - 1);
      this.#wasSeen = isSeen;
    });
    this.#observer.observe(this.#element);
    this.fit();
    // Cells were measured with whatever face was there; measure again once the real one has come.
    void document.fonts?.load("13px 'JetBrains Mono Variable'").then(() => {
      this.#xterm.options.fontFamily = `${MONO}, sans-serif`;
      this.fit();
    });
  }

  /** For what makes links of what is printed. */
  get xterm(): Pick<Xterm, 'buffer' | 'cols' | 'registerLinkProvider'> {
    return this.#xterm;
  }

  get columns(): number {
    return this.#xterm.cols;
  }

  get rows(): number {
    return this.#xterm.rows;
  }

  fit(): void {
    if (this.#element.clientWidth > 40 && this.#element.clientHeight > 20) this.#fit.fit();
  }

  write(text: string): void {
    this.#xterm.write(text);
  }

  /** Resolves when all that was written is on the screen. */
  drawn(): Promise<void> {
    return new Promise((resolve) => this.#xterm.write('', resolve));
  }

  /** All of the text, scrollback included, without blank lines at the end. */
  text(): string {
    const buffer = this.#xterm.buffer.active;
    const lines: string[] = [];
    for (let i = 0; i < buffer.length; i++) {
      const line = buffer.getLine(i);
      if (!line) continue;
      if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += line.translateToString(true);
      else lines.push(line.translateToString(true));
    }
    return lines.join('\n').trimEnd();
  }

  clear(): void {
    this.#xterm.reset();
  }

  focus(): void {
    this.#xterm.focus();
  }

  fontSize(pixels: number): void {
    this.#xterm.options.fontSize = pixels;
    this.fit();
  }

  set screenReader(on: boolean) {
    this.#xterm.options.screenReaderMode = on;
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#blink.stop();
    this.#xterm.dispose();
  }
}
