// Where the cluster is and who asks: reads and merges kubeconfig files. Models client-go/tools/clientcmd.

import { parseGoDuration } from '#apimachinery/duration.ts';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import type { FileSystem } from '#machine/files.ts';
import type { Process } from '#machine/program.ts';
import type { FlagValues, KubectlBindings } from './command.ts';
import type { ExecConfig } from './credentials.ts';
import { Fail, Verbatim } from './errors.ts';

type Fields = Record<string, unknown>;
export interface Named {
  name: string;
  [rest: string]: unknown;
}
export interface Kubeconfig {
  apiVersion?: string;
  kind?: string;
  clusters?: Named[] | null;
  contexts?: Named[] | null;
  users?: Named[] | null;
  'current-context'?: string;
  [rest: string]: unknown;
}

/** Absolute form of `path` as a program in `cwd` sees it. */
export function absolute(process: Process, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${process.cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The files that count, the first one first. */
export function kubeconfigPaths(process: Process, flags: FlagValues): readonly { path: string; shown: string }[] {
  const explicit = flags.string('kubeconfig');
  if (explicit) {
    const path = absolute(process, explicit);
    if (!process.files.stat(path)) throw new Fail(`stat ${explicit}: no such file or directory`);
    return [{ path, shown: explicit }];
  }
  const listed = (process.env.KUBECONFIG ?? '').split(':').filter((p) => p !== '');
  const names = listed.length > 0 ? listed : [`${process.env.HOME ?? process.host.homeDir}/.kube/config`];
  return [...new Set(names)].map((shown) => ({ path: absolute(process, shown), shown }));
}

/** Undefined when there is no such file; throws when it cannot be understood. */
export function readKubeconfig(files: FileSystem, path: string, shown: string): Kubeconfig | undefined {
  const text = files.read(path);
  if (text === undefined) return undefined;
  const parsed = parseYamlDocuments(text);
  if ('error' in parsed)
    throw new Fail(`error loading config file "${shown}": yaml: ${parsed.error.replace(/^yaml: /, '')}`);
  const config = parsed.ok[0] ?? {};
  if (typeof config !== 'object' || Array.isArray(config)) {
    throw new Fail(
      `error loading config file "${shown}": couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(config) ? 'array' : typeof config} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  const { apiVersion = '', kind = '' } = config as Kubeconfig;
  // Models runtime.Scheme: without them it is taken for what is looked for.
  if ((kind !== '' && kind !== 'Config') || (apiVersion !== '' && apiVersion !== 'v1')) {
    const scheme = 'in scheme "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"';
    throw new Fail(
      `error loading config file "${shown}": no kind "${kind || 'Config'}" is registered for version "${apiVersion || 'v1'}" ${scheme}`,
    );
  }
  for (const [section, type] of SECTIONS) {
    const wrong = goType(config, section);
    if (wrong !== undefined && wrong !== 'array' && wrong !== 'null') {
      const what = `json: cannot unmarshal ${wrong} into Go struct field Config.${section} of type []v1.${type}`;
      throw new Fail(`error loading config file "${shown}": ${what}`);
    }
  }
  return config as Kubeconfig;
}

const SECTIONS = [
  ['clusters', 'NamedCluster'],
  ['users', 'NamedAuthInfo'],
  ['contexts', 'NamedContext'],
] as const;

/** What a field is to encoding/json; undefined where it is not there. */
function goType(config: object, field: string): string | undefined {
  const value = (config as Fields)[field];
  if (value === undefined) return undefined;
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** All files as one: the first that names a thing wins. */
export function loadKubeconfig(process: Process, flags: FlagValues): Kubeconfig {
  const merged: Required<Pick<Kubeconfig, 'clusters' | 'contexts' | 'users'>> & Kubeconfig = {
    clusters: [],
    contexts: [],
    users: [],
  };
  for (const { path, shown } of kubeconfigPaths(process, flags)) {
    const config = readKubeconfig(process.files, path, shown);
    for (const key of ['clusters', 'contexts', 'users'] as const) {
      const have = merged[key] ?? [];
      for (const entry of config?.[key] ?? []) if (!have.some((h) => h.name === entry.name)) have.push(entry);
      merged[key] = have;
    }
    if (!merged['current-context'] && config?.['current-context'])
      merged['current-context'] = config['current-context'];
  }
  return merged;
}

function find(list: readonly Named[] | null | undefined, name: string, field: string): Fields | undefined {
  return list?.find((entry) => entry.name === name)?.[field] as Fields | undefined;
}

function chosenContext(config: Kubeconfig, flags: FlagValues): { name: string; context: Fields } {
  const asked = flags.string('context');
  const name = asked || (config['current-context'] ?? '');
  const context = find(config.contexts, name, 'context');
  if (name && !context && !flags.string('server')) {
    const wrong = [`context was not found for specified context: ${name}`];
    const cluster = flags.string('cluster');
    if (cluster && !config.clusters?.some((each) => each.name === cluster))
      wrong.push(`no server found for cluster "${cluster}"`);
    const [one, ...more] = wrong;
    throw new Verbatim(
      `Error in configuration:${more.length > 0 ? wrong.map((each) => `\n* ${each}`).join('') : ` ${one}`}`,
    );
  }
  return { name, context: context ?? {} };
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** A Pod's own service account, where there is no kubeconfig. Models rest.InClusterConfig. */
function inCluster(process: Process): { server: string; token: string; namespace: string } | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  const token = process.files.read(`${SERVICE_ACCOUNT}/token`);
  if (!host || !port || token === undefined) return undefined;
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    token,
    namespace: process.files.read(`${SERVICE_ACCOUNT}/namespace`)?.trim() || 'default',
  };
}

const isEmpty = (config: Kubeconfig): boolean =>
  !config.clusters?.length && !config.contexts?.length && !config['current-context'];

export function chosenNamespace(process: Process, flags: FlagValues): { name: string; explicit: boolean } {
  const asked = flags.string('namespace');
  if (asked) return { name: asked, explicit: true };
  const config = loadKubeconfig(process, flags);
  if (isEmpty(config)) return { name: inCluster(process)?.namespace ?? 'default', explicit: false };
  const { context } = chosenContext(config, flags);
  return { name: (context.namespace as string) || 'default', explicit: false };
}

type Target = Parameters<KubectlBindings['connect']>[0];

/** `users[].user.exec` of the chosen user: another program brings the credentials. */
export function chosenExec(process: Process, flags: FlagValues): ExecConfig | undefined {
  const config = loadKubeconfig(process, flags);
  if (isEmpty(config)) return undefined;
  const { context } = chosenContext(config, flags);
  const user = find(config.users, flags.string('user') || (context.user as string) || '', 'user');
  // What stands on the command line goes before it.
  return flags.string('token') || flags.string('client-certificate')
    ? undefined
    : (user?.exec as ExecConfig | undefined);
}

/** File contents as base64, from a path in the kubeconfig or a flag. */
function dataOf(
  process: Process,
  inline: unknown,
  path: unknown,
  missing: (why: string) => string,
): string | undefined {
  if (typeof inline === 'string' && inline) return inline;
  if (typeof path !== 'string' || !path) return undefined;
  const text = process.files.read(absolute(process, path));
  if (text === undefined) throw new Fail(missing(`open ${path}: no such file or directory`));
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

export function chosenTarget(process: Process, flags: FlagValues): Target {
  const config = loadKubeconfig(process, flags);
  if (isEmpty(config) && !flags.string('server')) {
    const inside = inCluster(process);
    if (inside) return { server: inside.server, token: inside.token };
  }
  const { context } = chosenContext(config, flags);
  const clusterName = flags.string('cluster') || (context.cluster as string) || '';
  const userName = flags.string('user') || (context.user as string) || '';
  const cluster = find(config.clusters, clusterName, 'cluster');
  const user = find(config.users, userName, 'user');
  const timeout = flags.string('request-timeout');
  if (timeout !== '' && !/^\d+$/.test(timeout) && parseGoDuration(timeout) === undefined) {
    throw new Fail(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    );
  }
  if (flags.string('cluster') && !cluster) throw new Fail(`no server found for cluster "${clusterName}"`);
  if (flags.string('user') && !user) throw new Fail(`auth info "${userName}" does not exist`);

  const server = flags.string('server') || (cluster?.server as string) || 'http://localhost:8080';
  const token = flags.string('token') || (user?.token as string) || tokenFile(process, user);
  const username = flags.string('username') || (user?.username as string);
  const password = flags.string('password') || (user?.password as string);
  if (token && username) {
    throw new Fail(
      `more than one authentication method found for ${userName}; found [token basicAuth], only one is allowed`,
    );
  }
  const groups = flags.list('as-group');
  if ((groups.length > 0 || flags.string('as-uid')) && !flags.string('as')) {
    throw new Fail(`requesting uid, groups or user-extra for ${userName} without impersonating a user`);
  }
  const certificateAuthorityData = dataOf(
    process,
    flags.string('certificate-authority') ? '' : cluster?.['certificate-authority-data'],
    flags.string('certificate-authority') || cluster?.['certificate-authority'],
    (why) =>
      `unable to read certificate-authority ${flags.string('certificate-authority')} for ${clusterName} due to ${why}`,
  );
  const clientCertificateData = dataOf(
    process,
    user?.['client-certificate-data'],
    flags.string('client-certificate') || user?.['client-certificate'],
    (why) => `unable to read client-cert ${flags.string('client-certificate')} for ${userName} due to ${why}`,
  );
  const clientKeyData = dataOf(
    process,
    user?.['client-key-data'],
    flags.string('client-key') || user?.['client-key'],
    (why) => `unable to read client-key ${flags.string('client-key')} for ${userName} due to ${why}`,
  );
  const proxyUrl = cluster?.['proxy-url'] as string | undefined;
  const tlsServerName = flags.string('tls-server-name') || (cluster?.['tls-server-name'] as string | undefined);
  const insecure = flags.bool('insecure-skip-tls-verify') || cluster?.['insecure-skip-tls-verify'] === true;
  // Over plain HTTP nobody is told who asks. Source: clientcmd ClientConfig, IsConfigTransportTLS.
  const isSecure = server.startsWith('https://');
  return {
    server: /^https?:\/\//.test(server) ? server : `http://${server}`,
    ...(isSecure && token && { token }),
    ...(isSecure && username && { username }),
    ...(isSecure && password && { password }),
    ...(certificateAuthorityData && { certificateAuthorityData }),
    ...(clientCertificateData && { clientCertificateData }),
    ...(clientKeyData && { clientKeyData }),
    ...(insecure && { insecureSkipTlsVerify: true }),
    ...(tlsServerName && { tlsServerName }),
    ...(proxyUrl && { proxyUrl }),
  };
}

function tokenFile(process: Process, user: Fields | undefined): string {
  const path = user?.tokenFile;
  return typeof path === 'string' ? (process.files.read(absolute(process, path))?.trim() ?? '') : '';
}
