// A check: data in the lesson, behaviour in its kind, a reason for the learner.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Exchange, HttpRequest } from '#machine/http.ts';
import type { FetchOptions, Place } from '#machine/program.ts';
import type { Reader } from './reader.ts';
import type { Text } from './text.ts';

/** One line that the learner ran, when it had ended. */
export interface CommandRecord {
  readonly line: string;
  /** Where the prompt was: `laptop`, `pod/default/client`, … */
  readonly place: Place;
  readonly exitCode: number;
  /** The first 16 kB of standard output and of standard error. */
  readonly stdout: string;
  readonly stderr: string;
  /** The requests that went out while it ran. */
  readonly exchanges: readonly { readonly from: Place; readonly url: string; readonly exchange: Exchange }[];
}

/** What a check may look at. */
export interface Evidence {
  /** Sends a request now, in the cluster as it is. */
  fetch(from: Place, request: HttpRequest, options?: FetchOptions): Promise<Exchange>;
  /** All objects of a type, of every namespace; none of a type that is not served. `resource` is `services`, `deployments.apps`, … */
  list(resource: string): Promise<readonly ApiObject[]>;
  readonly commands: readonly CommandRecord[];
  /** What the learner answered or predicted, by check. */
  readonly answers: ReadonlyMap<string, string>;
  /** Resolves after so many simulated milliseconds. */
  sleep(ms: number): Promise<void>;
}

export interface Judgement {
  /** `pending`: nothing to judge yet, the learner has not tried. */
  readonly state: 'passed' | 'failed' | 'pending';
  /** What was seen, one sentence. */
  readonly because: Text;
  /** The hops of the request that decided it. */
  readonly trace?: Exchange['trace'];
}

export interface CheckKind<Spec = unknown> {
  readonly kind: string;
  /** Fields that stand beside the kind's own in a check: `that`, `otherwise`. */
  readonly beside?: readonly string[];
  /**
   * Names that a check is about, as a learner would type them: hosts, objects. A check that has some waits, whatever its verdict,
   * until one of them was tried. Absent: the kind says `pending` by itself.
   */
  about?(spec: Spec): readonly string[];
  /** Reads the kind's own part; `check` is the whole check, for what stands beside. Mistakes go to the reader. */
  parse(reader: Reader, check: Reader): Spec;
  /** `id` is the check's. Never throws for what a learner did. */
  judge(spec: Spec, evidence: Evidence, id: string): Promise<Judgement>;
}

export const passed = (because: Text, trace?: Exchange['trace']): Judgement => ({
  state: 'passed',
  because,
  ...(trace && { trace }),
});
export const failed = (because: Text, trace?: Exchange['trace']): Judgement => ({
  state: 'failed',
  because,
  ...(trace && { trace }),
});
export const pending = (because: Text): Judgement => ({ state: 'pending', because });
