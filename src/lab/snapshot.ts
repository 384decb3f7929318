// A lab as one JSON value: what is stored, what time it is, what the files say.

import type { StorageSnapshot } from '#apiserver/storage.ts';
import type { FilesSnapshot } from '#machine/memory-files.ts';
import type { AcmeSnapshot } from './acme-authorities.ts';
import type { Faults } from './faults.ts';

export interface MachinesSnapshot {
  /** Files of the laptop, the internet machine and the nodes, by place. */
  readonly files: Readonly<Record<string, FilesSnapshot>>;
  /** Files of running containers, by `pod uid/container name`. */
  readonly containers: Readonly<Record<string, FilesSnapshot>>;
  /** What is broken. Absent: nothing. */
  readonly faults?: Faults;
  /** What the ACME authorities of the internet keep. Absent: nothing. */
  readonly acme?: AcmeSnapshot;
}

/** Of another version: what is stored does not make a whole cluster any more. */
export const SNAPSHOT_VERSION = 2;

export interface Snapshot {
  readonly version: typeof SNAPSHOT_VERSION;
  readonly nowMs: number;
  readonly random: number;
  /** Absent, as in what was saved when all was drawn together: as `random`. */
  readonly names?: number;
  /** What service accounts' tokens are signed with follows from it. */
  readonly secret: string;
  readonly storage: StorageSnapshot;
  readonly machines: MachinesSnapshot;
}
