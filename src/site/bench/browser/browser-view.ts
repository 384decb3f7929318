// What stands in the browser's panel: address, connection, status, headers, and the document in a frame that can do nothing: no scripts, no
// requests, no place of its own, nowhere to go.

import '../../styles/browser.css';
import type { ShownPage, Visit } from '#lab/browser/visit.ts';
import { fill, type Words } from '../../i18n/messages.ts';
import { element } from '../map/elements.ts';
import type { BrowserActions } from './browser-panel.ts';
import { framed } from './framed.ts';

interface Trusting {
  readonly trustedTypes?: { createPolicy<R>(name: string, rules: R): R };
}
/** Where the browser knows trusted types, the site's policy wants one of documents too. */
const documents = (globalThis as Trusting).trustedTypes?.createPolicy('portolanBrowser', {
  createHTML: (html: string) => html,
});

const hostOf = (url: string): string => {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
};

export class BrowserView {
  readonly #words: Words;
  readonly #actions: BrowserActions;
  readonly #address: HTMLInputElement;
  readonly #connection = element('span', { class: 'state', 'data-browser-connection': '' });
  readonly #body = element('div', { class: 'body', 'data-browser-body': '' });
  /** Of several visits under way the last one counts. */
  #visits = 0;
  /** Hosts whose doubtful certificate the learner puts up with, until the lesson begins anew. */
  readonly #trusted = new Set<string>();

  constructor(pane: HTMLElement, words: Words, actions: BrowserActions) {
    this.#words = words;
    this.#actions = actions;
    this.#address = element('input', { type: 'text', inputmode: 'url', autocomplete: 'off', spellcheck: 'false' });
    this.#address.setAttribute('aria-label', words.browserAddress);
    const reload = element('button', { class: 'quiet', type: 'button', 'data-browser-reload': '' }, '↻');
    reload.setAttribute('aria-label', words.browserReload);
    reload.title = words.browserReload;
    reload.addEventListener('click', () => void this.#go(this.#address.value));
    const form = element('form', { class: 'panel-bar' }, reload, this.#address, this.#connection);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#go(this.#address.value);
    });
    pane.replaceChildren(form, this.#body);
    this.clear();
  }

  clear(): void {
    this.#visits++;
    this.#trusted.clear();
    this.#address.value = '';
    this.#connection.textContent = '';
    this.#body.replaceChildren(element('p', { class: 'empty' }, this.#words.browserEmpty));
  }

  async #go(url: string): Promise<void> {
    if (url.trim() === '') return;
    const mine = ++this.#visits;
    this.#body.setAttribute('aria-busy', 'true');
    try {
      const visit = await this.#actions.visit(url, this.#trusted.has(hostOf(url)));
      if (mine === this.#visits) this.show(visit);
    } finally {
      if (mine === this.#visits) this.#body.removeAttribute('aria-busy');
    }
  }

  show({ url, redirects, outcome }: Visit): void {
    this.#visits++;
    this.#body.removeAttribute('aria-busy');
    this.#address.value = url;
    const w = this.#words;
    const ways = redirects.map((way) => element('p', { class: 'way' }, fill(w, 'browserRedirected', { ...way })));
    if (outcome.kind === 'page') {
      const { connection } = outcome;
      this.#connection.textContent = { plain: w.browserPlain, secure: w.browserSecure, doubted: w.browserDoubted }[
        connection
      ];
      this.#connection.toggleAttribute('data-doubted', connection === 'doubted');
      this.#body.replaceChildren(...ways, ...this.#page(url, outcome));
      return;
    }
    const host = hostOf(url);
    this.#connection.textContent = outcome.kind === 'doubt' ? w.browserDoubted : '';
    const heading = outcome.kind === 'doubt' ? w.browserDoubt : w.browserFailed;
    const why = fill(w, outcome.code, { host });
    const told = element(
      'div',
      { class: 'told' },
      element('h3', {}, heading),
      element('p', {}, why),
      element('p', { class: 'code' }, outcome.kind === 'doubt' ? `NET::${outcome.code}` : outcome.code),
    );
    if (outcome.kind === 'doubt') {
      const proceed = element('button', { class: 'button small', type: 'button', 'data-browser-proceed': '' });
      proceed.textContent = fill(w, 'browserProceed', { host });
      proceed.addEventListener('click', () => {
        this.#trusted.add(host);
        void this.#go(url);
      });
      told.append(proceed);
    }
    this.#body.replaceChildren(...ways, told);
    this.#actions.announce(`${heading}. ${why}`);
  }

  #page(url: string, page: ShownPage): HTMLElement[] {
    const w = this.#words;
    const { status, reason, headers } = page;
    const listed = element('dl', {});
    for (const [name, value] of headers) listed.append(element('dt', {}, name), element('dd', {}, value));
    const summary = element(
      'summary',
      { 'data-browser-status': '' },
      `${status} ${reason}`.trim(),
      ' · ',
      w.browserHeaders,
    );
    const head = element('details', {}, summary, listed);
    this.#actions.announce(`${fill(w, 'browserPage', { url })}: ${status} ${reason}`);
    if (page.type === 'other') return [head, element('p', { class: 'empty' }, w.browserFile)];
    if (page.type === 'text') return [head, element('pre', { tabindex: '0' }, page.body)];
    const frame = element('iframe', { sandbox: '', title: fill(w, 'browserPage', { url }), 'data-browser-frame': '' });
    const html = framed(page.body);
    frame.srcdoc = documents?.createHTML(html) ?? html;
    return [head, frame];
  }
}
