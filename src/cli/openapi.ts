// The OpenAPI documents that the build made from the types of @kubernetes/client-node, read when a client asks.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../openapi/', import.meta.url));

/** Schemas of a group version (`v1`, `apps/v1`), or undefined where the build has none. */
export function openApiOf(groupVersion: string): unknown {
  const file = `${folder}${groupVersion.replace('/', '.')}.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
