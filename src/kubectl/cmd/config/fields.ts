// What the subcommands of config share: their arguments, and flags that become fields of an entry.

import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { commandHelp } from '../../help.ts';
import { absolute } from '../../kubeconfig.ts';
import type { Fields } from './file.ts';

/** A wrong number of arguments: the help page first, then what was given. */
export function expect(command: Command, factory: Factory, count: number, word = 'Unexpected'): void {
  if (factory.args.length === count) return;
  factory.out(commandHelp(command, factory.commandPath ?? ''));
  throw new Fail(`${word} args: [${factory.args.join(' ')}]`);
}

/** Takes the flags that were given into the fields of the same names. */
export function fromFlags(factory: Factory, fields: Fields, flags: readonly string[]): Fields {
  const result = { ...fields };
  for (const name of flags) {
    if (!factory.flags.changed(name)) continue;
    const value = name === 'insecure-skip-tls-verify' ? factory.flags.bool(name) : factory.flags.string(name);
    if (value === '' || value === false) delete result[name];
    else result[name] = value;
  }
  return result;
}

/** A file named by a flag: its path, or with --embed-certs what is in it. */
export function withFiles(factory: Factory, fields: Fields, flags: readonly string[]): Fields {
  const result = { ...fields };
  const { process } = factory;
  for (const name of flags) {
    const path = factory.flags.string(name);
    if (!factory.flags.changed(name) || !path) continue;
    const full = absolute(process, path);
    if (!factory.flags.bool('embed-certs')) {
      result[name] = full;
      delete result[`${name}-data`];
      continue;
    }
    const text = process.files.read(full);
    if (text === undefined)
      throw new Fail(`could not stat ${name} file ${path}: stat ${path}: no such file or directory`);
    result[`${name}-data`] = btoa(String.fromCharCode(...new TextEncoder().encode(text)));
    delete result[name];
  }
  return result;
}
