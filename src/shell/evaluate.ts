// Runs a script's syntax tree: lists, pipelines, compound commands, functions.

import type { AndOr, CommandNode, CompoundList, Pipeline, Script, Statement } from 'unbash';
import { makePipe } from '#machine/pipe.ts';
import type { Input } from '#machine/program.ts';
import { nullInput } from '#machine/text-input.ts';
import { runCommand } from './command.ts';
import { runCompound } from './compound.ts';
import { type Context, checkSignal, complain, ExpansionError, Leave, type OpenFile, stderr } from './context.ts';
import { inForeground, STATUS_OF_STOPPED, textOf } from './foreground.ts';
import { heldInput } from './hold.ts';
import type { Job, JobText } from './jobs.ts';
import { redirect } from './redirect.ts';
import { runText } from './run-text.ts';
import { shared } from './shared-input.ts';
import { copyState, getVar } from './state.ts';

/** A whole script, or one that stands in $( ): what leaves it ends here, as its exit code. */
export async function runScriptNode(script: Script, context: Context): Promise<number> {
  try {
    await runStatements(script.commands, context);
  } catch (thrown) {
    context.state.status = statusOf(thrown, context);
  }
  const { state } = context;
  const trap = state.traps.get('EXIT');
  if (trap !== undefined && context.isSubshell) {
    state.traps.delete('EXIT');
    await runTrap(trap, context);
  }
  return state.status;
}

/** The exit code of what was thrown; expansion errors are printed. Anything else is a fault of ours, and goes on. */
export function statusOf(thrown: unknown, context: Context, pos = 0): number {
  if (thrown instanceof Leave) return thrown.how === 'break' || thrown.how === 'continue' ? 0 : thrown.value;
  if (thrown instanceof ExpansionError) {
    complain(context, thrown.message, pos);
    return thrown.status;
  }
  if (thrown instanceof RangeError && /call stack/i.test(thrown.message)) {
    complain(context, 'maximum function nesting level exceeded', pos);
    return 1;
  }
  throw thrown;
}

/** Runs text in place, keeping the exit code as the trap found it. */
export async function runTrap(text: string, context: Context): Promise<void> {
  const { state } = context;
  const before = state.status;
  try {
    await runText(text, { ...context, traceDepth: context.traceDepth + 1 });
    state.status = before;
  } catch (thrown) {
    state.status = statusOf(thrown, context);
  }
}

/** The trap of ERR, DEBUG or RETURN. It sets off no other. */
export async function runHook(name: 'ERR' | 'DEBUG' | 'RETURN', context: Context): Promise<void> {
  const text = context.trapped ? undefined : context.state.traps.get(name);
  if (!text) return;
  const before = context.state.status;
  const traceDepth = context.traceDepth + 1;
  await runText(text, { ...context, traceDepth, trapped: true, tested: true });
  context.state.status = before;
}

/** Simulated milliseconds in which a job in the background gets going before its shell goes on: `server &` listens when the next line asks it. */
const FORK_MS = 25;

export async function runStatements(statements: readonly Statement[], context: Context): Promise<number> {
  for (const statement of statements) {
    checkSignal(context);
    await context.hold?.pass();
    if (context.state.options.has('n') && !context.runtime.interactive) break;
    if (statement.background) {
      startJob(statement, context);
      await context.runtime.host.sleep(FORK_MS);
    } else await runNode(statement.command, context);
  }
  return context.state.status;
}

export async function runList(list: CompoundList, context: Context): Promise<number> {
  if (list.commands.length === 0) context.state.status = 0;
  return runStatements(list.commands, context);
}

async function runNode(node: Statement['command'], context: Context): Promise<number> {
  if (node.type === 'AndOr') return runAndOr(node, context);
  if (node.type === 'Pipeline') return runPipeline(node, context);
  const status = await runStage(node, context);
  if (!isList(node)) await exitOnError(context);
  return status;
}

/** A group's own commands have already been asked. */
function isList(node: CommandNode): boolean {
  return ['BraceGroup', 'If', 'For', 'While', 'Case', 'ArithmeticFor', 'Select', 'Function'].includes(node.type);
}

