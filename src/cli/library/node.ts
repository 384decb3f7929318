// The package's entry in Node: as in a page, with all schemas and documents at hand, and a lab that can listen.

import type { Endpoint, LabOptions, ListenOptions, NodeLab } from '../../library/api.ts';
import { makeLab } from '../../library/lab.ts';
import { documentOf } from '../documents.ts';
import { openApiOf } from '../openapi.ts';

export type * from '../../library/api.ts';

/**
 * Makes a simulated cluster in this process. `close` it in the end: Node goes on as long as something in it waits.
 *
 * @throws {Error} when `apply` is no YAML, or is refused by the API server.
 */
export async function createLab(options: LabOptions = {}): Promise<NodeLab> {
  const { lab, engine } = await makeLab(options, { openApi: openApiOf, documents: (file) => documentOf(file) });
  const endpoints = new Set<Endpoint>();
  const { close } = lab;
  return Object.assign(lab, {
    async listen(asked: ListenOptions = {}): Promise<Endpoint> {
      const endpoint = await (await import('./listen.ts')).listen(engine, asked);
      endpoints.add(endpoint);
      return endpoint;
    },
    async close(): Promise<void> {
      for (const endpoint of endpoints) endpoint.close();
      await close();
    },
  });
}
