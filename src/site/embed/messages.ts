// What an embedded page and the page around it say to each other, by postMessage. Version 1; fields may be added, none change.

/** From the embedded page. */
export type LabMessage = { readonly portolan: 1 } & LabEvent;

export type LabEvent =
  /** There is a cluster behind the prompt. */
  | { readonly type: 'ready'; readonly lesson: string; readonly locale: string; readonly exercises: readonly string[] }
  /** Every check, whenever one has changed. */
  | { readonly type: 'state'; readonly checks: readonly CheckState[] }
  /** Every check of an exercise has passed, which had not before. */
  | { readonly type: 'passed'; readonly exercise: string }
  /** A line of the laptop's prompt has ended. */
  | { readonly type: 'command'; readonly line: string; readonly exitCode: number }
  /** The page cannot do what its address asks for. */
  | { readonly type: 'problem'; readonly text: string };

export interface CheckState {
  readonly exercise: string;
  readonly check: string;
  readonly state: 'pending' | 'passed' | 'failed';
}

/** To the embedded page. */
export interface RunMessage {
  readonly portolan: 1;
  readonly type: 'run';
  /** Typed at the prompt, and Enter. */
  readonly line: string;
}

const LONGEST_LINE = 4000;

/** Undefined: it is none, or asks for what cannot be typed at a prompt. */
export function runMessage(data: unknown): RunMessage | undefined {
  const { portolan, type, line } = (typeof data === 'object' && data !== null ? data : {}) as Partial<RunMessage>;
  if (portolan !== 1 || type !== 'run' || typeof line !== 'string') return undefined;
  return line.length <= LONGEST_LINE && !/[\x00-\x08\x0b-\x1f\x7f]/.test(line) ? { portolan, type, line } : undefined;
}

const TYPES = new Set<string>(['ready', 'state', 'passed', 'command', 'problem'] satisfies LabEvent['type'][]);

/** Undefined: it is none. For the page around, which has checked where it comes from. */
export function labMessage(data: unknown): LabMessage | undefined {
  const { portolan, type } = (typeof data === 'object' && data !== null ? data : {}) as Partial<LabMessage>;
  return portolan === 1 && TYPES.has(String(type)) ? (data as LabMessage) : undefined;
}
