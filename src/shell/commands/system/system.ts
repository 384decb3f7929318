// Commands about the machine and about other commands: sleep, date, env, hostname, whoami, id, uname, ps, which, clear, watch, xargs, true, false, echo, printf, sed, timeout.

import { join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { nullInput, readAll } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { formatPrintf } from '../../printf.ts';
import { sed } from '../sed/sed.ts';
import { endedBy } from '../tool.ts';
import { runOther } from './run-other.ts';
import { timeout } from './timeout.ts';

const say =
  (text: (process: Process) => string): Program =>
  async (process) => {
    process.stdout.write(`${text(process)}\n`);
    return 0;
  };

const sleep: Program = async (process) => {
  const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };
  let ms = 0;
  for (const arg of process.argv.slice(1)) {
    if (/^inf(inity)?$/i.test(arg)) {
      ms = Infinity;
      continue;
    }
    const found = /^(\d*\.?\d+)([smhd]?)$/.exec(arg);
    if (!found) {
      process.stderr.write(`sleep: invalid time interval '${arg}'\nTry 'sleep --help' for more information.\n`);
      return 1;
    }
    ms += Number(found[1]) * UNITS[found[2] || 's']! * 1000;
  }
  if (process.argv.length < 2) {
    process.stderr.write("sleep: missing operand\nTry 'sleep --help' for more information.\n");
    return 1;
  }
  await process.host.sleep(ms, process.signal);
  return process.signal.aborted ? endedBy(process) : 0;
};

const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

const date: Program = async (process) => {
  const format =
    process.argv
      .slice(1)
      .find((arg) => arg.startsWith('+'))
      ?.slice(1) ?? (process.argv.some((a) => /^(-I|--iso)/.test(a)) ? '%F' : '%a %b %e %H:%M:%S UTC %Y');
  const now = new Date(process.host.now());
  const two = (n: number): string => String(n).padStart(2, '0');
  const fields: Readonly<Record<string, () => string>> = {
    Y: () => String(now.getUTCFullYear()),
    m: () => two(now.getUTCMonth() + 1),
    d: () => two(now.getUTCDate()),
    e: () => String(now.getUTCDate()).padStart(2),
    H: () => two(now.getUTCHours()),
    M: () => two(now.getUTCMinutes()),
    S: () => two(now.getUTCSeconds()),
    N: () => `${String(now.getUTCMilliseconds()).padStart(3, '0')}000000`,
    F: () => now.toISOString().slice(0, 10),
    T: () => now.toISOString().slice(11, 19),
    s: () => String(Math.floor(now.getTime() / 1000)),
    a: () => DAYS[now.getUTCDay()]!.slice(0, 3),
    A: () => DAYS[now.getUTCDay()]!,
    b: () => MONTHS[now.getUTCMonth()]!.slice(0, 3),
    B: () => MONTHS[now.getUTCMonth()]!,
    y: () => two(now.getUTCFullYear() % 100),
    Z: () => 'UTC',
    z: () => '+0000',
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
  };
  process.stdout.write(`${format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => fields[letter]?.() ?? whole)}\n`);
  return 0;
};

const env: Program = async (process) => {
  const args = process.argv.slice(1);
  let vars: Record<string, string> = { ...process.env };
  while (args[0] !== undefined && (args[0].startsWith('-') || args[0].includes('='))) {
    const arg = args.shift()!;
    if (arg === '-i' || arg === '-') vars = {};
    else if (arg === '-u') delete vars[args.shift() ?? ''];
    else if (arg.includes('=')) vars[arg.slice(0, arg.indexOf('='))] = arg.slice(arg.indexOf('=') + 1);
  }
  if (args.length > 0) return runOther(process, args, vars);
  for (const [name, value] of Object.entries(vars)) process.stdout.write(`${name}=${value}\n`);
  return 0;
};

const printenv: Program = async (process) => {
  const names = process.argv.slice(1);
  if (names.length === 0) return env({ ...process, argv: ['env'] });
  let status = 0;
  for (const name of names) {
    const value = process.env[name];
    if (value === undefined) status = 1;
    else process.stdout.write(`${value}\n`);
  }
  return status;
};

const idOf = (user: string): number => (user === 'root' ? 0 : 1000);

const id: Program = async (process) => {
  const { user } = process.host;
  const n = idOf(user);
  const flag = process.argv[1] ?? '';
  if (flag === '-un' || flag === '-gn' || flag === '-nu') process.stdout.write(`${user}\n`);
  else
    process.stdout.write(
      /^-[ug]$/.test(flag) ? `${n}\n` : `uid=${n}(${user}) gid=${n}(${user}) groups=${n}(${user})\n`,
    );
  return 0;
};

const uname: Program = async (process) => {
  const parts: Readonly<Record<string, string>> = {
    s: 'Linux',
    n: process.host.hostname,
    r: '6.1.0',
    v: '#1 SMP',
    m: 'x86_64',
    o: 'GNU/Linux',
  };
  const flags = process.argv.slice(1).join('').replace(/-/g, '') || 's';
  process.stdout.write(
    `${(flags.includes('a') ? [...'snrvmo'] : [...'snrvmo'].filter((letter) => flags.includes(letter))).map((letter) => parts[letter]).join(' ')}\n`,
  );
  return 0;
};

