// What every page's bar does: the theme (light, dark, high contrast, the system's), the search, a language switch that keeps the place, and what keeps the site offline.

import { keepForOffline } from '../offline/updates.ts';
import { followPlace, placeHere } from './reading-place.ts';

type Choice = 'light' | 'dark' | 'contrast' | 'system';

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');
const contrast = matchMedia('(prefers-contrast: more)');

function remember(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // A browser that stores nothing still changes the page.
  }
}

function apply(choice: Choice): void {
  const theme = choice === 'light' || choice === 'dark' ? choice : dark.matches ? 'dark' : 'light';
  if (choice === 'contrast' || (choice === 'system' && contrast.matches)) root.dataset['contrast'] = 'more';
  else delete root.dataset['contrast'];
  root.dataset['themeChoice'] = choice;
  root.dataset['theme'] = theme;
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', theme === 'dark' ? '#0e171c' : '#fbf8f1');
}

const toggle = document.querySelector<HTMLButtonElement>('[data-theme-toggle]');
function name(choice: Choice): void {
  const label = toggle?.dataset[choice];
  if (toggle && label) {
    toggle.setAttribute('aria-label', label);
    toggle.title = label;
  }
}
name((root.dataset['themeChoice'] as Choice | undefined) ?? 'system');
toggle?.addEventListener('click', () => {
  const [other, same] = dark.matches ? (['light', 'dark'] as const) : (['dark', 'light'] as const);
  const order: readonly Choice[] = ['system', other, same, 'contrast'];
  const next = order[(order.indexOf(root.dataset['themeChoice'] as Choice) + 1) % order.length] ?? 'system';
  remember('portolan-theme', next === 'system' ? undefined : next);
  apply(next);
  name(next);
});
for (const asked of [dark, contrast])
  asked.addEventListener('change', () => {
    const choice = root.dataset['themeChoice'];
    if (choice === 'system' || choice === 'contrast') apply(choice);
  });

const search = (): void => void import('../search/dialog.ts').then(({ openSearch }) => openSearch());
/** A package for a learning platform has no index. */
const isSearched = document.querySelector('[data-search-dialog]') !== null;
document.querySelector('[data-search]')?.addEventListener('click', search);
document.addEventListener('keydown', (event) => {
  const isTyping =
    event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]');
  if (!isSearched || event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
  event.preventDefault();
  search();
});

for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-keep-place]')) {
  link.addEventListener('click', () => {
    remember('portolan-language', link.dataset['language']);
    const place = placeHere();
    if (place) link.hash = `place-${place[0]}`;
  });
}
followPlace();

const offer = document.querySelector<HTMLElement>('[data-update]');
// A browser that will not keep the site (a private window) shows it all the same.
// Whoever reads somebody else's page has not asked for it.
const isWanted = import.meta.env.PROD && !('embed' in root.dataset);
const keep = (): void => void (isWanted && offer && keepForOffline(offer).catch(() => undefined));
if (document.readyState === 'complete') keep();
else addEventListener('load', keep);
