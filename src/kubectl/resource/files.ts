// Manifests from files, directories, URLs and standard input. Models cli-runtime/pkg/resource's path and stream visitors.

import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { goError } from '#machine/go-error.ts';
import { headerOf } from '#machine/http.ts';
import type { Factory } from '../command.ts';
import { ConnectionFail, Fail, type InFile } from '../errors.ts';
import { absolute } from '../kubeconfig.ts';

/** One document: `source` is the path as errors name it (`STDIN` for `-`). */
export interface Document {
  readonly source: string;
  readonly value: unknown;
  /** Absent: it was made of files, and stands in none. */
  readonly inFile?: InFile;
}

const EXTENSIONS = ['.json', '.yaml', '.yml'];

/** Files of a directory, and of those below it when `recursive`, in the order of filepath.Walk. */
function walk(factory: Factory, path: string, recursive: boolean): string[] {
  const { files } = factory.process;
  return (files.list(absolute(factory.process, path)) ?? []).flatMap((name) => {
    // Cleaned on the way: what lies in `.` has its name alone.
    const child = `${path.replace(/\/$/, '')}/${name}`.replace(/^(?:\.\/+)+/, '');
    const stat = files.stat(absolute(factory.process, child));
    if (stat?.type === 'directory') return recursive ? walk(factory, child, recursive) : [];
    return EXTENSIONS.some((e) => name.endsWith(e)) ? [child] : [];
  });
}

export async function readAll(factory: Factory): Promise<string> {
  let text = '';
  for (;;) {
    const piece = await factory.process.stdin.read(factory.process.signal);
    if (piece === undefined) return text;
    text += piece;
  }
}

/** Source: net/http: the default client gives up after ten redirects. */
const MOST_REDIRECTS = 10;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

async function download(factory: Factory, url: string, at = url, redirects = 0): Promise<string> {
  const { host, signal } = factory.process;
  const exchange = await host.fetch({ method: 'GET', url: at, headers: [], body: '' }, { signal });
  if (!exchange.ok) {
    const { host: address, hostname } = new URL(at);
    const { kind } = exchange.error;
    const why = kind === 'unresolved' ? `dial tcp: lookup ${hostname}: no such host` : goError(kind, address);
    throw new ConnectionFail('GET', at, address, why);
  }
  const { status, headers, body } = exchange.response;
  if (status === 200) return body;
  const location = headerOf(headers, 'location');
  if (location !== undefined && REDIRECTS.includes(status)) {
    const next = new URL(location, at).href;
    if (redirects === MOST_REDIRECTS - 1) throw new Fail(`Get "${next}": stopped after 10 redirects`);
    return download(factory, url, next, redirects + 1);
  }
  const phrase: Record<number, string> = {
    403: 'Forbidden',
    404: 'Not Found',
    500: 'Internal Server Error',
    503: 'Service Unavailable',
  };
  throw new Fail(
    `unable to read URL "${url}", server reported ${status} ${phrase[status] ?? ''}, status code=${status}`.replace(
      ' ,',
      ',',
    ),
  );
}

/** The text of each source that `-f` names. */
async function texts(
  factory: Factory,
  names: readonly string[],
  recursive: boolean,
): Promise<{ source: string; text: string }[]> {
  const { process } = factory;
  const found: { source: string; text: string }[] = [];
  for (const name of names) {
    if (name === '-') found.push({ source: 'STDIN', text: await readAll(factory) });
    else if (/^https?:\/\//.test(name)) found.push({ source: name, text: await download(factory, name) });
    else {
      const stat = process.files.stat(absolute(process, name));
      if (!stat) throw new Fail(`the path "${name}" does not exist`);
      const paths = stat.type === 'directory' ? walk(factory, name, recursive) : [name];
      if (paths.length === 0) {
        throw new Fail(`error reading [${name}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`);
      }
      for (const path of paths) found.push({ source: path, text: process.files.read(absolute(process, path)) ?? '' });
    }
  }
  return found;
}

/** Every document of every source; a source that cannot be parsed is one failure and ends there. */
export async function readDocuments(
  factory: Factory,
  names: readonly string[],
  recursive: boolean,
): Promise<{ documents: Document[]; failures: Fail[] }> {
  const documents: Document[] = [];
  const failures: Fail[] = [];
  for (const { source, text } of await texts(factory, names, recursive)) {
    const parsed = parseYamlDocuments(text);
    if ('error' in parsed) {
      const { line, column } = parsed;
      const failure = new Fail(`error parsing ${source}: error converting YAML to JSON: ${parsed.error}`);
      failures.push(failure.at({ source, before: 0, spot: { line, column } }));
      continue;
    }
    for (const [i, value] of parsed.ok.entries())
      documents.push({ source, value, inFile: { source, before: parsed.before[i]! } });
  }
  return { documents, failures };
}
