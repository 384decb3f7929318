// What a container is started with: environment, command line, and the files that the kubelet puts into it.

import type { ConfigMap, Container, Pod, Secret, Service } from '#api/core/types.ts';
import type { FileContent } from '#machine/memory-files.ts';
import { fieldValue, resourceAsked } from './fields.ts';
import type { Image } from './image.ts';
import type { ObjectLookup } from './runtime.ts';
import type { TokenSource } from './token.ts';
import { decodeSecret, mountedFiles } from './volumes.ts';

export interface ResolvedContainer {
  readonly env: Environment;
  /** Entrypoint and arguments after Kubernetes' rules. */
  readonly argv: readonly string[];
  readonly workingDir: string;
  readonly hostname: string;
  /** Absolute path → text: volumes, /etc/hosts, /etc/hostname, /etc/resolv.conf. They lie over the image's files. */
  readonly files: Readonly<Record<string, FileContent>>;
}

/** Variables, put together at each question from what there was at the start: hundreds of Services' a container, and few ask. */
export class Environment {
  readonly #config: Image['config'];
  readonly #hostname: string;
  readonly #services: ServicesSeen;
  readonly #declared: Readonly<Record<string, string>>;

  constructor(
    config: Image['config'],
    hostname: string,
    services: ServicesSeen,
    declared: Readonly<Record<string, string>>,
  ) {
    this.#config = config;
    this.#hostname = hostname;
    this.#services = services;
    this.#declared = declared;
  }

  all(): Record<string, string> {
    return { ...this.#config.env, HOSTNAME: this.#hostname, ...serviceEnv(this.#services), ...this.#declared };
  }
}

const DNS_SERVER = '10.96.0.10';
/** What a node's own resolver asks. */
const NODE_DNS = '192.0.2.53';

/** `pod` has its IP. References that cannot be resolved were refused by `configProblem` before. */
export function resolveContainer(
  pod: Pod,
  container: Container,
  config: Image['config'],
  cache: ObjectLookup,
  tokens: TokenSource,
): ResolvedContainer {
  const hostname = hostnameOf(pod);
  const declared = declaredEnv(pod, container, cache);
  const services = servicesSeen(pod, cache);
  const env = new Environment(config, hostname, services, typeof declared === 'string' ? {} : declared);
  const expanded = (list: readonly string[] | undefined): readonly string[] | undefined =>
    list?.map((text) => (text.includes('$') ? expand(text, env.all()) : text));
  const command = expanded(container.command);
  const args = expanded(container.args);
  return {
    env,
    argv: command?.length
      ? [...command, ...(args ?? [])]
      : [...config.entrypoint, ...(args?.length ? args : config.cmd)],
    workingDir: container.workingDir ?? config.workingDir,
    hostname,
    files: {
      '/etc/hostname': `${hostname}\n`,
      '/etc/hosts': hostsFile(pod, hostname),
      '/etc/resolv.conf': resolvConf(pod),
      ...mountedFiles(pod, withSubPaths(container, env), cache, tokens),
      // The usual one is there for all.
      ...(container.terminationMessagePath !== undefined &&
        container.terminationMessagePath !== '/dev/termination-log' && { [container.terminationMessagePath]: '' }),
    },
  };
}

/** Its mounts, with what each `subPathExpr` comes to. Source: kubelet_pods.go makeMounts. */
export function withSubPaths(container: Container, env: Environment): Container {
  const { volumeMounts } = container;
  if (!volumeMounts?.some(({ subPathExpr }) => subPathExpr !== undefined)) return container;
  const all = env.all();
  return {
    ...container,
    volumeMounts: volumeMounts.map((mount) => {
      const { subPathExpr } = mount;
      return subPathExpr === undefined ? mount : { ...mount, subPath: expand(subPathExpr, all) };
    }),
  };
}

/** Why the container cannot be configured, in the kubelet's words; undefined: it can. Source: kuberuntime makeEnvironmentVariables. */
export function configProblem(pod: Pod, container: Container, cache: ObjectLookup): string | undefined {
  const env = declaredEnv(pod, container, cache);
  return typeof env === 'string' ? env : undefined;
}

/** `$(NAME)` becomes its value, `$$(NAME)` stays `$(NAME)`, unknown names stay as written. Source: third_party/forked/golang/expansion. */
export function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^()]*)\)/g, (whole, name?: string) =>
    whole === '$$' ? '$' : (env[name ?? ''] ?? whole),
  );
}

export function hostnameOf({ metadata, spec }: Pod): string {
  if (spec.hostNetwork) return spec.nodeName ?? '';
  return (spec.hostname ?? metadata.name).slice(0, 63).replace(/[-.]+$/, '');
}

