// What a page needs of whatever runs the learner's cluster: a shell to attach a terminal to, and files. There are two: the simulator in a
// worker of the page, which is always there, and Node on a machine that the learner has asked for.

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal at a shell. */
export interface Attachment {
  /** Keys, as a terminal sends them. */
  type(keys: string): void;
  resize(size: Size): void;
  /** The shell has ended: its exit code. */
  readonly ended: Promise<number>;
  /** Nothing more is shown, and the shell ends. */
  detach(): void;
}

export interface Runtime {
  /** Attaches a terminal to a shell. Rejects when the runtime cannot be begun, in words. */
  attach(size: Size, show: (text: string) => void): Promise<Attachment>;
  /** A file of the learner's home folder, by its path below it. Undefined: there is none. */
  read(path: string): Promise<string | undefined>;
  /** Makes its folder too. Rejects in words. */
  write(path: string, text: string): Promise<void>;
  /** Everything in it ends. */
  dispose(): void;
}

/** The folder of the learner's own server, which is the image `app`. */
export const APP = { name: 'app', folder: 'app', server: 'app/server.js' } as const;
