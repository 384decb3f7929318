// A thread that plays lessons, one after the other.

import '../many-listeners.ts';
import { parentPort } from 'node:worker_threads';
import { proofsOf } from '#grading/prove.ts';
import { readLessonFolder } from '../lesson-files.ts';
import { realTime } from '../real-time.ts';
import type { FromWorker, ToWorker } from './messages.ts';

const port = parentPort;
if (!port) throw new Error('this file is started as a thread');
const say = (message: FromWorker): void => port.postMessage(message);

port.on('message', ({ dir }: ToWorker) => {
  void play(dir).then(() => say({ done: dir }));
});

async function play(dir: string): Promise<void> {
  const read = readLessonFolder(dir);
  if ('problems' in read) {
    say({ dir, name: 'keeps to the format', ms: 0, problems: read.problems });
    return;
  }
  for (const proof of proofsOf(read.folder, realTime)) {
    const began = performance.now();
    const problems = await proof.run();
    say({ dir, name: proof.name, ms: performance.now() - began, problems });
  }
}
