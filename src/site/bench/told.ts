// What happens in the bench, told on the document: an embedded page and a learning platform's package listen.

import type { Shown } from '../worker/protocol.ts';

interface Told {
  /** The verdicts, whenever they have been looked at anew. */
  'portolan:shown': Shown;
  /** A line of the laptop's prompt has ended. */
  'portolan:ran': { readonly line: string; readonly exitCode: number };
}

declare global {
  interface DocumentEventMap {
    'portolan:shown': CustomEvent<Told['portolan:shown']>;
    'portolan:ran': CustomEvent<Told['portolan:ran']>;
  }
}

export function tell<Name extends keyof Told>(name: Name, detail: Told[Name]): void {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}
