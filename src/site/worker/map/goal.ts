// The cluster as an exercise's own solution leaves it, to stand beside the one that is there. It is played in a lab of its own, from the
// exercise's beginning, when somebody asks for it: nothing of it is written down anywhere.

import { parseLesson } from '#grading/lesson.ts';
import type { ParamValues } from '#grading/params.ts';
import { showProblem } from '#grading/problem.ts';
import { requiredBefore } from '#grading/required.ts';
import { Seat } from '#grading/seat.ts';
import type { Chart } from '#lab/chart/chart.ts';
import { chartOf } from '#lab/chart/chart-of.ts';
import type { RealTime } from '#lab/clock.ts';
import { factsOf } from '#lab/why/facts.ts';
import { documentOf } from '../documents.ts';
import { startObjects } from '../lesson-files.ts';
import { openApiOf } from '../openapi.ts';
import type { LessonFiles } from '../protocol.ts';
import { placed } from './layout.ts';
import type { Goal } from './placed.ts';

/** Undefined: there is no such exercise. */
export async function goalOf(
  { file, yaml, home }: LessonFiles,
  params: ParamValues,
  id: string,
  real: RealTime,
): Promise<Goal | undefined> {
  const read = parseLesson(file, yaml, params);
  if ('problems' in read) throw new Error(read.problems.map(showProblem).join('\n'));
  const { lesson } = read;
  const exercise = lesson.exercises.find((each) => each.id === id);
  if (!exercise) return undefined;
  const material = { lesson, home, starts: startObjects, documents: documentOf, openApi: openApiOf };
  const seat = await Seat.take(material, real, exercise);
  try {
    const chart = (): Chart => chartOf(factsOf((resource) => seat.lab.cluster.storage.list(resource)));
    await seat.run(requiredBefore(lesson, exercise).flatMap(({ solution }) => solution));
    const before = JSON.stringify(chart());
    await seat.run(exercise.solution);
    const after = chart();
    return { placed: placed(withoutObjects(after)), isChange: JSON.stringify(after) !== before };
  } finally {
    seat.leave();
  }
}

/** Its objects are not there to be looked at: only their places are. */
const withoutObjects = (chart: Chart): Chart => ({
  ...chart,
  spots: chart.spots.map(({ object: _, ...spot }) => spot),
});
