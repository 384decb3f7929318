// One running container: its files, its process, its log.

import type { Image, MainProcess } from '#kubelet/image.ts';
import type { Environment } from '#kubelet/resolve.ts';
import type { SharedFolder } from '#machine/file-nodes.ts';
import type { MemoryFiles } from '#machine/memory-files.ts';
import type { PipeOutput } from '#machine/pipe.ts';
import type { Machine } from '../machine.ts';
import type { LogBuffer } from './log-buffer.ts';
import type { RequestMeter } from './usage.ts';

/** The streams of a main process that is a program of the shell room: what `kubectl attach` and `run -it` are tied to. */
export interface MainStreams {
  /** Undefined: the container was made without stdin. */
  readonly input: PipeOutput | undefined;
  readonly tty: boolean;
  readonly size: { columns: number; rows: number };
  readonly listeners: Set<(stream: 'stdout' | 'stderr', text: string) => void>;
  /** Its exit code, once it has ended. */
  readonly done: Promise<number>;
}

export interface RunningContainer {
  readonly name: string;
  readonly image: Image;
  readonly machine: Machine & { readonly files: MemoryFiles };
  readonly environment: Environment;
  readonly workingDir: string;
  readonly log: LogBuffer;
  readonly listeners: MainProcess['listeners'];
  readonly webhooks: NonNullable<MainProcess['webhooks']>;
  /** What it has answered of late. */
  readonly meter: RequestMeter;
  /** Undefined for a server of an image: it has no streams of its own. */
  main?: MainStreams;
  /** Ends the main process, where it is a program of the shell room, and everything that was executed in it. */
  readonly ended: AbortController;
  /** What its main process does about SIGTERM. */
  heed?: () => boolean;
}

/** The containers of one Pod: they share its ports and addresses. */
export interface PodSandbox {
  readonly uid: string;
  readonly containers: Map<string, RunningContainer>;
  /** Logs of the containers that ran before, by name: `kubectl logs --previous`. */
  readonly previousLogs: Map<string, LogBuffer>;
  /** Its emptyDirs, by the name of the volume. */
  folders?: Map<string, SharedFolder>;
  readonly logs: Map<string, LogBuffer>;
}
