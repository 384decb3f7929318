// Builtins about jobs and the shell's session: jobs, fg, bg, wait, kill, disown, history, times.

import { type Context, checkSignal, complain, Leave, print, stderr, stdout } from '../context.ts';
import { attend, STATUS_OF_STOPPED } from '../foreground.ts';
import type { Job } from '../jobs.ts';
import { runText } from '../run-text.ts';
import { signalNamed, signalTable } from '../signals.ts';
import type { Builtin } from './builtin.ts';

/** The job that is meant, or undefined with a complaint. */
function named(builtin: string, spec: string | undefined, context: Context, pos: number): Job | undefined {
  const found = context.runtime.jobs.find(spec === undefined ? '%%' : spec.startsWith('%') ? spec : `%${spec}`);
  if (found === 'ambiguous') complain(context, `${builtin}: ${spec!.replace(/^%\??/, '')}: ambiguous job spec`, pos);
  else if (!found) complain(context, `${builtin}: ${spec ?? 'current'}: no such job`, pos);
  return found === 'ambiguous' ? undefined : found;
}

const jobs: Builtin = (args, context, pos) => {
  const list = context.runtime.jobs;
  const letters = args.filter((arg) => /^-[lprsn]+$/.test(arg)).join('');
  const specs = args.filter((arg) => !/^-[lprsn]+$/.test(arg));
  let status = 0;
  const chosen = specs.length === 0 ? [...list.all] : [];
  for (const spec of specs) {
    const job = named('jobs', spec, context, pos);
    if (job) chosen.push(job);
    else status = 1;
  }
  const ended: Job[] = [];
  for (const job of chosen) {
    const isShown =
      !(letters.includes('r') && !job.isRunning) &&
      !(letters.includes('s') && !job.isStopped) &&
      !(letters.includes('n') && !job.unsaid && job.status === undefined);
    if (isShown) {
      stdout(context).write(
        letters.includes('p') ? `${job.pids[0]}\n` : list.show(job, { long: letters.includes('l') }),
      );
      job.unsaid = false;
    }
    if (job.status !== undefined && isShown) ended.push(job);
  }
  for (const job of ended) list.remove(job);
  return status;
};

/** Waits for a job that stays in the background. */
async function waitFor(job: Job, context: Context): Promise<number> {
  const { signal } = context;
  if (job.isStopped) {
    stderr(context).write(`${context.state.arg0}: warning: wait_for_job: job ${job.number} is stopped\n`);
    return STATUS_OF_STOPPED;
  }
  const status = await Promise.race([job.endedOrStopped(), interrupted(signal)]);
  if (status === undefined && job.isStopped) return STATUS_OF_STOPPED;
  if (status === undefined) {
    checkSignal(context);
    return 130;
  }
  job.announced = true;
  context.runtime.jobs.remove(job);
  return status;
}

function interrupted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** Without a terminal there is none to give to a job. */
function hasJobControl(builtin: string, context: Context, pos: number): boolean {
  if (context.runtime.interactive && !context.isSubshell) return true;
  complain(context, `${builtin}: no job control`, pos);
  return false;
}

const fg: Builtin = async (args, context, pos) => {
  if (!hasJobControl('fg', context, pos)) return 1;
  const job = named('fg', args[0], context, pos);
  if (!job) return 1;
  if (job.status !== undefined) {
    complain(context, 'fg: job has terminated', pos);
    return 1;
  }
  stdout(context).write(`${job.text.whole}\n`);
  job.unsaid = false;
  context.runtime.jobs.setCurrent(job);
  job.isForeground = true;
  job.go();
  const status = await attend(job, context);
  if (status !== undefined) checkSignal(context);
  return status ?? STATUS_OF_STOPPED;
};

