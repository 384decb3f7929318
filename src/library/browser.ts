// The package's entry outside Node: a page, a worker, a bundler.

import type { Lab, LabOptions } from './api.ts';
import { makeLab } from './lab.ts';

export type * from './api.ts';

/**
 * Makes a simulated cluster.
 *
 * @throws {Error} when `apply` is no YAML, or is refused by the API server.
 */
export async function createLab(options: LabOptions = {}): Promise<Lab> {
  return (await makeLab(options, { openApi: () => undefined, documents: () => undefined })).lab;
}
