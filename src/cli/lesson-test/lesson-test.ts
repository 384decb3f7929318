// `portolan lesson test`: plays lessons on as many threads as the machine has cores for.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Problem, showProblem } from '#grading/problem.ts';
import type { FromWorker, Proved } from './messages.ts';
import { junitOf, tableOf } from './report.ts';

export interface TestOptions {
  /** Default: a table. */
  readonly format?: 'json' | 'junit';
}

const MOST_WORKERS = 8;

/** @param wrong Problems that were found without playing, by the lesson's folder. */
export async function testLessons(
  dirs: readonly string[],
  wrong: ReadonlyMap<string, readonly Problem[]>,
  { format }: TestOptions,
): Promise<number> {
  const began = performance.now();
  const found: Proved[] = dirs.flatMap((dir) => {
    const problems = wrong.get(dir) ?? [];
    return problems.length > 0 ? [{ dir, name: 'keeps to the format', ms: 0, problems }] : [];
  });
  const told = (proved: Proved): void => {
    found.push(proved);
    if (format === undefined) for (const problem of proved.problems) process.stderr.write(`${showProblem(problem)}\n`);
  };
  for (const { problems } of found)
    if (format === undefined) for (const problem of problems) process.stderr.write(`${showProblem(problem)}\n`);
  await play(dirs, told);
  const results = dirs.flatMap((dir) => found.filter((proved) => proved.dir === dir));
  const seconds = (performance.now() - began) / 1000;
  if (format === 'json') process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
  else if (format === 'junit') process.stdout.write(junitOf(results, seconds));
  else process.stdout.write(tableOf(results, seconds));
  return results.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

/** Each thread takes the next lesson when it has done with the last. */
async function play(dirs: readonly string[], told: (proved: Proved) => void): Promise<void> {
  const waiting = [...dirs];
  const count = Math.min(waiting.length, availableParallelism(), MOST_WORKERS);
  await Promise.all(
    Array.from({ length: count }, async () => {
      const worker = new Worker(new URL('./lesson-worker.mjs', import.meta.url));
      const next = (): void => {
        const dir = waiting.shift();
        if (dir === undefined) void worker.terminate();
        else worker.postMessage({ dir });
      };
      await new Promise<void>((ended, failed) => {
        worker.on('message', (message: FromWorker) => {
          if ('done' in message) next();
          else told(message);
        });
        worker.on('error', failed);
        worker.on('exit', () => ended());
        next();
      });
    }),
  );
}
