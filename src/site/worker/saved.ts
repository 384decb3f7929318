// A lesson as it is kept: packed for the page, and read again by this version or another.

import type { Solved } from '#grading/progress.ts';
import type { LessonStart } from '#grading/start.ts';
import type { CommandRecord } from '#lab/laptop-shell.ts';
import { SNAPSHOT_VERSION, type Snapshot } from '#lab/snapshot.ts';
import type { Refused, SavedState } from './protocol.ts';
import { squeezed, unsqueezed } from './squeeze.ts';
import type { Times } from './stopwatch.ts';

/** Raise it when a saved state of before cannot be read any more. */
export const VERSION = 3;

/**
 * For the page, which only keeps it: a large cluster would be taken apart and put together on the thread that draws, each time that it is
 * handed on or stored.
 */
export const packed = async ({ snapshot, ...saved }: Saved): Promise<SavedState> => ({
  ...saved,
  snapshot: await squeezed(JSON.stringify(snapshot)),
});

export interface Saved extends SavedState {
  readonly snapshot: Snapshot;
  /** The cluster that this is the state of, as it began… */
  readonly start: LessonStart;
  /** A digest of that and of its objects: an author changes them, a new version of a lesson does. */
  readonly beganAs?: string | undefined;
  /** …and the exercise whose own it is. */
  readonly at?: string | undefined;
  readonly commands: readonly CommandRecord[];
  readonly answers: readonly (readonly [string, string])[];
  readonly solved: Solved;
  /** Milliseconds of the learner's time in this cluster, if it is an exercise's own. */
  readonly spentMs?: number;
  readonly times?: Times;
  /** Simulated seconds a real second. Absent: 1. */
  readonly speed?: number;
}

type Unpacked =
  | { readonly saved: Saved; readonly refused?: undefined }
  | { readonly refused: Refused; readonly saved?: undefined };

const damaged = (reason: string): Unpacked => ({ refused: { why: 'damaged', reason } });

/** What `packed` made, if this version can read it. */
export async function unpacked(saved: SavedState, lesson: string): Promise<Unpacked> {
  if (saved.version !== VERSION) return { refused: ofVersion(saved.version, VERSION) };
  if (saved.lesson !== lesson) return damaged(`it is of the lesson ${saved.lesson}`);
  // Earlier it was kept as an object.
  const kept = saved['snapshot'] as string | Snapshot;
  try {
    const snapshot = typeof kept === 'string' ? (JSON.parse(await unsqueezed(kept)) as Snapshot) : kept;
    if (snapshot.version !== SNAPSHOT_VERSION) return { refused: ofVersion(snapshot.version, SNAPSHOT_VERSION) };
    // Earlier, of a line was kept what its checks look at, and not when it was entered.
    const lines = saved.lines ?? saved.commands.filter(({ place }) => place === 'laptop').map(ofCommand);
    return { saved: { ...saved, snapshot, lines } as Saved };
  } catch (error) {
    return damaged(error instanceof Error ? error.message : String(error));
  }
}

const ofCommand = ({ line, exitCode }: SavedState['commands'][number]): SavedState['lines'][number] => ({
  ...{ line, exitCode },
  terminal: 0,
});

const ofVersion = (version: number, own: number): Refused => ({
  why: version > own ? 'newer' : 'older',
  reason: `version ${version}, not ${own}`,
});
