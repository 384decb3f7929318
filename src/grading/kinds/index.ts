// The kinds of check there are.

import type { CheckKind } from '../check.ts';
import { answer } from './answer/answer.ts';
import { holds } from './holds/holds.ts';
import { object } from './object/object.ts';
import { predict } from './predict/predict.ts';
import { ran } from './ran/ran.ts';
import { reach } from './reach/reach.ts';
import { refuse } from './refuse/refuse.ts';

export const kinds: readonly CheckKind[] = [reach, refuse, object, holds, ran, answer, predict];
