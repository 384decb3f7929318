// The languages that `why` speaks, and how a sentence takes what is particular.

import type { Language } from '#machine/language.ts';

export type { Language };

/** The same sentence in each. */
export type Words = Readonly<Record<Language, string>>;

/** `{name}` stands for a parameter; one that is not given stays as it is. */
export function filled(text: string, parameters: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => parameters[name] ?? whole);
}
