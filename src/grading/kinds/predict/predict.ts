// The learner says what a command will do before it runs.

import { choiceKind } from '../answer/answer.ts';

export const predict = choiceKind('predict');
