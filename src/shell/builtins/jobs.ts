// Builtins about jobs and the shell's session: jobs, fg, bg, wait, kill, disown, history, times, umask.

import {
  type Context,
  checkSignal,
  complain,
  Leave,
  print,
  signalNamed,
  signalNames,
  stderr,
  stdout,
} from '../context.ts';
import type { Job } from '../jobs.ts';
import { runText } from '../run-text.ts';
import type { Builtin } from './builtin.ts';

const jobs: Builtin = (args, context) => {
  const list = context.runtime.jobs;
  for (const job of [...list.all]) {
    if (args.includes('-p')) stdout(context).write(`${job.pid}\n`);
    else stdout(context).write(`${list.show(job, args.includes('-l'))}\n`);
    if (job.status !== undefined) list.remove(job);
  }
  return 0;
};

/** Waits for a job, handing it the Ctrl-C that comes meanwhile when `forwards`. */
async function waitFor(job: Job, context: Context, forwards: boolean): Promise<number> {
  const { signal } = context;
  const interrupted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  let status = await Promise.race([job.done, interrupted]);
  if (status === undefined && forwards) {
    job.controller.abort(signal.reason);
    status = await job.done;
  }
  if (status === undefined) {
    checkSignal(context);
    return 130;
  }
  job.announced = true;
  context.runtime.jobs.remove(job);
  return status;
}

const fg: Builtin = async (args, context, pos) => {
  const job = context.runtime.jobs.find(args[0] ?? '%%');
  if (!job || job.status !== undefined) {
    complain(context, `fg: ${args[0] ?? 'current'}: no such job`, pos);
    return 1;
  }
  stdout(context).write(`${job.command}\n`);
  return waitFor(job, context, true);
};

const bg: Builtin = (args, context, pos) => {
  const job = context.runtime.jobs.find(args[0] ?? '%%');
  if (!job) complain(context, `bg: ${args[0] ?? 'current'}: no such job`, pos);
  else complain(context, `bg: job ${job.number} already in background`, pos);
  return job ? 0 : 1;
};

const wait: Builtin = async (args, context, pos) => {
  const list = context.runtime.jobs;
  const names = args.filter((arg) => arg !== '-n' && arg !== '-f');
  if (names.length === 0) {
    for (const job of [...list.all]) await waitFor(job, context, false);
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const job = list.find(name);
    if (job) status = await waitFor(job, context, false);
    else {
      complain(
        context,
        name.startsWith('%') ? `wait: ${name}: no such job` : `wait: pid ${name} is not a child of this shell`,
        pos,
      );
      status = 127;
    }
  }
  return status;
};

/** A signal to the shell itself: its trap runs, or it ends. At a prompt bash does not heed TERM. */
async function signalOwn(signal: string, context: Context): Promise<void> {
  const { state, runtime } = context;
  if (signal === '0') return;
  const trap = signal === 'KILL' ? undefined : state.traps.get(signal);
  if (trap === '' || (trap === undefined && (runtime.interactive || ['CHLD', 'CONT', 'STOP', 'TSTP'].includes(signal))))
    return;
  if (trap === undefined) throw new Leave('exit', 128 + (signalNamed(signal)?.number ?? 15));
  const before = state.status;
  await runText(trap, { ...context, trapped: true });
  state.status = before;
}

const kill: Builtin = async (args, context, pos) => {
  let rest = [...args];
  let signal = 'TERM';
  const first = rest[0];
  if (first === '-l') {
    stdout(context).write(
      `${signalNames()
        .map((name) => `SIG${name}`)
        .join(' ')}\n`,
    );
    return 0;
  }
  if (first && /^-./.test(first) && first !== '--') {
    const named = first === '-s' || first === '-n' ? rest[1]! : first.slice(1);
    const known = named === '0' ? { name: '0' } : signalNamed(named ?? '');
    if (!known) {
      complain(context, `kill: ${named}: invalid signal specification`, pos);
      return 1;
    }
    signal = known.name;
    rest = rest.slice(first === '-s' || first === '-n' ? 2 : 1);
  }
  if (rest[0] === '--') rest = rest.slice(1);
  if (rest.length === 0) {
    stderr(context).write(
      'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n',
    );
    return 2;
  }
  let status = 0;
  for (const target of rest) {
    if (target === String(context.runtime.pid)) {
      await signalOwn(signal, context);
      continue;
    }
    const job = context.runtime.jobs.find(target);
    if (job && job.status === undefined) {
      // Stopping and continuing are not simulated; what would end a process ends the job.
      if (!['0', 'CONT', 'STOP', 'TSTP', 'CHLD'].includes(signal)) job.controller.abort(`SIG${signal}`);
      continue;
    }
    status = 1;
    if (target.startsWith('%')) complain(context, `kill: ${target}: no such job`, pos);
    else if (/^-?\d+$/.test(target)) complain(context, `kill: (${target}) - No such process`, pos);
    else complain(context, `kill: ${target}: arguments must be process or job IDs`, pos);
  }
  return status;
};

const disown: Builtin = (args, context, pos) => {
  const list = context.runtime.jobs;
  if (args[0] === '-a') list.all.splice(0);
  for (const name of args[0] === '-a' ? [] : args.length > 0 ? args.filter((arg) => arg !== '-h') : ['%%']) {
    const job = list.find(name);
    if (!job) {
      complain(context, `disown: ${name === '%%' ? 'current' : name}: no such job`, pos);
      return 1;
    }
    list.remove(job);
  }
  return 0;
};

const history: Builtin = (args, context) => {
  const { runtime } = context;
  if (args[0] === '-c') {
    runtime.clearHistory();
    return 0;
  }
  const lines = runtime.history();
  const from = args[0] === undefined ? 0 : Math.max(0, lines.length - Number(args[0]));
  lines.forEach((line, index) => {
    if (index >= from) stdout(context).write(`${String(index + 1).padStart(5)}  ${line}\n`);
  });
  return 0;
};

export const jobBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['jobs', jobs],
  ['fg', fg],
  ['bg', bg],
  ['wait', wait],
  ['kill', kill],
  ['disown', disown],
  ['history', history],
  ['times', (_, context) => print(context, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n')],
  ['umask', (args, context) => (args.length === 0 ? print(context, '0022\n') : 0)],
]);
