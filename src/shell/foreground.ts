// The job that a prompt waits for: it can be stopped with Ctrl-Z, and then the prompt is back.

import type { CommandNode } from 'unbash';
import { type Context, Leave, stderr } from './context.ts';
import type { Job, JobText } from './jobs.ts';

/** 128 + SIGTSTP */
export const STATUS_OF_STOPPED = 148;

/** Jobs are for whoever sits at a terminal, and a job in a job is part of it. */
function controlsJobs({ runtime, isSubshell, hold, terminal }: Context): boolean {
  return runtime.interactive && !isSubshell && !hold && terminal !== undefined;
}

/**
 * Runs something as a job of its own, and waits until it has ended or is stopped. Undefined: it is stopped, and the shell has said so.
 *
 * @param text Asked for only where there are jobs.
 */
export async function inForeground<T>(
  text: () => JobText,
  context: Context,
  run: (inner: Context) => Promise<T>,
  statusOf: (result: T) => number,
): Promise<T | undefined> {
  if (!controlsJobs(context)) return run(context);
  let result: T | undefined;
  let thrown: unknown;
  const job = context.runtime.jobs.make(text(), async ({ controller, hold }) => {
    // Not before the job is known to whoever would stop it.
    await undefined;
    try {
      result = await run({ ...context, signal: controller.signal, hold });
      return statusOf(result);
    } catch (fault) {
      thrown = fault;
      return fault instanceof Leave ? fault.value : 1;
    }
  });
  const status = await attend(job, context);
  if (status === undefined) return undefined;
  if (thrown) throw thrown;
  return result;
}

/** Waits for a job in the foreground: Ctrl-C and Ctrl-Z are its. Undefined: it was stopped. */
export async function attend(job: Job, context: Context): Promise<number | undefined> {
  const { signal, runtime } = context;
  const { jobs } = runtime;
  const interrupt = (): void => job.controller.abort(signal.reason);
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  jobs.foreground = job;
  job.isForeground = true;
  const status = await job.endedOrStopped();
  job.isForeground = false;
  jobs.foreground = undefined;
  signal.removeEventListener('abort', interrupt);
  if (status !== undefined) {
    jobs.remove(job);
    return status;
  }
  jobs.add(job);
  jobs.setCurrent(job);
  stderr(context).write(`\n${jobs.show(job)}`);
  context.state.status = STATUS_OF_STOPPED;
  // A loop is left; what stands after the command runs.
  if (context.loops > 0) throw new Leave('break', context.loops);
  return undefined;
}

/** A pipeline's text as `jobs` shows it. */
export function textOf(commands: readonly CommandNode[], source: string): JobText {
  const stages = commands.map((command) => shownCommand(command, source));
  return { whole: stages.join(' | '), stages };
}

function shownCommand(node: CommandNode, source: string): string {
  if (node.type === 'Subshell') return `( ${shownList(node.body, source)} )`;
  if (node.type === 'BraceGroup') return `{ ${shownList(node.body, source)}; }`;
  return source.slice(node.pos, node.end);
}

function shownList(list: { readonly pos: number; readonly end: number }, source: string): string {
  return source
    .slice(list.pos, list.end)
    .trim()
    .replace(/[;\s]+$/, '')
    .replace(/\s*;\s*/g, '; ')
    .replace(/\s*\n\s*/g, '; ');
}