const which: Program = async (process) => {
  let status = 0;
  for (const name of process.argv.slice(1).filter((arg) => !arg.startsWith('-'))) {
    if (process.host.programs.has(name)) process.stdout.write(`/usr/bin/${name}\n`);
    else status = 1;
  }
  return status;
};

const clear: Program = async (process) => {
  process.stdout.write('\x1b[H\x1b[2J\x1b[3J');
  return 0;
};

const watch: Program = async (process) => {
  const options = { seconds: 2, title: true };
  const args = process.argv.slice(1);
  while (args[0]?.startsWith('-')) {
    const arg = args.shift()!;
    if (arg === '-n' || arg === '--interval') options.seconds = Number(args.shift());
    else if (/^-n/.test(arg)) options.seconds = Number(arg.slice(2));
    else if (arg === '-t' || arg === '--no-title') options.title = false;
  }
  if (args.length === 0) {
    process.stderr.write('Usage:\n watch [options] command\n');
    return 1;
  }
  const command = args.join(' ');
  while (!process.signal.aborted) {
    const sink = new TextSink();
    await runOther(process, ['sh', '-c', command], process.env, { stdin: nullInput, stdout: sink, stderr: sink });
    if (process.signal.aborted) break;
    const rows = process.terminal?.rows ?? 24;
    const title = options.title ? `Every ${options.seconds.toFixed(1)}s: ${command}\n\n` : '';
    const shown = (title + sink.text).split('\n').slice(0, rows).join('\n').replace(/\n$/, '');
    if (!process.stdout.write(`\x1b[H\x1b[2J${shown}`)) break;
    await process.host.sleep(Math.max(0.1, options.seconds) * 1000, process.signal);
  }
  return endedBy(process);
};

const xargs: Program = async (process) => {
  const args = process.argv.slice(1);
  let most = Number.POSITIVE_INFINITY;
  let mark: string | undefined;
  let nul = false;
  let skipsEmpty = false;
  while (args[0]?.startsWith('-')) {
    const arg = args.shift()!;
    if (arg === '-n') most = Number(args.shift());
    else if (/^-n\d/.test(arg)) most = Number(arg.slice(2));
    else if (arg === '-I') mark = args.shift();
    else if (/^-I./.test(arg)) mark = arg.slice(2);
    else if (arg === '-0') nul = true;
    else if (arg === '-r') skipsEmpty = true;
  }
  const text = await readAll(process.stdin, process.signal);
  const command = args.length > 0 ? args : ['echo'];
  const batches: string[][] = [];
  if (mark !== undefined) {
    for (const line of text.split('\n').filter((each) => each.trim() !== ''))
      batches.push(command.map((word) => word.replaceAll(mark!, line.trim())));
  } else {
    const words = nul
      ? text.split('\0').filter((word) => word !== '')
      : [...text.matchAll(/"([^"]*)"|'([^']*)'|((?:\\.|[^\s"'])+)/g)].map(
          (m) => m[1] ?? m[2] ?? m[3]!.replace(/\\(.)/g, '$1'),
        );
    if (words.length === 0 && !skipsEmpty) batches.push([...command]);
    for (let i = 0; i < words.length; i += most)
      batches.push([...command, ...words.slice(i, most === Number.POSITIVE_INFINITY ? undefined : i + most)]);
  }
  let status = 0;
  for (const argv of batches) {
    const code = await runOther(process, argv, process.env, { stdin: nullInput });
    if (code === 127) return 127;
    if (code !== 0) status = 123;
    if (process.signal.aborted) return endedBy(process);
  }
  return status;
};

const ps = say(
  (process) =>
    `    PID TTY          TIME CMD\n      1 pts/0    00:00:00 ${process.env.SHELL?.replace(/^.*\//, '') ?? 'sh'}`,
);

const printf: Program = async (process) => {
  const { text, errors } = formatPrintf(process.argv[1] ?? '', process.argv.slice(2));
  process.stdout.write(text);
  for (const error of errors) process.stderr.write(`printf: ${error}\n`);
  return errors.length > 0 ? 1 : 0;
};

const echo: Program = async (process) => {
  const args = process.argv.slice(1);
  const newline = args[0] !== '-n';
  process.stdout.write((newline ? args : args.slice(1)).join(' ') + (newline ? '\n' : ''));
  return 0;
};

const pwd = say((process) => join('/', process.cwd));

export const systemCommands: readonly (readonly [string, Program])[] = [
  ['sleep', sleep],
  ['date', date],
  ['env', env],
  ['printenv', printenv],
  ['hostname', say(({ host }) => host.hostname)],
  ['whoami', say(({ host }) => host.user)],
  ['id', id],
  ['uname', uname],
  ['ps', ps],
  ['which', which],
  ['clear', clear],
  ['watch', watch],
  ['xargs', xargs],
  ['true', async () => 0],
  ['false', async () => 1],
  ['echo', echo],
  ['printf', printf],
  ['pwd', pwd],
  ['timeout', timeout],
  ['sed', sed],
];
