// What a lesson's prose may use without importing it.

import Compare from './Compare.astro';
import Exercise from './Exercise.astro';
import ObjectBlock from './Object.astro';
import Predict from './Predict.astro';
import Quiz from './Quiz.astro';
import Run from './Run.astro';
import WhenToUse from './WhenToUse.astro';

export const blocks = { Compare, Exercise, Object: ObjectBlock, Predict, Quiz, Run, WhenToUse };
