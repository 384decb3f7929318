// `why` as the machines have it. Its words are fetched when it is first asked.

import { Lazy, lazyProgram } from '#machine/lazy.ts';
import type { Program } from '#machine/program.ts';
import type { WhyDeps } from './why.ts';

export const whyCode = new Lazy(() => import('./why.ts'));

export const whyCommand = (deps: WhyDeps): Program => lazyProgram(whyCode, ({ whyProgram }) => whyProgram(deps));
