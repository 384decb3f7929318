// Shell scripts with what the real bash and GNU tools printed for them, in a format for reading:
//   $ first line of the script
//   > further lines
//   | a line of standard output      |~ a last one without its newline
//   ! a line of standard error       !~ the same
//   [exit 1]
// `# stderr: ours` near a file's top: its programs' complaints are not compared, as each make of them has its own words.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface ScriptCase extends Outcome {
  readonly script: string;
}

export interface ScriptFile {
  readonly name: string;
  /** The comment lines at its top. */
  readonly head: readonly string[];
  readonly cases: readonly ScriptCase[];
  readonly comparesStderr: boolean;
}

/** Where every script runs, and its HOME: the files of `test/shell/home` lie there. */
export const HOME = '/tmp/portolan-home';
/** All that a script's environment has. */
export const ENVIRONMENT: Readonly<Record<string, string>> = { HOME, LC_ALL: 'C.UTF-8', TZ: 'UTC' };

const folder = fileURLToPath(new URL('.', import.meta.url));
export const SCRIPTS = `${folder}scripts/`;
export const HOME_FILES = `${folder}home/`;

export function homeFiles(): Record<string, string> {
  return Object.fromEntries(readdirSync(HOME_FILES).map((name) => [name, readFileSync(HOME_FILES + name, 'utf8')]));
}

export function readScripts(): ScriptFile[] {
  return readdirSync(SCRIPTS)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => parseScripts(name, readFileSync(SCRIPTS + name, 'utf8')));
}

export function parseScripts(name: string, text: string): ScriptFile {
  const lines = text.split('\n');
  const head = lines.slice(
    0,
    lines.findIndex((line) => line.startsWith('$ ')),
  );
  const cases = text
    .slice(head.join('\n').length)
    .split(/^(?=\$ )/m)
    .filter((block) => block.startsWith('$ '))
    .map(parseCase);
  return { name, head: head.filter((line) => line !== ''), cases, comparesStderr: !head.includes('# stderr: ours') };
}

function parseCase(block: string): ScriptCase {
  const lines = block.split('\n');
  const script = lines.filter((line) => /^[$>] /.test(line) || line === '>').map((line) => line.slice(2));
  const stream = (mark: string): string =>
    lines
      .filter((line) => line.startsWith(mark))
      .map((line) => (line[1] === '~' ? line.slice(2) : `${line.slice(2)}\n`))
      .join('');
  const code = Number(/^\[exit (\d+)\]$/m.exec(block)?.[1] ?? 0);
  return { script: script.join('\n'), stdout: stream('|'), stderr: stream('!'), code };
}

export function showOutcome({ stdout, stderr, code }: Outcome): string {
  const stream = (mark: string, text: string): string =>
    text === ''
      ? ''
      : text
          .replace(/\n$/, '')
          .split('\n')
          .map((line, index, all) =>
            index === all.length - 1 && !text.endsWith('\n') ? `${mark}~${line}\n` : `${mark} ${line}\n`,
          )
          .join('');
  return `${stream('|', stdout)}${stream('!', stderr)}${code === 0 ? '' : `[exit ${code}]\n`}`;
}

export function showCase(each: ScriptCase): string {
  return `$ ${each.script.replaceAll('\n', '\n> ')}\n${showOutcome(each)}`;
}
