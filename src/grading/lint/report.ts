// How a rule tells of a place in the prose.

import type { Tree } from './tree.ts';

export type Report = (
  node: Tree,
  name: string,
  message: string,
  hint: string,
  more?: { readonly expected?: string; readonly found?: string },
) => void;
