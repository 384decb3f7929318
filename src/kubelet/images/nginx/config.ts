// Reads nginx's configuration: directives, blocks and includes. Source: nginx ngx_conf_file.c.

import type { FileSystem } from '#machine/files.ts';

export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** Absent for a simple directive that ends with `;`. */
  readonly block?: readonly Directive[];
  readonly file: string;
  readonly line: number;
}

/** What nginx writes after `nginx: [emerg] `. */
export interface ConfigError {
  readonly emerg: string;
}

type Config = readonly Directive[] | ConfigError;
type Folders = Pick<FileSystem, 'read' | 'list'>;

/** A configuration, and all that was looked at for it. */
interface Known {
  readonly path: string;
  readonly read: ReadonlyMap<string, string | undefined>;
  readonly listed: ReadonlyMap<string, readonly string[] | undefined>;
  readonly config: Config;
}

const KEPT = 16;
let known: readonly Known[] = [];

/** Containers whose files are the same share what was made of them. */
export function readConfig(path: string, files: FileSystem): Config {
  const found = known.find((k) => k.path === path && isSame(k, files));
  if (found) return found.config;
  const read = new Map<string, string | undefined>();
  const listed = new Map<string, readonly string[] | undefined>();
  const config = parse(path, {
    read(file) {
      read.set(file, files.read(file));
      return read.get(file);
    },
    list(folder) {
      listed.set(folder, files.list(folder));
      return listed.get(folder);
    },
  });
  known = [{ path, read, listed, config }, ...known].slice(0, KEPT);
  return config;
}

/** What a configuration that can be read was read from, in order. */
export function filesOf(path: string, files: FileSystem): readonly (readonly [file: string, text: string])[] {
  readConfig(path, files);
  const found = known.find((k) => k.path === path && isSame(k, files));
  return [...(found?.read ?? [])].flatMap(([file, text]) => (text === undefined ? [] : [[file, text] as const]));
}

function isSame({ read, listed }: Known, files: FileSystem): boolean {
  for (const [file, text] of read) if (files.read(file) !== text) return false;
  for (const [folder, names] of listed) if (files.list(folder)?.join('\0') !== names?.join('\0')) return false;
  return true;
}

function parse(path: string, files: Folders): Config {
  const text = files.read(path);
  if (text === undefined) return { emerg: `open() "${path}" failed (2: No such file or directory)` };
  return new Parser(path, text, files).parse();
}

type Token = { readonly text: string; readonly line: number; readonly quoted: boolean };

class Parser {
  readonly #path: string;
  readonly #tokens: readonly Token[];
  readonly #files: Folders;
  #at = 0;

  constructor(path: string, text: string, files: Folders) {
    this.#path = path;
    this.#tokens = tokens(text);
    this.#files = files;
  }

  parse(): readonly Directive[] | ConfigError {
    return this.#block(false);
  }

  #block(nested: boolean): readonly Directive[] | ConfigError {
    const directives: Directive[] = [];
    for (;;) {
      const words: Token[] = [];
      let token = this.#tokens[this.#at++];
      while (token && !(!token.quoted && /^[;{}]$/.test(token.text))) {
        words.push(token);
        token = this.#tokens[this.#at++];
      }
      const line = token?.line ?? this.#tokens.at(-1)?.line ?? 1;
      if (!token) {
        if (words.length > 0) return this.#error('unexpected end of file, expecting ";" or "}"', line);
        return nested ? this.#error('unexpected end of file, expecting "}"', line) : directives;
      }
      if (token.text === '}') {
        if (words.length > 0 || !nested) return this.#error('unexpected "}"', line);
        return directives;
      }
      const [name, ...args] = words.map((w) => w.text);
      if (name === undefined) return this.#error(`unexpected "${token.text}"`, line);
      const place = { file: this.#path, line: words[0]!.line };
      if (token.text === '{') {
        // `map` and `types` blocks hold pairs, which read like directives.
        const block = this.#block(true);
        if ('emerg' in block) return block;
        directives.push({ name, args, block, ...place });
        continue;
      }
      if (name !== 'include') {
        directives.push({ name, args, ...place });
        continue;
      }
      for (const file of this.#matching(args[0] ?? '')) {
        const included = parse(file, this.#files);
        if ('emerg' in included)
          return {
            emerg: included.emerg.includes(' in /') ? included.emerg : `${included.emerg} in ${this.#path}:${line}`,
          };
        directives.push(...included);
      }
    }
  }

  /** `conf.d/*.conf`: relative to /etc/nginx; only the last part may hold a star. */
  #matching(pattern: string): readonly string[] {
    const path = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
    if (!path.includes('*')) return [path];
    const folder = path.slice(0, path.lastIndexOf('/'));
    const name = new RegExp(
      `^${path
        .slice(folder.length + 1)
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')}$`,
    );
    return (this.#files.list(folder) ?? [])
      .filter((entry) => name.test(entry) && !entry.startsWith('.'))
      .map((entry) => `${folder}/${entry}`);
  }

  #error(text: string, line: number): ConfigError {
    return { emerg: `${text} in ${this.#path}:${line}` };
  }
}

function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  const pattern =
    /\n|#[^\n]*|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[;{}]|(?:\\.|\$\{\w+\}|[^\s;{}"'#])(?:\\.|\$\{\w+\}|[^\s;{}])*/g;
  let line = 1;
  for (const match of text.matchAll(pattern)) {
    const [whole, double, single] = match;
    if (whole === '\n') line++;
    else if (!whole.startsWith('#')) {
      const quoted = double !== undefined || single !== undefined;
      const inner = double ?? single;
      found.push({ text: inner === undefined ? whole : unquote(inner), line, quoted });
      line += whole.split('\n').length - 1;
    }
  }
  return found;
}

const unquote = (text: string): string =>
  text.replace(/\\(["'\\ntr])/g, (_, c: string) => ({ n: '\n', t: '\t', r: '\r' })[c] ?? c);
