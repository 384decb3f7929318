// Progress leaves the browser: a file, zipped.

import type { Kept } from '../bench/store.ts';
import { saveFile } from '../save-file.ts';
import { progressFile } from './progress-file.ts';

/** Resolves to the file's name. */
export async function saveAsFile(lessons: Readonly<Record<string, Kept>>): Promise<string> {
  const text = new Blob([JSON.stringify(progressFile(lessons, Date.now()))]);
  const zipped = await new Response(text.stream().pipeThrough(new CompressionStream('gzip'))).blob();
  const name = `portolan-${new Date().toISOString().slice(0, 10)}.json.gz`;
  saveFile(name, zipped);
  return name;
}