async function exitOnError(context: Context): Promise<void> {
  const { state } = context;
  if (state.status !== 0 && !context.tested) await runHook('ERR', context);
  if (state.status !== 0 && state.options.has('e') && !context.tested) throw new Leave('exit', state.status);
}

async function runAndOr({ commands, operators }: AndOr, context: Context): Promise<number> {
  const { state } = context;
  for (const [index, command] of commands.entries()) {
    const operator = operators[index - 1];
    if (operator === '&&' && state.status !== 0) continue;
    if (operator === '||' && state.status === 0) continue;
    const isLast = index === commands.length - 1;
    await runNode(command, isLast ? context : { ...context, tested: true });
  }
  return state.status;
}

async function runPipeline(node: Pipeline, context: Context): Promise<number> {
  const { state, runtime } = context;
  const timed = node.prefixes.find((prefix) => prefix.type === 'Time');
  const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
  const from = runtime.host.now();
  const inner = negated ? { ...context, tested: true } : context;
  if (node.commands.length === 0) state.status = 0;
  else if (node.commands.length === 1) await runStage(node.commands[0]!, inner);
  else await runPipes(node, inner);
  if (timed && timed.type === 'Time') {
    const took = (runtime.host.now() - from) / 1000;
    const show = (label: string, s: number): string => `${label}\t${Math.floor(s / 60)}m${(s % 60).toFixed(3)}s\n`;
    const posix = `real ${took.toFixed(2)}\nuser 0.00\nsys 0.00\n`;
    const usual = `\n${show('real', took)}${show('user', 0)}${show('sys', 0)}`;
    const format = timed.posix ? undefined : getVar(state, 'TIMEFORMAT');
    if (format !== '')
      stderr(context).write(format === undefined ? (timed.posix ? posix : usual) : `${timeText(format, took)}\n`);
  }
  if (negated) state.status = state.status === 0 ? 1 : 0;
  else await exitOnError(context);
  return state.status;
}

/** TIMEFORMAT. Source: bash's execute_cmd.c, print_formatted_time. Programs here take no time of a processor. */
function timeText(format: string, took: number): string {
  return format.replace(/%(?:(\d)?(l)?([RUS])|P|%)/g, (whole, precision: string, long: string, which: string) => {
    if (whole === '%%') return '%';
    if (whole === '%P') return '0.00';
    const seconds = which === 'R' ? took : 0;
    const digits = Math.min(3, Number(precision ?? 3));
    const text = (n: number): string => (digits === 0 ? String(Math.floor(n)) : n.toFixed(digits));
    return long ? `${Math.floor(seconds / 60)}m${text(seconds % 60)}s` : text(seconds);
  });
}

async function runPipes(node: Pipeline, context: Context): Promise<number> {
  const { state } = context;
  const statuses = await inForeground(
    () => textOf(node.commands, context.source),
    context,
    (inner) => runStages(node, inner),
    (all) => all.at(-1)!,
  );
  if (statuses === undefined) return STATUS_OF_STOPPED;
  state.vars.set('PIPESTATUS', { value: '', elements: new Map(statuses.map((s, i) => [String(i), String(s)])) });
  const failed = state.options.has('pipefail') ? statuses.findLast((status) => status !== 0) : undefined;
  state.status = failed ?? statuses.at(-1)!;
  checkSignal(context);
  return state.status;
}

/** All stages at once, each in a subshell with its own signal. */
async function runStages({ commands, operators }: Pipeline, context: Context): Promise<readonly number[]> {
  const { state } = context;
  const controllers = commands.map(() => new AbortController());
  const pipes = operators.map((_, index) => makePipe({ onBroken: () => controllers[index]!.abort('SIGPIPE') }));
  const runs = commands.map(async (command, index) => {
    const open = new Map<number, OpenFile>(context.open);
    const before = pipes[index - 1];
    const after = pipes[index];
    if (before) open.set(0, { input: shared(before.input) });
    if (after) open.set(1, { output: after.output });
    if (after && operators[index] === '|&') open.set(2, { output: after.output });
    const signal = AbortSignal.any([context.signal, controllers[index]!.signal]);
    // With `lastpipe`, and without job control, the last one is the shell's own.
    const stays = index === commands.length - 1 && state.options.has('lastpipe') && !state.options.has('m');
    const stage: Context = { ...context, open, signal, state: stays ? state : copyState(state), isSubshell: !stays };
    const status = stays ? await runStage(command, stage) : await runSubshell(stage, () => runStage(command, stage));
    after?.output.close();
    before?.input.close();
    return status;
  });
  return Promise.all(runs);
}

