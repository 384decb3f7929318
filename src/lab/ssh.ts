// ssh NODE [COMMAND]: a shell on one of the machines around the cluster. Keys are taken as exchanged.

import type { Host, Process, Program } from '#machine/program.ts';

/** Debian's `SendEnv LANG LC_*`, and the reader's language with them. */
const SENT = /^(LANG|LANGUAGE|LC_\w+)$/;
const HELP = 'usage: ssh destination [command [argument ...]]\n';

/** `machines` finds a destination by name; `shell` is the program that runs there. */
export function sshProgram(machines: (name: string) => Host | undefined, shell: Program): Program {
  return async (process) => {
    const args = process.argv.slice(1);
    let wantsTerminal = false;
    while (args[0]?.startsWith('-')) {
      if (/^-t+$/.test(args[0])) wantsTerminal = true;
      // Options that do not change where it leads; -p, -i, -l and -o take a value.
      if (/^-[pilo]$/.test(args.shift()!)) args.shift();
    }
    const [destination, ...command] = args;
    if (destination === undefined) {
      process.stderr.write(HELP);
      return 255;
    }
    const name = destination.includes('@') ? destination.split('@')[1]! : destination;
    const host = machines(name);
    if (!host) {
      process.stderr.write(`ssh: Could not resolve hostname ${name}: Name or service not known\n`);
      return 255;
    }
    // A command gets none unless it is asked for.
    const terminal = command.length === 0 || wantsTerminal ? process.terminal : undefined;
    const files = (host as Host & { readonly files: Process['files'] }).files;
    const remote: Process = {
      argv: command.length > 0 ? ['bash', '-c', command.join(' ')] : ['bash'],
      env: {
        HOME: host.homeDir,
        USER: host.user,
        LOGNAME: host.user,
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        PWD: host.homeDir,
        SHELL: '/bin/bash',
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => SENT.test(name))),
      },
      cwd: host.homeDir,
      files,
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      signal: process.signal,
      ...(terminal && { terminal }),
      host,
    };
    const code = await shell(remote);
    if (terminal) process.stderr.write(`Connection to ${name} closed.\n`);
    return code;
  };
}
