// A panel in a window of its own, for a second screen. It is the same panel: when the window is closed, it comes back to where it stood.

export class PanelWindow {
  readonly panel: HTMLElement;
  readonly #window: Window;

  /** @param closed It is back in its place. Undefined: the browser opens no windows for this page. */
  static open(panel: HTMLElement, title: string, closed: () => void): PanelWindow | undefined {
    const opened = window.open('', '', 'popup,width=900,height=640');
    return opened ? new PanelWindow(panel, opened, title, closed) : undefined;
  }

  private constructor(panel: HTMLElement, opened: Window, title: string, closed: () => void) {
    this.panel = panel;
    this.#window = opened;
    const { document: there } = opened;
    there.title = title;
    this.#dress(there);
    const place = document.createComment('');
    panel.replaceWith(place);
    // What is styled below a bench is so there too.
    const frame = there.createElement('main');
    frame.className = 'bench popped';
    frame.append(panel);
    there.body.replaceChildren(frame);
    const back = (): void => {
      place.replaceWith(panel);
      dressing.disconnect();
      removeEventListener('pagehide', leave);
      closed();
    };
    opened.addEventListener('pagehide', back, { once: true });
    const leave = (): void => opened.close();
    addEventListener('pagehide', leave);
    const dressing = new MutationObserver(() => this.#dress(there));
    dressing.observe(document.documentElement, { attributes: true });
    dressing.observe(document.head, { childList: true });
  }

  focus(): void {
    this.#window.focus();
  }

  /** Language, theme and styles of the page, now and when they change. */
  #dress(there: Document): void {
    for (const { name, value } of document.documentElement.attributes) there.documentElement.setAttribute(name, value);
    const styles = [...document.querySelectorAll('link[rel=stylesheet], style')];
    if (there.head.querySelectorAll('link, style').length === styles.length) return;
    there.head.replaceChildren(
      ...styles.map((style) => {
        const copy = there.importNode(style, true);
        // Addresses are from the page; the window has none of its own.
        if (style instanceof HTMLLinkElement) copy.setAttribute('href', style.href);
        return copy;
      }),
    );
  }
}
