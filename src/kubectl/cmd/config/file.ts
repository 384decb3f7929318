// The kubeconfig file, changed and written back. Models clientcmd.ModifyConfig.

import { toYaml } from '#apimachinery/yaml.ts';
import type { Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { absolute, type Kubeconfig, type Named, readKubeconfig } from '../../kubeconfig.ts';

export type Section = 'clusters' | 'contexts' | 'users';
export type Fields = Record<string, unknown>;

/** What the value of an entry is called: `{name: c, context: {…}}`. */
export const FIELD: Readonly<Record<Section, string>> = { clusters: 'cluster', contexts: 'context', users: 'user' };

interface Loaded {
  readonly path: string;
  /** As it was given: messages name it so. */
  readonly shown: string;
  readonly config: Kubeconfig;
}

/** Every file that counts, the first one first; one that is not there yet is empty. */
export function loadFiles(factory: Factory): Loaded[] {
  const { process, flags } = factory;
  const explicit = flags.string('kubeconfig');
  const listed = (process.env.KUBECONFIG ?? '').split(':').filter((p) => p !== '');
  const names = explicit
    ? [explicit]
    : listed.length > 0
      ? [...new Set(listed)]
      : [`${process.env.HOME ?? process.host.homeDir}/.kube/config`];
  return names.map((shown) => {
    const path = absolute(process, shown);
    return { shown, path, config: readKubeconfig(process.files, path, shown) ?? {} };
  });
}

export function merged(files: readonly Loaded[]): Kubeconfig {
  const all: Kubeconfig = { clusters: [], contexts: [], users: [] };
  for (const { config } of files) {
    for (const section of ['clusters', 'contexts', 'users'] as const) {
      const have = all[section] as Named[];
      for (const entry of config[section] ?? []) if (!have.some((h) => h.name === entry.name)) have.push(entry);
    }
    if (!all['current-context'] && config['current-context']) all['current-context'] = config['current-context'];
  }
  return all;
}

const byName = (entries: readonly Named[] | null | undefined): Named[] | null =>
  entries?.length ? [...entries].sort((a, b) => (a.name < b.name ? -1 : 1)) : null;

/** `user: ''` is there, as Go's struct has it without `omitempty`. Source: clientcmd/api/v1 Context. */
const whole = (entry: Named): Named => {
  const { cluster = '', user = '', ...rest } = (entry.context ?? {}) as Fields;
  return { ...entry, context: { cluster, ...rest, user } };
};

/** As Go's structs have the fields. Source: clientcmd/api/v1 Config. */
export function inFieldOrder({ kind, apiVersion, clusters, users, contexts, ...rest }: Kubeconfig): Kubeconfig {
  const named = (section: Section, entries: readonly Named[] | null | undefined): Named[] | null =>
    entries?.map(({ name, ...fields }) => ({
      name,
      ...fields,
      [FIELD[section]]: sortedBy(MEMBERS[section], fields[FIELD[section]] as Fields | undefined),
    })) ?? null;
  return {
    ...{ kind: kind ?? '', apiVersion: apiVersion ?? '', clusters: named('clusters', clusters) },
    ...{ users: named('users', users), contexts: named('contexts', contexts), ...rest },
  };
}

const MEMBERS: Readonly<Record<Section, readonly string[]>> = {
  clusters:
    'server tls-server-name insecure-skip-tls-verify certificate-authority certificate-authority-data proxy-url disable-compression extensions'.split(
      ' ',
    ),
  contexts: ['cluster', 'user', 'namespace', 'extensions'],
  users:
    'client-certificate client-certificate-data client-key client-key-data token tokenFile as as-uid as-groups as-user-extra username password auth-provider exec extensions'.split(
      ' ',
    ),
};

const sortedBy = (order: readonly string[], fields: Fields = {}): Fields =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)));

/** In the shape that kubectl writes and shows: sorted, empty lists as null. */
export function normal(config: Kubeconfig): Kubeconfig {
  const { clusters, contexts, users, preferences: _preferences, ...rest } = config;
  return {
    ...rest,
    apiVersion: 'v1',
    clusters: byName(clusters),
    contexts: byName(contexts?.map(whole)),
    'current-context': config['current-context'] ?? '',
    kind: 'Config',
    users: byName(users),
  };
}

export function save(factory: Factory, { path, shown }: Loaded, config: Kubeconfig): void {
  const { files } = factory.process;
  const isNew = files.stat(path) === undefined;
  files.mkdir(path.slice(0, path.lastIndexOf('/')) || '/', { recursive: true });
  const failed = files.write(path, toYaml(normal(config)));
  if (failed) throw new Fail(`open ${shown}: ${failed === 'EACCES' ? 'permission denied' : failed}`);
  if (isNew) files.chmod(path, 0o600);
}

export const find = (config: Kubeconfig, section: Section, name: string): Named | undefined =>
  config[section]?.find((e) => e.name === name);

/** The file that already has the entry; else the first. */
export function fileWith(files: readonly Loaded[], section: Section, name: string): Loaded {
  const found = files.find(({ config }) => find(config, section, name)) ?? files[0];
  if (!found) throw new Fail('no kubeconfig file');
  return found;
}

/** Makes or changes one entry and saves the file. Returns whether it was there before. */
export function setEntry(
  factory: Factory,
  section: Section,
  name: string,
  change: (fields: Fields) => Fields,
): boolean {
  const file = fileWith(loadFiles(factory), section, name);
  const before = find(file.config, section, name);
  const entry = { name, [FIELD[section]]: change({ ...(before?.[FIELD[section]] as Fields | undefined) }) };
  const others = (file.config[section] ?? []).filter((e) => e.name !== name);
  save(factory, file, { ...file.config, [section]: [...others, entry] });
  return before !== undefined;
}

/** Returns the file's name, or undefined when no file has the entry. */
export function deleteEntry(factory: Factory, section: Section, name: string): string | undefined {
  const file = loadFiles(factory).find(({ config }) => find(config, section, name));
  if (!file) return undefined;
  save(factory, file, { ...file.config, [section]: (file.config[section] ?? []).filter((e) => e.name !== name) });
  return file.shown;
}

export function setCurrent(factory: Factory, name: string): void {
  const files = loadFiles(factory);
  const file = files.find(({ config }) => config['current-context']) ?? files[0];
  if (file) save(factory, file, { ...file.config, 'current-context': name });
}