function declaredEnv(pod: Pod, container: Container, cache: ObjectLookup): Record<string, string> | string {
  const { namespace = '' } = pod.metadata;
  const configMap = (name: string): ConfigMap | undefined => cache.get<ConfigMap>('configmaps', `${namespace}/${name}`);
  const secret = (name: string): Secret | undefined => cache.get<Secret>('secrets', `${namespace}/${name}`);
  const env: Record<string, string> = {};
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const { name = '', optional = false } = configMapRef ?? secretRef ?? {};
    const found = configMapRef ? configMap(name) : secret(name);
    if (!found && !optional) return `${configMapRef ? 'configmap' : 'secret'} "${name}" not found`;
    const data = !found ? {} : configMapRef ? ((found as ConfigMap).data ?? {}) : decodeSecret(found as Secret);
    for (const [key, value] of Object.entries(data)) env[prefix + key] = value;
  }
  let services: Readonly<Record<string, string>> | undefined;
  for (const { name, value, valueFrom } of container.env ?? []) {
    const { fieldRef, configMapKeyRef, secretKeyRef, resourceFieldRef } = valueFrom ?? {};
    if (fieldRef) env[name] = fieldValue(pod, fieldRef.fieldPath);
    else if (resourceFieldRef) env[name] = resourceAsked(pod, resourceFieldRef, cache, container);
    else if (configMapKeyRef || secretKeyRef) {
      const { name: source = '', key, optional = false } = (configMapKeyRef ?? secretKeyRef)!;
      const found = configMapKeyRef ? configMap(source) : secret(source);
      if (!found && !optional) return `${configMapKeyRef ? 'configmap' : 'secret'} "${source}" not found`;
      const text = !found
        ? undefined
        : configMapKeyRef
          ? (found as ConfigMap).data?.[key]
          : decodeSecret(found as Secret)[key];
      if (text !== undefined) env[name] = text;
      else if (!optional)
        return `couldn't find key ${key} in ${configMapKeyRef ? 'ConfigMap' : 'Secret'} ${namespace}/${source}`;
    } else if (!value?.includes('$')) env[name] = value ?? '';
    else env[name] = expand(value, { ...(services ??= serviceEnv(servicesSeen(pod, cache))), ...env });
  }
  return env;
}

interface ServicesSeen {
  /** The API server's. */
  readonly master: Service | undefined;
  readonly own: readonly Service[];
}

const NO_SERVICES: readonly Service[] = [];

/** Services of the namespace and the API server's, as they are at this moment: a later one is not seen. Source: pkg/kubelet/envvars. */
function servicesSeen({ metadata, spec }: Pod, cache: ObjectLookup): ServicesSeen {
  const master = cache.get<Service>('services', 'default/kubernetes');
  const { namespace = '' } = metadata;
  return {
    master,
    own: spec.enableServiceLinks === false ? NO_SERVICES : cache.list<Service>('services', namespace),
  };
}

// A Service never changes in place, so its variables can be remembered by identity.
const known = new WeakMap<Service, Readonly<Record<string, string>>>();

function serviceEnv({ master, own }: ServicesSeen): Record<string, string> {
  const env: Record<string, string> = {};
  for (const service of master ? [master, ...own] : own) {
    let variables = known.get(service);
    if (!variables) known.set(service, (variables = variablesOf(service)));
    Object.assign(env, variables);
  }
  return env;
}

function variablesOf({ metadata, spec: { clusterIP, ports = [] } }: Service): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  const first = ports[0];
  if (!clusterIP || clusterIP === 'None' || !first) return env;
  const prefix = envName(metadata.name);
  env[`${prefix}_SERVICE_HOST`] = clusterIP;
  env[`${prefix}_SERVICE_PORT`] = String(first.port);
  for (const { name, port } of ports) if (name) env[`${prefix}_SERVICE_PORT_${envName(name)}`] = String(port);
  const url = ({ protocol = 'TCP', port }: (typeof ports)[number]): string =>
    `${protocol.toLowerCase()}://${clusterIP}:${port}`;
  env[`${prefix}_PORT`] = url(first);
  for (const port of ports) {
    const { protocol = 'TCP' } = port;
    const link = `${prefix}_PORT_${port.port}_${protocol}`;
    env[link] = url(port);
    env[`${link}_PROTO`] = protocol.toLowerCase();
    env[`${link}_PORT`] = String(port.port);
    env[`${link}_ADDR`] = clusterIP;
  }
  return env;
}

const envName = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** Source: kubelet_pods.go managedHostsFileContent. */
function hostsFile(pod: Pod, hostname: string): string {
  const { subdomain, hostAliases = [], hostNetwork } = pod.spec;
  const ip = pod.status?.podIP ?? '';
  const fqdn = subdomain
    ? `${hostname}.${subdomain}.${pod.metadata.namespace}.svc.cluster.local\t${hostname}`
    : hostname;
  const lines = [
    `# Kubernetes-managed hosts file${hostNetwork ? ' (host network)' : ''}.`,
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    `${ip}\t${fqdn}`,
  ];
  if (hostAliases.length > 0)
    lines.push(
      '',
      '# Entries added by HostAliases.',
      ...hostAliases.map(({ ip: alias, hostnames = [] }) => `${alias}\t${hostnames.join('\t')}`),
    );
  return `${lines.join('\n')}\n`;
}

/** Source: pkg/kubelet/network/dns GetPodDNS. */
export function resolvConf({ metadata, spec }: Pod): string {
  const { dnsConfig = {}, hostNetwork } = spec;
  const policy = spec.dnsPolicy ?? 'ClusterFirst';
  const inCluster = policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && !hostNetwork);
  const cluster = {
    search: [`${metadata.namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'],
    servers: [DNS_SERVER],
    options: ['ndots:5'],
  };
  const none = { search: [], servers: policy === 'None' ? [] : [NODE_DNS], options: [] };
  const base = inCluster ? cluster : none;
  const search = [...new Set([...base.search, ...(dnsConfig.searches ?? [])])];
  const servers = [...new Set([...base.servers, ...(dnsConfig.nameservers ?? [])])];
  const options = new Map(base.options.map((o) => [o.split(':')[0]!, o]));
  for (const { name, value } of dnsConfig.options ?? [])
    options.set(name, value === undefined ? name : `${name}:${value}`);
  return [
    ...(search.length ? [`search ${search.join(' ')}`] : []),
    ...servers.map((s) => `nameserver ${s}`),
    ...(options.size ? [`options ${[...options.values()].join(' ')}`] : []),
    '',
  ].join('\n');
}
