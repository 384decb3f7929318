// The terminal's and the editor's colours, from the same chart as the page's.

import type { ITheme } from '@xterm/xterm';

const light: ITheme = {
  background: '#fffdf8',
  foreground: '#1c2b33',
  cursor: '#2f6f8f',
  cursorAccent: '#fffdf8',
  selectionBackground: '#c9dde5',
  black: '#1c2b33',
  red: '#b3261e',
  green: '#2e7d4f',
  yellow: '#855700',
  blue: '#2f6f8f',
  magenta: '#7a3e86',
  cyan: '#1f7373',
  white: '#6a6f69',
  brightBlack: '#5a676e',
  brightRed: '#9c1f18',
  brightGreen: '#236640',
  brightYellow: '#6e4900',
  brightBlue: '#24586f',
  brightMagenta: '#63306e',
  brightCyan: '#175c5c',
  brightWhite: '#1c2b33',
};

const dark: ITheme = {
  background: '#142027',
  foreground: '#e8eef0',
  cursor: '#7fc1de',
  cursorAccent: '#142027',
  selectionBackground: '#2c4a58',
  black: '#26353d',
  red: '#ff8a80',
  green: '#7ed3a0',
  yellow: '#e3b341',
  blue: '#7fc1de',
  magenta: '#d3a1e0',
  cyan: '#7ad0cb',
  white: '#e8eef0',
  brightBlack: '#90a3ac',
  brightRed: '#ffaba3',
  brightGreen: '#a3e3bd',
  brightYellow: '#f0ca6e',
  brightBlue: '#a8d8ec',
  brightMagenta: '#e3c1ec',
  brightCyan: '#a5e2de',
  brightWhite: '#ffffff',
};

const hasContrast = (): boolean => document.documentElement.dataset['contrast'] === 'more';

export const isDark = (): boolean => document.documentElement.dataset['theme'] === 'dark';
export function terminalTheme(): ITheme {
  const theme = isDark() ? dark : light;
  if (!hasContrast()) return theme;
  const [background, foreground] = isDark() ? ['#000000', '#ffffff'] : ['#ffffff', '#000000'];
  return { ...theme, background, foreground, cursor: foreground, cursorAccent: background };
}

/** Calls back whenever the page's theme changes. */
export function onTheme(changed: () => void): void {
  new MutationObserver(changed).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'data-contrast'],
  });
}
