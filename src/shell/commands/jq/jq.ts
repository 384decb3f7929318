// jq 1.7: a filter for JSON. Models jq's src/main.c.
// Differs: numbers are binary floating point, so a literal of more than 17 digits is rounded. Portolan does not simulate jq's modules (`import`, `include`, -L).

import type { Process, Program } from '#machine/program.ts';
import { endedBy, pieces, put } from '../tool.ts';
import { builtins, Halt } from './builtins.ts';
import { coloured } from './colour.ts';
import { bare, type Env, run, type World } from './evaluate.ts';
import { type JqOptions, parseArguments } from './options.ts';
import { parseDefinitions, parseJq } from './parse.ts';
import { PRELUDE } from './prelude.ts';
import { JsonMistake, JsonStream } from './stream.ts';
import { type Definition, JqError, JqMistake, type Json, type Node } from './syntax.ts';
import { isTruthy, jsonText, typeOf } from './values.ts';

let known: ReadonlyMap<string, Definition> | undefined;

/** jq's own definitions; they may call one another. */
export function prelude(): ReadonlyMap<string, Definition> {
  if (known) return known;
  const names = [...PRELUDE.matchAll(/^def ([A-Za-z_]\w*)(?:\(([^)]*)\))?:/gm)].map(
    ([, name, parameters]) => `${name}/${parameters ? parameters.split(';').length : 0}`,
  );
  const functions = new Set([...builtins.keys(), ...names]);
  known = new Map(
    parseDefinitions(PRELUDE, { functions, variables: [] }).map(
      (made) => [`${made.name}/${made.parameters.length}`, made] as const,
    ),
  );
  return known;
}

/** A filter, ready to be run. @throws {JqMistake} */
export function compileJq(filter: string, variables: readonly string[] = []): Node {
  return parseJq(filter, { functions: new Set([...builtins.keys(), ...prelude().keys()]), variables });
}

export const jq: Program = async (process) => {
  const options = parseArguments(process);
  if (typeof options === 'number') return options;
  let filter: Node;
  try {
    filter = compileJq(options.filter, [...options.named.keys(), '__prog_args']);
  } catch (mistake) {
    if (!(mistake instanceof JqMistake)) throw mistake;
    process.stderr.write(`jq: error: ${mistake.message}\njq: 1 compile error\n`);
    return 3;
  }
  return new Run(process, options, filter).whole();
};

class Run {
  readonly #process: Process;
  readonly #options: JqOptions;
  readonly #filter: Node;
  readonly #env: Env;
  readonly #waiting: Json[] = [];
  #line = 0;
  #status = 0;
  #last: Json | undefined;
  #failed = false;

  constructor(process: Process, options: JqOptions, filter: Node) {
    this.#process = process;
    this.#options = options;
    this.#filter = filter;
    const world: World = {
      environment: process.env,
      builtins,
      prelude: prelude(),
      hasNext: () => this.#waiting.length > 0,
      next: () => this.#waiting.shift(),
      line: () => this.#line,
      file: () => options.files[0] ?? null,
      nowMs: () => process.host.now(),
      tell: (text) => void process.stderr.write(text),
    };
    this.#env = { ...bare(world), variables: options.named };
  }

  async whole(): Promise<number> {
    const { options, halted } = { options: this.#options, halted: (thrown: unknown) => thrown instanceof Halt };
    try {
      const readsItself = /\binputs?\b/.test(options.filter);
      if (options.noInput) {
        if (readsItself) await this.#readAll();
        await this.#apply(null);
      } else if (options.slurp && options.rawInput) await this.#apply(await this.#text());
      else if (options.slurp) {
        const all: Json[] = [];
        await this.#eachInput(async (value) => void all.push(value));
        if (this.#status === 0 || all.length > 0) await this.#apply(all);
      } else if (readsItself) {
        await this.#readAll();
        for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
          await this.#apply(next);
      } else await this.#eachInput((value) => this.#apply(value));
    } catch (thrown) {
      if (thrown instanceof Halt) {
        if (thrown.text !== undefined) this.#process.stderr.write(thrown.text);
        return thrown.code;
      }
      if (thrown instanceof Stopped) return endedBy(this.#process);
      if (thrown instanceof RangeError && !halted(thrown)) {
        this.#process.stderr.write('jq: error: the filter goes too deep\n');
        return 5;
      }
      throw thrown;
    }
    if (this.#status !== 0) return this.#status;
    if (this.#failed) return 2;
    if (!options.exitStatus) return 0;
    return this.#last === undefined ? 4 : isTruthy(this.#last) ? 0 : 1;
  }

  async #readAll(): Promise<void> {
    await this.#eachInput(async (value) => void this.#waiting.push(value));
  }

  async #text(): Promise<string> {
    let all = '';
    for (const file of this.#files) for await (const piece of this.#pieces(file)) all += piece;
    return all;
  }

  get #files(): readonly string[] {
    return this.#options.files.length > 0 ? this.#options.files : ['-'];
  }

  #pieces(file: string): AsyncGenerator<string> {
    const { stderr } = this.#process;
    const quiet: Process = { ...this.#process, stderr: { write: () => true, drained: async () => {} } };
    return pieces(quiet, file, () => {
      stderr.write(`jq: error: Could not open ${file}: No such file or directory\n`);
      this.#failed = true;
    });
  }

  async #eachInput(use: (value: Json) => Promise<void>): Promise<void> {
    const stream = new JsonStream();
    let rest = '';
    const take = async (last: boolean): Promise<void> => {
      if (this.#options.rawInput) {
        const parts = rest.split('\n');
        rest = last ? '' : parts.pop()!;
        if (last && parts.at(-1) === '') parts.pop();
        for (const line of parts) await use(line);
        return;
      }
      for (let value = stream.next(last); value !== undefined; value = stream.next(last)) {
        this.#line = stream.line;
        await use(value);
      }
    };
    try {
      for (const file of this.#files) {
        for await (const piece of this.#pieces(file)) {
          if (this.#options.rawInput) rest += piece;
          else stream.push(piece);
          await take(false);
        }
      }
      await take(true);
    } catch (mistake) {
      if (!(mistake instanceof JsonMistake)) throw mistake;
      this.#process.stderr.write(
        `jq: error (at <stdin>:${this.#line}): ${mistake.message}\n`.replace(
          /^jq: error \(at <stdin>:\d+\): /,
          'parse error: ',
        ),
      );
      this.#status = 2;
    }
  }

  async #apply(input: Json): Promise<void> {
    try {
      let turn = 0;
      for (const [value] of run(this.#filter, this.#env, [input, undefined])) {
        this.#last = value;
        if (!(await put(this.#process, this.#shown(value)))) throw new Stopped();
        if (++turn % 64 === 0) await this.#process.host.sleep(0);
      }
    } catch (thrown) {
      if (!(thrown instanceof JqError)) throw thrown;
      this.#process.stderr.write(`jq: error (at <stdin>:${this.#line})${told(thrown.value)}\n`);
      this.#status = 5;
    }
  }

  #shown(value: Json): string {
    const { raw, join, style, color, nul } = this.#options;
    const end = join ? '' : nul ? '\0' : '\n';
    if (raw && typeof value === 'string') return value + end;
    return (color ? coloured(value, style) : jsonText(value, style)) + end;
  }
}

/** Nobody reads any more. */
class Stopped {}

function told(value: Json): string {
  if (typeof value === 'string') return `: ${value}`;
  if (value === null) return ' (not a string): null';
  return typeOf(value) === 'object' || Array.isArray(value)
    ? ` (not a string): ${jsonText(value)}`
    : ` (not a string): ${jsonText(value)}`;
}
