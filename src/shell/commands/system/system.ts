// Commands about the machine and about other commands: sleep, env, hostname, whoami, id, uname, ps, which, clear, watch, xargs, true, false, echo, printf, timeout.

import { strerror } from '#machine/errno.ts';
import { join } from '#machine/path.ts';
import type { Identity, Process, Program } from '#machine/program.ts';
import { shownControls } from '#machine/shown-controls.ts';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { formatPrintf, unescapeText } from '../../printf.ts';
import { endedBy } from '../tool.ts';
import { runOther } from './run-other.ts';
import { timeout } from './timeout.ts';
import { xargs } from './xargs.ts';

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

/** As a program of its own, without a shell: probes and `find -exec` run it so. The shell knows how to judge. */
const test: Program = (process) => {
  const [name = 'test', ...args] = process.argv;
  return runOther(process, ['sh', '-c', `${name.endsWith('[') ? '[' : 'test'} "$@"`, name, ...args], process.env);
};

const env: Program = async (process) => {
  const args = process.argv.slice(1);
  let vars: Record<string, string> = { ...process.env };
  let end = '\n';
  let { cwd } = process;
  let assigned = false;
  while (args[0] !== undefined && (args[0].startsWith('-') || args[0].includes('='))) {
    const arg = args.shift()!;
    if (arg === '-i' || arg === '-') vars = {};
    else if (arg === '-u' || arg === '--unset') delete vars[args.shift() ?? ''];
    else if (/^-u./.test(arg)) delete vars[arg.slice(2)];
    else if (arg === '--') {
      if (assigned) {
        args.unshift(arg);
        break;
      }
    } else if (arg === '-C' || arg.startsWith('--chdir')) {
      const folder = arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : (args.shift() ?? '');
      cwd = join(process.cwd, folder);
      if (process.files.stat(cwd)?.type !== 'directory') {
        process.stderr.write(`env: cannot change directory to '${folder}': No such file or directory\n`);
        return 125;
      }
    } else if (/^-S|^--split-string/.test(arg)) {
      const text = /^-S./.test(arg) ? arg.slice(2) : arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : args.shift();
      args.unshift(...(text ?? '').split(/\s+/).filter((word) => word !== ''));
    } else if (arg === '-v' || arg === '--debug') continue;
    else if (arg === '--ignore-environment') vars = {};
    else if (/^--unset=/.test(arg)) delete vars[arg.slice(8)];
    else if (arg === '-0' || arg === '--null') end = '\0';
    else if (!arg.startsWith('-')) {
      assigned = true;
      vars[arg.slice(0, arg.indexOf('='))] = arg.slice(arg.indexOf('=') + 1);
    } else {
      const what = arg.startsWith('--') ? `unrecognized option '${arg}'` : `invalid option -- '${arg[1]}'`;
      process.stderr.write(`env: ${what}\nTry 'env --help' for more information.\n`);
      return 125;
    }
  }
  if (args.length > 0) return runOther({ ...process, cwd }, args, vars);
  for (const [name, value] of Object.entries(vars)) process.stdout.write(`${name}=${value}${end}`);
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

const EVERYBODY = { uid: 1000, gid: 1000, groups: [1000] } as const;
const ROOT = { uid: 0, gid: 0, groups: [0] } as const;

/** Whoever has only a number for a name has none. */
function whoIs({ host }: Process): Identity & { readonly name: string | undefined } {
  const { user, identity = user === 'root' ? ROOT : EVERYBODY } = host;
  return { ...identity, name: /^\d+$/.test(user) ? undefined : user };
}

const whoamiSaying =
  (unknown: (uid: number) => string): Program =>
  async (process) => {
    const { name, uid } = whoIs(process);
    if (name === undefined) process.stderr.write(`whoami: ${unknown(uid)}\n`);
    else process.stdout.write(`${name}\n`);
    return name === undefined ? 1 : 0;
  };

const whoami = whoamiSaying((uid) => `cannot find name for user ID ${uid}`);
export const busyboxWhoami = whoamiSaying((uid) => `unknown uid ${uid}`);

const LONG_ID: Readonly<Record<string, string>> = {
  '--user': 'u',
  '--group': 'g',
  '--groups': 'G',
  '--name': 'n',
  '--real': 'r',
};

const id: Program = async (process) => {
  const { name, uid, gid, groups } = whoIs(process);
  const groupName = (n: number): string | undefined => (n === 0 ? 'root' : n === uid ? name : undefined);
  const named = (n: number, text: string | undefined): string => (text === undefined ? String(n) : `${n}(${text})`);
  const [options, operands] = [process.argv.slice(1), [] as string[]];
  const letters = options
    .map((word) => {
      if (!word.startsWith('-') || word === '-') operands.push(word);
      return LONG_ID[word] ?? (word.startsWith('--') ? '?' : word.startsWith('-') ? word.slice(1) : '');
    })
    .join('');
  const bad = [...letters].find((letter) => !'ugGnra'.includes(letter));
  if (bad !== undefined) {
    process.stderr.write(`id: invalid option -- '${bad}'\nTry 'id --help' for more information.\n`);
    return 1;
  }
  const other = operands.find((word) => word !== name && word !== String(uid));
  if (other !== undefined) {
    process.stderr.write(`id: ‘${other}’: no such user\n`);
    return 1;
  }
  const by = (n: number, text: string | undefined): string => (letters.includes('n') ? (text ?? String(n)) : String(n));
  if (letters.includes('u')) {
    process.stdout.write(`${by(uid, name)}\n`);
    if (letters.includes('n') && name === undefined) {
      process.stderr.write(`id: cannot find name for user ID ${uid}\n`);
      return 1;
    }
  } else if (letters.includes('g')) process.stdout.write(`${by(gid, groupName(gid))}\n`);
  else if (letters.includes('G')) process.stdout.write(`${groups.map((n) => by(n, groupName(n))).join(' ')}\n`);
  else {
    const all = groups.map((n) => named(n, groupName(n))).join(',');
    process.stdout.write(`uid=${named(uid, name)} gid=${named(gid, groupName(gid))} groups=${all}\n`);
  }
  return 0;
};

/** `-f` asks the resolver, and that asks /etc/hosts first: the first name of the line on which this host stands. */
const hostname: Program = async ({ argv, files, host, stdout, stderr }) => {
  const lines = (files.read('/etc/hosts') ?? '').split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  const [address = '', canonical = host.hostname] = lines.find(([, ...names]) => names.includes(host.hostname)) ?? [];
  const shown: Readonly<Record<string, string>> = {
    f: canonical,
    fqdn: canonical,
    long: canonical,
    s: host.hostname.replace(/\..*/, ''),
    short: host.hostname.replace(/\..*/, ''),
    d: canonical.replace(/^[^.]*\.?/, ''),
    domain: canonical.replace(/^[^.]*\.?/, ''),
    i: address,
    'ip-address': address,
    I: `${address} `,
    'all-ip-addresses': `${address} `,
  };
  const [, flag] = argv;
  if (flag === undefined) stdout.write(`${host.hostname}\n`);
  else if (shown[flag.replace(/^--?/, '')] !== undefined && flag.startsWith('-'))
    stdout.write(`${shown[flag.replace(/^--?/, '')]}\n`);
  else {
    stderr.write(
      flag.startsWith('-')
        ? `hostname: invalid option -- '${flag.slice(1)}'\n`
        : 'hostname: you must be root to change the host name\n',
    );
    return 1;
  }
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
    const shown = shownControls(title + sink.text, { colours: true })
      .split('\n')
      .slice(0, rows)
      .join('\n')
      .replace(/\n$/, '');
    if (!process.stdout.write(`\x1b[H\x1b[2J${shown}`)) break;
    await process.host.sleep(Math.max(0.1, options.seconds) * 1000, process.signal);
  }
  return endedBy(process);
};

