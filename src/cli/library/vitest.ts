// `portolan/vitest`: a lab of its own for each test, as envtest gives one for each suite.

import { type TestAPI, test as vitest } from 'vitest';
import type { LabOptions, NodeLab } from '../../library/api.ts';
import { createLab } from './node.ts';

/** What a test gets beside Vitest's own context. */
export interface LabFixture {
  /** Made when a test first asks for it, closed when the test has ended. */
  readonly lab: NodeLab;
}

/**
 * Vitest's `test`, with a cluster for each test that names `lab`.
 *
 * ```ts
 * const test = labTest({ nodes: 1, apply: manifests });
 * test('the Service answers', async ({ lab }) => { … });
 * ```
 */
export function labTest(options: LabOptions = {}): TestAPI<LabFixture> {
  return vitest.extend<LabFixture>({
    lab: async ({ task: _task }, use) => {
      const lab = await createLab(options);
      await use(lab);
      await lab.close();
    },
  }) as TestAPI<LabFixture>;
}

/** `labTest()`: a cluster as `createLab()` makes it. */
export const test: TestAPI<LabFixture> = labTest();
