// Sentences without plurals and dates: what stands in braces is put there as it is.

import { closed, opened } from './seams.ts';

export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return closed(opened(text).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)));
}
