/** The two sides of an object that `kubectl diff` compares, as files of two folders. */
export interface Compared {
  readonly name: string;
  readonly live: string;
  /** Undefined: it would be deleted. */
  readonly merged: string | undefined;
}
