// timeout: a command, and a signal when it takes too long. Models coreutils' timeout.c and busybox coreutils/timeout.c.
// Differs: programs end at any signal, so -k has nothing to do.

import type { Process, Program } from '#machine/program.ts';
import { EXIT_OF_SIGNAL } from '#machine/program.ts';
import { runOther } from './run-other.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

export const timeout: Program = (process) => run(process, false);
/** Its exit code is the command's own, also when the time was up. */
export const busyboxTimeout: Program = (process) => run(process, true);

async function run(process: Process, isBusybox: boolean): Promise<number> {
  const { stderr, host, signal } = process;
  const usage = (text: string): number => {
    stderr.write(isBusybox ? `timeout: ${text}\n` : `timeout: ${text}\nTry 'timeout --help' for more information.\n`);
    return isBusybox ? 1 : 125;
  };
  const args = process.argv.slice(1);
  let sent = 'TERM';
  let keepsStatus = isBusybox;
  while (args[0]?.startsWith('-')) {
    const arg = args.shift()!;
    const [, letter, inline] = /^--(signal|kill-after)(?:=(.*))?$/.exec(arg) ?? /^-([sk])(.*)$/.exec(arg) ?? [];
    if (letter) {
      const value = inline || args.shift();
      if (value === undefined) return usage(`option requires an argument -- '${letter[0]}'`);
      if (letter[0] === 's') sent = value.toUpperCase().replace(/^SIG/, '');
    } else if (arg === '--preserve-status' || arg === '-p') keepsStatus = true;
    else if (!['--foreground', '-f', '--verbose', '-v'].includes(arg))
      return usage(arg.startsWith('--') ? `unrecognized option '${arg}'` : `invalid option -- '${arg[1]}'`);
  }
  const [duration, ...command] = args;
  if (duration === undefined || command.length === 0) {
    if (isBusybox) return usage('missing operand');
    // GNU's says no more than this.
    stderr.write("Try 'timeout --help' for more information.\n");
    return 125;
  }
  const ms = millisecondsOf(duration);
  if (ms === undefined) return usage(`invalid time interval '${duration}'`);
  const names: Readonly<Record<string, string>> = { 1: 'HUP', 2: 'INT', 9: 'KILL', 15: 'TERM' };
  const reason = `SIG${names[sent] ?? sent}`;
  if (EXIT_OF_SIGNAL[reason] === undefined) return usage(`${sent}: invalid signal`);

  const own = new AbortController();
  const over = new AbortController();
  const passOn = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', passOn, { once: true });
  let isLate = false;
  // 0 is no limit.
  const clock = ms > 0 ? host.sleep(ms, over.signal) : new Promise<void>(() => {});
  void clock.then(() => {
    if (over.signal.aborted) return;
    isLate = true;
    own.abort(reason);
  });
  const code = await runOther(process, command, process.env, { signal: own.signal }, (name) =>
    isBusybox
      ? `can't execute '${name}': No such file or directory`
      : `failed to run command '${name}': No such file or directory`,
  );
  over.abort('ended');
  signal.removeEventListener('abort', passOn);
  return isLate && !keepsStatus ? (reason === 'SIGKILL' ? 137 : 124) : code;
}

function millisecondsOf(text: string): number | undefined {
  const [, number, unit] = /^(\d*\.?\d+)([smhd]?)$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * UNITS[unit || 's']! * 1000;
}
