// <portolan-lab>: a lesson, or a bare cluster, in somebody else's page. An ES module without dependencies: the site's own
// /portolan-lab.js, and `portolan/element` of the package. Importing it defines the element.

import { fragmentOf } from '../bench/shared-state.ts';
import { labMessage } from './messages.ts';
import { embedWords } from './words.ts';

/** Where the site is: that which this module came from, unless the attribute `site` says otherwise. */
const OWN_SITE = new URL('./', import.meta.url).href;

const ATTRIBUTES = ['site', 'lesson', 'lang', 'theme', 'panels', 'size', 'readonly', 'run', 'seed'] as const;

export class PortolanLab extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES;
  #frame: HTMLIFrameElement | undefined;
  #waiting = false;
  /** How often it was to be loaded: what was asked for before counts no more. */
  #turn = 0;

  connectedCallback(): void {
    if (!this.#frame) {
      const style = document.createElement('style');
      style.textContent =
        ':host{display:block;height:360px;border:1px solid #8888;border-radius:6px;overflow:hidden}:host([hidden]){display:none}iframe{display:block;width:100%;height:100%;border:0}';
      this.#frame = document.createElement('iframe');
      this.#frame.loading = 'lazy';
      this.#frame.allow = 'clipboard-write';
      this.attachShadow({ mode: 'open' }).append(style, this.#frame);
    }
    addEventListener('message', this.#heard);
    this.#load();
  }

  disconnectedCallback(): void {
    removeEventListener('message', this.#heard);
  }

  attributeChangedCallback(): void {
    this.#load();
  }

  /** Types a line at the prompt, and Enter. */
  run(line: string): void {
    this.#frame?.contentWindow?.postMessage({ portolan: 1, type: 'run', line }, this.#site.origin);
  }

  get #site(): URL {
    const given = this.getAttribute('site');
    return new URL(given === null ? OWN_SITE : given.replace(/\/?$/, '/'), document.baseURI);
  }

  /** Once for all attributes that change in a turn. */
  #load(): void {
    if (this.#waiting || !this.#frame) return;
    this.#waiting = true;
    queueMicrotask(async () => {
      this.#waiting = false;
      const turn = ++this.#turn;
      const frame = this.#frame;
      if (!frame || !this.isConnected) return;
      const locale = (this.getAttribute('lang') ?? document.documentElement.lang).startsWith('zh') ? 'zh' : 'en';
      frame.title = embedWords(locale).frame;
      const address = await this.#address(locale);
      if (turn === this.#turn && frame.src !== address) frame.src = address;
    });
  }

  async #address(locale: string): Promise<string> {
    const lesson = this.getAttribute('lesson') ?? 'playground';
    const place = lesson === 'playground' ? 'playground' : `lessons/${encodeURIComponent(lesson)}`;
    const url = new URL(`${locale}/${place}/`, this.#site);
    url.searchParams.set('embed', location.origin);
    for (const name of ['theme', 'panels', 'size', 'readonly']) {
      const value = this.getAttribute(name);
      if (value !== null) url.searchParams.set(name, value);
    }
    const commands = (this.getAttribute('run') ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    const seed = Number(this.getAttribute('seed') ?? 1);
    if (commands.length > 0 || this.hasAttribute('seed')) url.hash = await fragmentOf({ seed, commands, files: {} });
    return url.href;
  }

  /** Each message is an event of the element: `ready`, `state`, `passed`, `command`, `problem`. */
  readonly #heard = (event: MessageEvent): void => {
    if (event.source !== this.#frame?.contentWindow || event.origin !== this.#site.origin) return;
    const message = labMessage(event.data);
    if (!message) return;
    const { portolan: _version, type, ...detail } = message;
    this.dispatchEvent(new CustomEvent(type, { detail }));
  };
}

if (!customElements.get('portolan-lab')) customElements.define('portolan-lab', PortolanLab);
