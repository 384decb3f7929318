// Progress leaves the browser: a file, zipped.

import type { Kept } from '../bench/store.ts';
import { progressFile } from './progress-file.ts';

/** Resolves to the file's name. */
export async function saveAsFile(lessons: Readonly<Record<string, Kept>>): Promise<string> {
  const text = new Blob([JSON.stringify(progressFile(lessons, Date.now()))]);
  const zipped = await new Response(text.stream().pipeThrough(new CompressionStream('gzip'))).blob();
  const link = document.createElement('a');
  link.download = `portolan-${new Date().toISOString().slice(0, 10)}.json.gz`;
  link.href = URL.createObjectURL(zipped);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return link.download;
}
