// man and tldr: short pages in Portolan's own words.
// Differs: these are not the tools' own manuals.

import type { Process, Program } from '#machine/program.ts';
import { helpOf } from '../help-pages.ts';
import { ALIASES, type ManPage, pages } from './pages.ts';

const pageOf = (name: string): ManPage | undefined => pages.get(ALIASES[name] ?? name);

function styleOf({ terminal, env }: Process): (code: number, text: string) => string {
  return (code, text) => (terminal && !env['NO_COLOR'] ? `\x1b[${code}m${text}\x1b[0m` : text);
}

const man: Program = async (process) => {
  const names = process.argv.slice(1).filter((arg) => !/^-|^\d$/.test(arg));
  if (names.length === 0) {
    process.stderr.write("What manual page do you want?\nFor example, try 'man man'.\n");
    return 1;
  }
  const style = styleOf(process);
  let status = 0;
  for (const name of names) {
    const page = pageOf(name);
    const short = page ? undefined : helpOf(name);
    if (!page && short !== undefined) {
      process.stdout.write(
        `${style(1, 'NAME')}\n       ${name}\n\n${style(1, 'SYNOPSIS')}\n${short.replace(/^(?=.)/gm, '       ').replace('Usage: ', '')}`,
      );
      continue;
    }
    if (!page) {
      process.stderr.write(`No manual entry for ${name}\n`);
      status = 16;
      continue;
    }
    const examples = page.examples.map(([does, line]) => `       ${does}:\n              ${style(1, line)}\n`);
    process.stdout.write(
      `${style(1, 'NAME')}\n       ${name} - ${page.does}\n\n${style(1, 'EXAMPLES')}\n${examples.join('\n')}`,
    );
  }
  return status;
};

const tldr: Program = async (process) => {
  const name = process.argv.slice(1).find((arg) => !arg.startsWith('-'));
  if (name === undefined) {
    process.stderr.write('usage: tldr COMMAND\n');
    return 1;
  }
  const page = pageOf(name);
  if (!page) {
    process.stderr.write(`tldr: there is no page for ${name}. There are: ${[...pages.keys()].sort().join(' ')}\n`);
    return 1;
  }
  const style = styleOf(process);
  const examples = page.examples.map(([does, line]) => `\n- ${style(32, `${does}:`)}\n    ${style(36, line)}\n`);
  process.stdout.write(`${style(1, name)}\n${page.does}\n${examples.join('')}`);
  return 0;
};

export const manCommands = [
  ['man', man],
  ['tldr', tldr],
] as const;
