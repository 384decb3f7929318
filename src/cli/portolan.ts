// bin/portolan: finds the command, loads only that.

import './many-listeners.ts';

const [name, ...args] = process.argv.slice(2);

const COMMANDS: Readonly<
  Record<string, { readonly summary: string; load(): Promise<(args: string[]) => Promise<number>> }>
> = {
  cluster: {
    summary: 'Start a simulated cluster that any Kubernetes client can use',
    load: async () => (await import('./cluster.ts')).cluster,
  },
  kubectl: {
    summary: "Portolan's own kubectl, against any cluster",
    load: async () => (await import('./kubectl.ts')).kubectl,
  },
  curl: {
    summary: "The lesson's curl, on the laptop of a running portolan cluster",
    load: async () => (await import('./lab-curl.ts')).labCurl,
  },
  sh: { summary: 'The lesson terminal without the browser', load: async () => (await import('./sh.ts')).sh },
  check: {
    summary: 'Grade an exercise on any cluster, simulated or real',
    load: async () => (await import('./check/check.ts')).check,
  },
  lesson: { summary: 'List, lint and test lessons', load: async () => (await import('./lesson.ts')).lesson },
};

const usage = `Usage: portolan COMMAND [options]

Commands:
${Object.entries(COMMANDS)
  .map(([command, { summary }]) => `  ${command.padEnd(10)}${summary}`)
  .join('\n')}

portolan COMMAND --help says more about one.
`;

// A reader that has seen enough (`| head`) is no mistake of ours. Source: what SIGPIPE does to a program, 128 + 13.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(141);
  throw error;
});

const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command) {
  const run = await command.load();
  process.exitCode = await run(args);
} else if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
  process.stdout.write(usage);
} else {
  process.stderr.write(`portolan: there is no command ${JSON.stringify(name)}; \`portolan --help\` lists them\n`);
  process.exitCode = 2;
}
