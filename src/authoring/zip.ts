// A folder in one file.

import { unzipSync, zipSync } from 'fflate';
import { entriesOf, type LessonFolder, MOST_BYTES, MOST_FILES, type Opened, openFolder } from './folder.ts';

/** What zip has for a file whose time is not told: its own epoch. The same folder makes the same bytes. */
const EPOCH = '1980-01-01T00:00:00';

export function zipOf(folder: LessonFolder): Uint8Array {
  return zipSync(Object.fromEntries(entriesOf(folder).map(({ path, bytes }) => [path, bytes])), {
    level: 9,
    mtime: EPOCH,
  });
}

/** @param fileName Names the folder where the zip has only its files: `15-session-affinity.zip`. */
export function openZip(bytes: Uint8Array, fileName: string): Opened {
  let [count, size] = [0, 0];
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    files = unzipSync(bytes, {
      // What is told here is what is unpacked at most: a small file cannot become a large one.
      filter: ({ originalSize }) => {
        count++;
        size += originalSize;
        return count <= MOST_FILES + 1 && size <= MOST_BYTES + 1;
      },
    });
  } catch {
    return {
      refused: { en: `${fileName} is no zip file that can be read.`, zh: `${fileName} 不是可以读取的 zip 文件。` },
    };
  }
  if (count > MOST_FILES || size > MOST_BYTES)
    return {
      refused: {
        en: `${fileName} holds more than a lesson may: at most ${MOST_FILES} files, and ${MOST_BYTES} bytes.`,
        zh: `${fileName} 超出了一课的限度：最多 ${MOST_FILES} 个文件、${MOST_BYTES} 字节。`,
      },
    };
  return openFolder(
    Object.entries(files).map(([path, content]) => ({ path, bytes: content })),
    fileName.replace(/\.zip$/i, ''),
  );
}
