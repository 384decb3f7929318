// A duration as CEL has it. The library gives its class to nobody, but makes one for whoever asks in CEL.

import { Environment } from '@marcbachmann/cel-js';

const parse = new Environment().registerVariable('text', 'string').parse('duration(text)');

/** `1h30m`; undefined if it is none. */
export function durationOf(text: string): unknown {
  try {
    return parse({ text });
  } catch {
    return undefined;
  }
}
