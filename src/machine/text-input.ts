// Inputs that are known from the start.

import type { Input } from './program.ts';

/** `/dev/null`, for reading. */
export const nullInput: Input = { read: async () => undefined };

/** Gives the text once, then the end. */
export function textInput(text: string): Input {
  let rest: string | undefined = text === '' ? undefined : text;
  return {
    async read() {
      const given = rest;
      rest = undefined;
      return given;
    },
  };
}

/** All that is left in an input. */
export async function readAll(input: Input, signal?: AbortSignal): Promise<string> {
  let all = '';
  for (;;) {
    const text = await input.read(signal);
    if (text === undefined) return all;
    all += text;
  }
}
