// The real kubectl does to our server what it was recorded to do; replay.test.ts holds ours to the same recording.
import { afterAll, describe, expect, test } from 'vitest';
import { Clusters, playCase } from './kubectl-diff.mjs';
import { readCaseFiles, readRecording, showCase } from './recording.ts';

const project = new URL('../..', import.meta.url).pathname;
const options = { project, kubectl: `${project}node_modules/.cache/portolan/kubectl`, verbose: true };
const clusters = new Clusters(options);
afterAll(() => clusters.stop());

/**
 * One case of each three in a row, over all files: most of a step is kubectl's own start, and the suite has minutes.
 * `PORTOLAN_EVERY_CASE=1` has all of them.
 */
const EACH = process.env.PORTOLAN_EVERY_CASE === '1' ? 1 : 3;

// The set-up has said loudly why there is no real kubectl here.
describe.skipIf(process.env.PORTOLAN_NO_KUBECTL === '1')('the real kubectl is as recorded', () => {
  let turn = 0;
  for (const file of readCaseFiles()) {
    const recorded = readRecording(file);
    const played = file.cases.filter(() => turn++ % EACH === 0);
    test.concurrent.each(played)(`${file.name}: $name`, async (each) => {
      expect(showCase(each, await playCase(options, each, clusters))).toBe(recorded.get(each.name));
    });
  }
});