/** Runs the command that is named after the options: there is one priority, one session and no buffering here. */
const running =
  (valued: string): Program =>
  async (process) => {
    const args = process.argv.slice(1);
    while (args[0]?.startsWith('-')) {
      const arg = args.shift()!;
      if (arg.length === 2 && valued.includes(arg[1]!)) args.shift();
    }
    const name = process.argv[0];
    if (args.length > 0)
      return runOther(
        process,
        args,
        process.env,
        {},
        (missing) => `failed to run command '${missing}': No such file or directory`,
      );
    process.stderr.write(`${name}: missing operand\nTry '${name} --help' for more information.\n`);
    return 125;
  };

const tty: Program = async ({ stdout, terminal }) => {
  stdout.write(terminal ? '/dev/pts/0\n' : 'not a tty\n');
  return terminal ? 0 : 1;
};

const unlink: Program = async ({ argv, files, cwd, stderr }) => {
  const [, name = ''] = argv;
  const error = files.stat(join(cwd, name))?.type === 'directory' ? 'EISDIR' : files.remove(join(cwd, name));
  if (error) stderr.write(`unlink: cannot unlink '${name}': ${strerror(error)}\n`);
  return error ? 1 : 0;
};

const ps = say(
  (process) =>
    `    PID TTY          TIME CMD\n      1 pts/0    00:00:00 ${process.env.SHELL?.replace(/^.*\//, '') ?? 'sh'}`,
);

