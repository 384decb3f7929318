// What understands and runs commands: the parser, and all that carries out what it found. Fetched after the first prompt.

import { Lazy } from '#machine/lazy.ts';

export const interpreter = new Lazy(() => import('./interpret.ts'));
export type Interpreter = typeof import('./interpret.ts');
