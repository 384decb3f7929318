// The built site on a free port of loopback, and a browser to look at it.

import { existsSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const root = new URL('../../', import.meta.url);

/** Flags with which Debian's Chromium runs without a screen, also as root. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Site {
  readonly url: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

/** Visits fetch what they need, and not the whole site for when there is no network: only those do that say `serviceWorkers: 'allow'`. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = (options) => newContext({ serviceWorkers: 'block', ...options });
  return browser;
}

export async function openSite(): Promise<Site> {
  const folder = new URL('dist/site', root).pathname;
  if (!existsSync(`${folder}/index.html`)) throw new Error('dist/site is not built; run: npm run build');
  const { serve } = (await import(new URL('scripts/serve.mjs', root).href)) as {
    serve(folder: string): Promise<Server>;
  };
  const server = await serve(folder);
  const browser = await openBrowser();
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    browser,
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** The site is opened before the first test of the file that asks for it, and closed behind the last. */
export function siteForTests(): Pick<Site, 'url' | 'browser'> {
  let site: Site | undefined;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());
  return {
    get url() {
      return site!.url;
    },
    get browser() {
      return site!.browser;
    },
  };
}
