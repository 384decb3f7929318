// Progress as a file: what the browser keeps of every lesson, to be taken to another browser or put away.

import type { Kept } from '../bench/store.ts';

export interface ProgressFile {
  readonly portolan: 'progress';
  readonly version: 1;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
  /** By the lesson's slug. */
  readonly lessons: Readonly<Record<string, Kept>>;
}

/** Of a file that claims to be one. Fourteen lessons of a long course take a tenth of it. */
export const MOST_BYTES = 100_000_000;

const SLUG = /^[a-z0-9][a-z0-9-]{0,60}$/;

export function progressFile(lessons: ProgressFile['lessons'], savedAt: number): ProgressFile {
  return { portolan: 'progress', version: 1, savedAt, lessons };
}

/** Undefined: it is no such file, or none that this version can read. Anybody may have written it. */
export function readProgressFile(text: string): ProgressFile | undefined {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(file) || file['portolan'] !== 'progress' || file['version'] !== 1) return undefined;
  const { savedAt, lessons } = file;
  if (typeof savedAt !== 'number' || !isRecord(lessons)) return undefined;
  const good = Object.entries(lessons).every(([slug, kept]) => SLUG.test(slug) && isKept(slug, kept));
  return good ? progressFile(lessons as ProgressFile['lessons'], savedAt) : undefined;
}

function isKept(slug: string, kept: unknown): boolean {
  if (!isRecord(kept)) return false;
  const { engine, screens, at, done, solved } = kept;
  return (
    isRecord(engine) &&
    engine['lesson'] === slug &&
    typeof engine['version'] === 'number' &&
    typeof engine['seed'] === 'number' &&
    Array.isArray(engine['history']) &&
    engine['history'].every((line) => typeof line === 'string') &&
    isRecord(screens) &&
    Object.entries(screens).every(([id, text]) => /^\d$/.test(id) && typeof text === 'string') &&
    (kept['written'] === undefined ||
      (isRecord(kept['written']) && Object.values(kept['written']).every((text) => typeof text === 'string'))) &&
    typeof at === 'number' &&
    typeof done === 'boolean' &&
    (solved === undefined || (Number.isInteger(solved) && (solved as number) >= 0))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
