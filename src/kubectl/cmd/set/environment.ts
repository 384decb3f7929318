// The words of `kubectl set env`: `KEY=VALUE`, `KEY-`, `-`. Models kubectl/pkg/cmd/set/env.

import type { EnvVar } from '#api/core/types.ts';
import { Fail } from '../../errors.ts';

/** Undefined when a resource stands behind a variable. Source: SplitEnvironmentFromResources. */
export function splitEnvironment(
  args: readonly string[],
): { readonly resources: readonly string[]; readonly changes: readonly string[] } | undefined {
  const isChange = (arg: string): boolean => /^.+=/s.test(arg) || arg.endsWith('-');
  const first = args.findIndex(isChange);
  if (first < 0) return { resources: args, changes: [] };
  const changes = args.slice(first);
  return changes.every(isChange) ? { resources: args.slice(0, first), changes } : undefined;
}

const NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** Source: validation.IsEnvVarName. */
function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw new Fail(
    `${JSON.stringify(name)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`,
  );
}

/** @param stdin Read for a lone `-`: a variable a line; empty lines and comments do not count. */
export async function parseEnvironment(
  words: readonly string[],
  stdin: () => Promise<string>,
): Promise<{ readonly env: readonly EnvVar[]; readonly remove: readonly string[] }> {
  const env: EnvVar[] = [];
  const remove: string[] = [];
  const take = (word: string): void => {
    const at = word.indexOf('=');
    checkName(word.slice(0, at));
    env.push({ name: word.slice(0, at), value: word.slice(at + 1) });
  };
  for (const word of words) {
    if (word === '-') {
      for (const line of (await stdin()).split('\n').map((text) => text.trim()))
        if (line !== '' && !line.startsWith('#') && line.includes('=')) take(line);
    } else if (word.includes('=')) take(word);
    else if (word.endsWith('-')) remove.push(word.slice(0, -1));
    else throw new Fail(`unknown environment variable: ${word}`);
  }
  if (remove.some((name) => env.some((variable) => variable.name === name)))
    throw new Fail('can not both modify and remove the same environment variable in the same command');
  return { env, remove };
}

/** What is there keeps its place; what is new comes last. Source: updateEnv. */
export function updated(existing: readonly EnvVar[], wanted: readonly EnvVar[], remove: readonly string[]): EnvVar[] {
  const byName = new Map(wanted.map((variable) => [variable.name, variable]));
  const kept = existing
    .filter(({ name }) => !remove.includes(name))
    .map((variable) => byName.get(variable.name) ?? variable);
  return [...kept, ...[...byName.values()].filter(({ name }) => !existing.some((variable) => variable.name === name))];
}
