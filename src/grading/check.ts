// A check: data in the lesson, behaviour in its kind, a reason for the learner.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Exchange, HttpRequest, NetworkError } from '#machine/http.ts';
import type { Connected, ConnectOptions, DatagramSocket, FetchOptions, Place } from '#machine/program.ts';
import type { Reader } from './reader.ts';
import type { Fields, Shape } from './shape.ts';
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
  /** Resolves after so many simulated milliseconds, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A trace holds what the answer itself tells, and no more: a cluster elsewhere keeps none. */
  readonly partialTraces?: boolean;
  /** Opens a TCP connection. Absent: this evidence cannot, and a check that wants it waits. */
  connect?(from: Place, host: string, port: number, options?: ConnectOptions): Promise<Connected>;
  datagrams?(from: Place, host: string, port: number): Promise<DatagramSocket | NetworkError>;
  /** The address of a place outside the cluster. Undefined: it is not known. */
  addressOf?(place: Place): string | undefined;
  /** Milliseconds since the epoch, as the cluster's machines have it. */
  nowMs?(): number;
  /** A cluster that stands as this one does, to try something on. */
  trial?(): Promise<Trial>;
  /** What `work` gave while nothing has changed since; else it is done anew. */
  once?<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** A copy of the cluster. Nothing that happens to it happens to the learner's. Time passes only while somebody waits. */
export interface Trial {
  readonly evidence: Evidence;
  /** The message of a refusal; undefined: it was done. */
  request(method: 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<string | undefined>;
  nodeDown(name: string): void;
  stop(): void;
}

/** An expression of a check, for whoever looks whether it is one. */
export interface Expression {
  readonly expression: string;
  /** Names that it may use beside those of the cluster. */
  readonly variables: readonly string[];
  /** Where it stands in the check. */
  readonly field: string;
}

/** A question that the learner answers, by click or by `answer CHECK VALUE`. */
export interface Question {
  /** Undefined: any text. */
  readonly values: readonly string[] | undefined;
  /** What is told of an answer, whatever the cluster is like. Undefined: that is seen when it is judged. */
  told(value: string): Pick<Judgement, 'because' | 'wrong'> | undefined;
}

export interface Judgement {
  /** `pending`: nothing to judge yet, the learner has not tried. */
  readonly state: 'passed' | 'failed' | 'pending';
  /** What was seen, one sentence. */
  readonly because: Text;
  /** It passes though what was answered is not so: a prediction does. */
  readonly wrong?: true;
  /** The hops of the request that decided it. */
  readonly trace?: Exchange['trace'];
}

export interface CheckKind<Spec = unknown> {
  readonly kind: string;
  /** What it asks, for authors: one line of Markdown. */
  readonly purpose: string;
  /** The kind's own part, as it is written. */
  readonly shape: Shape<unknown>;
  /** Fields that stand beside the kind's own in a check: `that`, `otherwise`. */
  readonly beside?: Fields;
  /**
   * Names that a check is about, as a learner would type them: hosts, objects. A check that has some waits, whatever its verdict,
   * until one of them was tried. Absent: the kind says `pending` by itself.
   */
  about?(spec: Spec): readonly string[];
  /** `node`: judged once for each node, with `node.any` being that one. */
  every?(spec: Spec): 'node' | undefined;
  expressions?(spec: Spec): readonly Expression[];
  /** Absent: the check asks the learner nothing. */
  question?(spec: Spec): Question;
  /** Ids of checks of the same exercise that it judges again. */
  judges?(spec: Spec): readonly string[];
  /** Reads the kind's own part; `check` is the whole check, for what stands beside. Mistakes go to the reader. */
  parse(reader: Reader, check: Reader): Spec;
  /**
   * `id` is the check's. Never throws for what a learner did.
   *
   * @param judge Judges another check of the exercise.
   */
  judge(spec: Spec, evidence: Evidence, id: string, judge?: JudgeOther): Promise<Judgement>;
}

export type JudgeOther = (check: string, evidence: Evidence) => Promise<Judgement>;

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