const printf: Program = async (process) => {
  const args = process.argv[1] === '--' ? process.argv.slice(2) : process.argv.slice(1);
  if (args.length === 0) {
    process.stderr.write("printf: missing operand\nTry 'printf --help' for more information.\n");
    return 1;
  }
  const { text, errors } = formatPrintf(args[0]!, args.slice(1), { now: process.host.now() });
  process.stdout.write(text);
  for (const error of errors) {
    const [, value] = /^(.*): invalid number$/s.exec(error) ?? [];
    process.stderr.write(`printf: ${value === undefined ? error : `'${value}': expected a numeric value`}\n`);
  }
  return errors.length > 0 ? 1 : 0;
};

const echo: Program = async (process) => {
  const args = process.argv.slice(1);
  let [newline, escapes] = [true, false];
  while (/^-[neE]+$/.test(args[0] ?? '')) {
    for (const letter of args.shift()!.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const plain = args.join(' ');
  const { text, stop } = escapes ? unescapeText(plain) : { text: plain, stop: false };
  process.stdout.write(text + (newline && !stop ? '\n' : ''));
  return 0;
};

const pwd = say((process) => join('/', process.cwd));

export const systemCommands: readonly (readonly [string, Program])[] = [
  ['sleep', sleep],
  ['env', env],
  ['printenv', printenv],
  ['hostname', hostname],
  ['whoami', whoami],
  ['id', id],
  ['uname', uname],
  ['ps', ps],
  ['which', which],
  ['clear', clear],
  ['watch', watch],
  ['xargs', xargs],
  ['true', async () => 0],
  ['false', async () => 1],
  ['test', test],
  ['[', test],
  ['echo', echo],
  ['printf', printf],
  ['pwd', pwd],
  ['timeout', timeout],
  ['nohup', running('')],
  ['nice', running('n')],
  ['setsid', running('')],
  ['stdbuf', running('oie')],
  ['tty', tty],
  ['nproc', say(() => '2')],
  ['arch', say(() => 'x86_64')],
  [
    'groups',
    say((process) => {
      const { name, uid, groups } = whoIs(process);
      return groups.map((n) => (n === 0 ? 'root' : n === uid && name !== undefined ? name : n)).join(' ');
    }),
  ],
  ['sync', async () => 0],
  ['unlink', unlink],
];
