// A check that an author may choose: as it would be written, its words included.

import type { Text } from '#grading/text.ts';

export interface Candidate {
  /** What its id is made of: `from-a-pod`. */
  readonly named: string;
  readonly ask: Text;
  /** What stands beside `id` and `ask`: `{ reach: … }`. */
  readonly asks: Readonly<Record<string, unknown>>;
}