export async function runSubshell(context: Context, run: () => Promise<number>): Promise<number> {
  const { state } = context;
  try {
    state.status = await run();
  } catch (thrown) {
    state.status = statusOf(thrown, context);
  }
  const trap = state.traps.get('EXIT');
  if (trap !== undefined) {
    state.traps.delete('EXIT');
    await runTrap(trap, context);
  }
  return state.status;
}

function startJob(statement: Statement, context: Context): void {
  const { state, runtime } = context;
  const { terminal, ...rest } = context;
  const job = runtime.jobs.start(textOfStatement(statement, context.source), async (own) => {
    const open = new Map(context.open);
    if (open.get(0)?.isTerminal) open.set(0, { input: shared(terminal ? ownInput(own, context) : nullInput) });
    const inner: Context = {
      ...rest,
      open,
      signal: own.controller.signal,
      hold: own.hold,
      state: copyState(state),
      isSubshell: true,
    };
    await runtime.host.sleep(0);
    return runSubshell(inner, () => runNode(statement.command, inner));
  });
  state.lastJobPid = job.pid;
  state.status = 0;
  if (runtime.interactive && !context.isSubshell) stderr(context).write(`[${job.number}] ${job.pid}\n`);
}

/** The terminal's input is for the job in the foreground: another that reads is stopped until it is. */
function ownInput(job: Job, { open, runtime }: Context): Input {
  const terminal = open.get(0)!.input!;
  return heldInput(
    {
      get isTyped() {
        return terminal.isTyped;
      },
      async read(signal) {
        while (!job.isForeground && !signal?.aborted && !job.controller.signal.aborted) {
          job.stop('Stopped (tty input)');
          job.unsaid = true;
          runtime.jobs.setCurrent(job);
          await job.hold.pass();
          // What goes on in the background reads once more, and is stopped once more.
          await runtime.host.sleep(0);
        }
        return job.isForeground ? terminal.read(signal) : undefined;
      },
    },
    job.hold,
  );
}

function textOfStatement(statement: Statement, source: string): JobText {
  const { command } = statement;
  if (command.type === 'Pipeline' && command.prefixes.length === 0) return textOf(command.commands, source);
  if (command.type !== 'AndOr' && command.type !== 'Pipeline') return textOf([command], source);
  const text = source.slice(statement.pos, statement.end).replace(/\s*&\s*$/, '');
  return { whole: text, stages: [text] };
}

async function runStage(node: CommandNode, context: Context): Promise<number> {
  const { state } = context;
  checkSignal(context);
  try {
    if (node.type === 'Command') state.status = await runCommand(node, context);
    else if (node.type === 'Redirected') {
      const inner = await redirect(node.redirects, context);
      state.status = inner ? await runCompound(node.command, inner) : 1;
    } else if (node.type === 'Function') {
      state.functions.set(node.name.value, {
        node,
        source: context.source,
        file: state.frames[0]?.file ?? (context.runtime.isCommand ? 'environment' : 'main'),
      });
      state.status = 0;
    } else if (node.type === 'Coproc') throw new ExpansionError('Portolan does not simulate coproc');
    else state.status = await runCompound(node, context);
  } catch (thrown) {
    if (!(thrown instanceof ExpansionError)) throw thrown;
    complain(context, thrown.message, node.pos);
    state.status = thrown.status;
    // At a prompt the line is given up; in a script a bad expansion ends the script.
    const isPlain = context.runtime.isCommand && !context.isSubshell && !state.options.has('e');
    if (!isPlain && thrown.status === 127) state.status = 1;
    throw new Leave(context.runtime.interactive ? 'abandon' : 'exit', state.status);
  }
  return state.status;
}
