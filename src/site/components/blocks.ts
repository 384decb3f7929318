// What a lesson's prose may use without importing it.

import CheatSheet from './CheatSheet.astro';
import Compare from './Compare.astro';
import Exercise from './Exercise.astro';
import ObjectBlock from './Object.astro';
import Param from './Param.astro';
import Predict from './Predict.astro';
import Quiz from './Quiz.astro';
import RealCluster from './RealCluster.astro';
import Run from './Run.astro';
import Table from './Table.astro';
import Th from './Th.astro';
import WhenToUse from './WhenToUse.astro';

export const blocks = {
  CheatSheet,
  Compare,
  Exercise,
  Object: ObjectBlock,
  Param,
  Predict,
  Quiz,
  RealCluster,
  Run,
  WhenToUse,
  // Markdown's own.
  table: Table,
  th: Th,
};
