// --from-literal, --from-file and --from-env-file of config maps and secrets. Models kubectl/pkg/cmd/util and generate/versioned.

import { isConfigMapKey } from '#apimachinery/validation.ts';
import { loadPki } from '#pki/loader.ts';
import type { Factory, Flag } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { absolute } from '../../kubeconfig.ts';
import { contentHash } from '../../resource/content-hash.ts';
import { make } from '../../standard-flags.ts';

export const sourceFlags: readonly Flag[] = [
  make.bool('append-hash', 'Append a hash of the contents to the name.'),
  make.strings('from-env-file', 'Path to a file of key=val lines; each becomes a key.'),
  make.strings('from-file', 'A file, with key=file to name its key, or a directory whose files are all taken.'),
  make.stringArray('from-literal', 'A key and its value (i.e. mykey=somevalue)'),
];

/** Every key with its text, in the order given. Throws as kubectl does when one is wrong or given twice. */
export function dataFrom(factory: Factory, kind: 'ConfigMap' | 'Secret', name: string): Record<string, string> {
  const { flags, process } = factory;
  const data: Record<string, string> = {};
  const add = (key: string, value: string): void => {
    const [wrong] = isConfigMapKey(key);
    if (wrong) throw new Fail(`${JSON.stringify(key)} is not a valid key name for a ${kind}: ${wrong}`);
    if (key in data) {
      throw new Fail(
        kind === 'ConfigMap'
          ? `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap "${name}"`
          : `cannot add key ${key}, another key by that name already exists`,
      );
    }
    data[key] = value;
  };
  const env = flags.list('from-env-file');
  if (env.length > 0 && (flags.list('from-file').length > 0 || flags.list('from-literal').length > 0)) {
    throw new Fail('from-env-file cannot be combined with from-file or from-literal');
  }
  const read = (path: string): string => {
    const text = process.files.read(absolute(process, path));
    if (text === undefined) throw new Fail(`error reading ${path}: no such file or directory`);
    return text;
  };
  for (const source of flags.list('from-file')) {
    const parts = source.split('=');
    if (parts.length > 2) throw new Fail("key names or file paths cannot contain '='");
    const path = parts.at(-1)!;
    if (parts.length === 2 && parts[0] === '') throw new Fail(`key name for file path ${path} missing`);
    if (path === '') throw new Fail(`file path for key name ${parts[0]} missing`);
    const names = process.files.list(absolute(process, path));
    if (names) {
      if (parts.length === 2) throw new Fail('cannot give a key name for a directory path');
      for (const file of names) {
        const text = process.files.read(absolute(process, `${path}/${file}`));
        if (text !== undefined && isConfigMapKey(file).length === 0) add(file, text);
      }
    } else add(parts.length === 2 ? parts[0]! : path.slice(path.lastIndexOf('/') + 1), read(path));
  }
  for (const literal of flags.list('from-literal')) {
    const at = literal.indexOf('=');
    if (at <= 0) throw new Fail(`invalid literal source ${literal}, expected key=value`);
    add(literal.slice(0, at), literal.slice(at + 1));
  }
  for (const path of env) {
    for (const line of read(path)
      .split('\n')
      .map((l) => l.trimStart())) {
      if (line === '' || line.startsWith('#')) continue;
      const at = line.indexOf('=');
      const key = at < 0 ? line : line.slice(0, at);
      if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key)) {
        throw new Fail(
          `${JSON.stringify(key)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`,
        );
      }
      add(key, at < 0 ? (process.env[key] ?? '') : line.slice(at + 1).replace(/\r$/, ''));
    }
  }
  return data;
}

export const sortedKeys = <T>(data: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));

export const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** `object` with a hash of its content behind its name, where --append-hash asks for one. */
export async function named<T extends Content>(factory: Factory, object: T): Promise<T> {
  if (!factory.flags.bool('append-hash')) return object;
  await loadPki();
  const { kind, metadata, data = {}, type } = object;
  const hash = contentHash({ kind, name: metadata.name, data, ...(kind === 'Secret' && { type: type ?? '' }) });
  return { ...object, metadata: { ...metadata, name: `${metadata.name}-${hash}` } };
}

interface Content {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: object;
  readonly type?: string;
}