const bg: Builtin = (args, context, pos) => {
  if (!hasJobControl('bg', context, pos)) return 1;
  const list = context.runtime.jobs;
  let status = 0;
  for (const spec of args.length > 0 ? args : [undefined]) {
    const job = named('bg', spec, context, pos);
    if (!job) status = 1;
    else if (job.status !== undefined) {
      complain(context, 'bg: job has terminated', pos);
      status = 1;
    } else if (job.isRunning) complain(context, `bg: job ${job.number} already in background`, pos);
    else {
      job.unsaid = false;
      const mark = list.find('%+') === job ? '+' : list.find('%-') === job ? '-' : ' ';
      stdout(context).write(`[${job.number}]${mark} ${job.text.whole} &\n`);
      job.go();
      list.choose();
    }
  }
  return status;
};

const wait: Builtin = async (args, context, pos) => {
  const list = context.runtime.jobs;
  const names = args.filter((arg) => arg !== '-n' && arg !== '-f');
  if (args.includes('-n')) return waitForAny(names, context);
  if (names.length === 0) {
    for (const job of [...list.all]) if (!job.isStopped) await waitFor(job, context);
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const job = list.find(name);
    if (job && job !== 'ambiguous') status = await waitFor(job, context);
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

/** The first that ends; 127 where there is none. */
async function waitForAny(names: readonly string[], context: Context): Promise<number> {
  const list = context.runtime.jobs;
  const wanted = names.length === 0 ? [...list.all] : names.map((name) => list.find(name));
  const all = wanted.filter((job): job is Job => job !== undefined && job !== 'ambiguous' && !job.announced);
  if (all.length === 0) return 127;
  const first = await Promise.race([...all.map((job) => job.done.then(() => job)), interrupted(context.signal)]);
  if (!first) {
    checkSignal(context);
    return 130;
  }
  return waitFor(first, context);
}

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

function send(signal: string, job: Job, { runtime }: Context): void {
  if (signal === 'CONT') job.go();
  else if (['STOP', 'TSTP', 'TTIN', 'TTOU'].includes(signal)) {
    job.stop(signal === 'STOP' ? 'Stopped (signal)' : 'Stopped');
    job.unsaid = true;
    runtime.jobs.setCurrent(job);
  } else if (signal !== '0' && signal !== 'CHLD') job.end(`SIG${signal}`);
}

function listSignals(asked: readonly string[], context: Context, pos: number): number {
  if (asked.length === 0) return print(context, signalTable());
  let status = 0;
  for (const each of asked) {
    const number = /^\d+$/.test(each) ? Number(each) % 128 : undefined;
    const found = signalNamed(number === undefined ? each : String(number));
    if (number === 0) stdout(context).write('EXIT\n');
    else if (found) stdout(context).write(`${number === undefined ? found.number : found.name}\n`);
    else {
      complain(context, `kill: ${each}: invalid signal specification`, pos);
      status = 1;
    }
  }
  return status;
}

const kill: Builtin = async (args, context, pos) => {
  let rest = [...args];
  let signal = 'TERM';
  const first = rest[0];
  if (first === '-l' || first === '-L') return listSignals(rest.slice(1), context, pos);
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
    if (job && job !== 'ambiguous' && job.status === undefined) {
      send(signal, job, context);
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
    if (!job || job === 'ambiguous') {
      complain(context, `disown: ${name === '%%' ? 'current' : name}: no such job`, pos);
      return 1;
    }
    list.remove(job);
  }
  return 0;
};

const history: Builtin = (args, context, pos) => {
  const { runtime } = context;
  if (args[0] === '-c') {
    runtime.clearHistory();
    return 0;
  }
  if (args[0] === '-d' || /^-[awrns]$/.test(args[0] ?? '')) {
    if (args[0] !== '-d') return 0;
    const at = Number(args[1]);
    const all = runtime.history();
    if (!Number.isInteger(at) || at === 0 || Math.abs(at) > all.length) {
      complain(context, `history: ${args[1] ?? '-d'}: history position out of range`, pos);
      return 1;
    }
    runtime.clearHistory(at < 0 ? all.length + at : at - 1);
    return 0;
  }
  if (args[0] !== undefined && !/^\d+$/.test(args[0])) {
    complain(context, `history: ${args[0]}: numeric argument required`, pos);
    return 1;
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
]);
