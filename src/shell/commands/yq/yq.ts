// yq: jq's filters for YAML, with the command line of mikefarah's yq 4.
// Differs: expressions are jq's, and what only yq's own language has (comments, styles, anchors, `ireduce`) is not simulated; comments are lost.

import { parseAllDocuments, stringify } from 'yaml';
import { join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { builtins } from '../jq/builtins.ts';
import { bare, run } from '../jq/evaluate.ts';
import { compileJq, prelude } from '../jq/jq.ts';
import { parseWhole } from '../jq/stream.ts';
import { JqError, JqMistake, type Json } from '../jq/syntax.ts';
import { jsonText } from '../jq/values.ts';
import { parseOptions } from '../tool.ts';

const USAGE = `Usage:
  yq [flags] 'EXPRESSION' [FILE]...

  $ kubectl get svc web -o yaml | yq '.spec.ports[].port'
  $ yq -i '.spec.replicas = 3' web.yaml

Flags:
  -i, --inplace          write the result into the file
  -o, --output-format    yaml (default), json
  -p, --input-format     yaml (default), json
  -r, --unwrapScalar     strings without quotes (default)
  -n, --null-input       no input
  -e, --exit-status      exit 1 where there is no result, or null or false
  -I, --indent           of JSON, default 2
  -P, --prettyPrint      as -o yaml
`;

export const yq: Program = async (process) => {
  const argv = process.argv.filter((arg, i) => !(i === 1 && /^(e|eval|ea|eval-all)$/.test(arg)));
  const options = parseOptions({ ...process, argv }, 'inrePCMNjvVh', 'opI', {
    inplace: 'i',
    'output-format': 'o',
    'input-format': 'p',
    'null-input': 'n',
    unwrapScalar: 'r',
    'exit-status': 'e',
    indent: 'I',
    prettyPrint: 'P',
    colors: 'C',
    'no-colors': 'M',
    'no-doc': 'N',
    tojson: 'j',
    version: 'V',
    help: 'h',
  });
  if (!options) return 1;
  const { on, rest } = options;
  if (on.has('V')) {
    process.stdout.write("yq (https://github.com/mikefarah/yq/) version v4.44 (Portolan's, with jq's expressions)\n");
    return 0;
  }
  if (on.has('h') || (rest.length === 0 && process.terminal)) {
    process.stdout.write(USAGE);
    return 0;
  }
  const fail = (text: string): number => {
    process.stderr.write(`Error: ${text}\n`);
    return 1;
  };
  const isFile = (name: string | undefined): boolean =>
    name !== undefined && process.files.stat(join(process.cwd, name)) !== undefined;
  const [first = '.', ...others] = rest.length === 1 && isFile(rest[0]) ? ['.', rest[0]!] : rest;
  const parse = (text: string): Json[] => {
    if (on.get('p') === 'json' || on.get('p') === 'j') return [parseWhole(text)];
    return [...parseAllDocuments(text, { version: '1.2' })].map((document) => {
      const [wrong] = document.errors;
      if (wrong) throw new JqError(`bad file: ${wrong.message.split('\n')[0]}`);
      return (document.toJS() ?? null) as Json;
    });
  };
  const isJson = on.has('j') || on.get('o') === 'json' || on.get('o') === 'j';
  const show = (value: Json): string => {
    if (isJson) return `${jsonText(value, { indent: ' '.repeat(Number(on.get('I') ?? 2)) })}\n`;
    if (typeof value === 'string') return `${value}\n`;
    return stringify(value, { lineWidth: 0 });
  };
  try {
    const filter = compileJq(first);
    const results = (value: Json): Json[] => {
      const env = bare(worldOf(process));
      return [...run(filter, env, [value, undefined])].map(([found]) => found);
    };
    const printed = (documents: readonly Json[]): { text: string; found: Json[] } => {
      const each = documents.map(results);
      const between =
        isJson || on.has('N') || each.some((found) => found.some((value) => typeof value !== 'object')) ? '' : '---\n';
      return {
        text: each
          .map((found) => found.map(show).join(''))
          .filter((text) => text !== '')
          .join(between),
        found: each.flat(),
      };
    };
    let last: Json[] = [];
    if (on.has('n')) {
      const { text, found } = printed([null]);
      process.stdout.write(text);
      last = found;
    }
    for (const file of on.has('n') ? [] : others.length > 0 ? others : ['-']) {
      const text =
        file === '-' ? await readAll(process.stdin, process.signal) : process.files.read(join(process.cwd, file));
      if (text === undefined) return fail(`open ${file}: no such file or directory`);
      const made = printed(parse(text));
      last = made.found;
      if (on.has('i') && file !== '-') process.files.write(join(process.cwd, file), made.text);
      else process.stdout.write(made.text);
    }
    if (on.has('e') && !last.some((value) => value !== null && value !== false)) return fail('no matches found');
    return 0;
  } catch (thrown) {
    if (thrown instanceof JqError)
      return fail(typeof thrown.value === 'string' ? thrown.value : jsonText(thrown.value));
    if (thrown instanceof JqMistake) return fail(thrown.message);
    throw thrown;
  }
};

function worldOf(process: Process): Parameters<typeof bare>[0] {
  return {
    environment: process.env,
    builtins,
    prelude: prelude(),
    hasNext: () => false,
    next: () => undefined,
    line: () => 0,
    file: () => null,
    nowMs: () => process.host.now(),
    tell: (text) => void process.stderr.write(text),
  };
}
