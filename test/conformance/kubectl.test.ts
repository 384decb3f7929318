// The real kubectl and ours do the same things to the same cluster, and print and leave behind the same.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { Clusters, parseCases, report, runCase } from './kubectl-diff.mjs';

const dir = new URL('.', import.meta.url).pathname;
const project = new URL('../..', import.meta.url).pathname;
const options = { project, kubectl: `${project}node_modules/.cache/portolan/kubectl`, verbose: true };
const clusters = new Clusters(options);
afterAll(() => clusters.stop());

// The set-up has said loudly why there is no real kubectl here.
describe.skipIf(process.env.PORTOLAN_NO_KUBECTL === '1')('the real kubectl agrees', () => {
  for (const file of readdirSync(`${dir}cases`).map((name) => `${dir}cases/${name}`))
    test.concurrent.each(parseCases(readFileSync(file, 'utf8'), file))('$name', async (each) => {
      const faults = await runCase(options, each, clusters);
      expect(faults.length === 0 ? '' : report(each, faults, options)).toBe('');
    });
});
