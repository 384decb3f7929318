// From the objects of the API to servers, locations and backends. Models internal/ingress/controller/controller.go getConfiguration.

import type { Ingress, IngressBackend } from '#api/networking/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { KeyPair } from '#pki/handshake.ts';
import { type LocationOptions, type ParsedAnnotations, parseAnnotations } from './annotations.ts';
import { type Backend, backendName, DEFAULT_BACKEND, endpointsOf, portOf } from './backends.ts';
import { mergeCanary } from './canary.ts';
import { splitPrefixes } from './locations.ts';
import { type Passthrough, passthroughOf } from './passthrough.ts';
import { certificatesByName, wwwRedirects } from './server-names.ts';
import { type Settings, settingsOf } from './settings.ts';
import { type ClassOptions, type Objects, ownIngresses } from './store.ts';

export type PathType = 'Exact' | 'Prefix';

export interface Location {
  readonly path: string;
  readonly pathType: PathType;
  /** Nobody's rule: the host's default backend, or the controller's. */
  isDefault: boolean;
  /** `namespace/name`; undefined: none asked for it. */
  ingress: string | undefined;
  /** The path as the Ingress has it. */
  ingressPath: string;
  backend: string;
  options: LocationOptions;
}

export interface Server {
  /** `_` is whoever no other server is meant by. */
  readonly hostname: string;
  aliases: readonly string[];
  locations: Location[];
  /** The annotation `ssl-passthrough` of the Ingress that made the server. */
  readonly sslPassthrough: boolean;
  /** Of whom the certificate is: `default`, the fake one, or a Secret `namespace/name`. Undefined: HTTPS was not asked for. */
  certificate: string | undefined;
  /** The host that everything is sent on to, of annotation `from-to-www-redirect`. */
  readonly redirectTo?: string;
}

export interface Configuration {
  readonly settings: Settings;
  readonly servers: readonly Server[];
  readonly backends: ReadonlyMap<string, Backend>;
  /** Hosts that do not end here. */
  readonly passthrough: readonly Passthrough[];
  /** By host name, of whom the certificate is, as in a server. To be asked by `certificateOf`. */
  readonly certificateNames: ReadonlyMap<string, string>;
  /** By Secret, those that servers show. */
  readonly certificates: ReadonlyMap<string, KeyPair>;
  /** What the controller's log says of it: its warnings. */
  readonly warnings: readonly string[];
  /** By Ingress: values of annotations that could not be read. */
  readonly problems: ReadonlyMap<string, readonly string[]>;
}

export interface RouteOptions extends ClassOptions {
  /** `--configmap`, `namespace/name`. */
  readonly configMap: string;
}

/** What is known of Secrets with certificates. */
export interface Certificates {
  /** By `namespace/name`; undefined: it holds none that can be used. */
  pairOf(secret: string): KeyPair | undefined;
  fault: CertificateFault;
}

/** Does a Secret hold a certificate for the host? Undefined: it does; else why not. */
export type CertificateFault = (secret: string, host: string) => string | undefined;

export const DEFAULT_SERVER = '_';

interface Parsed {
  readonly ingress: Ingress;
  readonly key: string;
  readonly namespace: string;
  readonly annotations: ParsedAnnotations;
}

export function compileRoutes(objects: Objects, options: RouteOptions, { pairOf, fault }: Certificates): Configuration {
  const settings = settingsOf(objects.configMaps.get(options.configMap)?.data);
  const warnings: string[] = [];
  const warn = (text: string): void => void (warnings.includes(text) || warnings.push(text));
  const given = ownIngresses(objects, options).map((ingress) => ({
    ingress,
    key: keyOf(ingress),
    namespace: ingress.metadata.namespace ?? 'default',
    annotations: parseAnnotations(ingress, settings, (key) => objects.secrets.get(key)),
  }));
  // One value that cannot be read, and the whole Ingress is left out. Source: annotations.go Extract.
  const all = given.filter(({ annotations }) => annotations.problems.length === 0);
  for (const { annotations } of given) annotations.warnings.forEach(warn);
  for (const { key, annotations } of all)
    for (const name of annotations.notSimulated)
      warn(`Portolan does not simulate nginx.ingress.kubernetes.io/${name}, which Ingress ${key} has`);
  const backends = createBackends(all, objects, warn);
  const servers = createServers(all, backends, settings);
  for (const parsed of all) addLocations(parsed, servers, backends);
  for (const { ingress, annotations } of all) if (annotations.canary) mergeCanary(ingress, servers, backends, warn);
  addCertificates(all, servers, fault, warn);
  for (const server of servers.values()) server.locations = splitPrefixes(server.locations);
  for (const redirect of wwwRedirects(servers, fault, warn)) servers.set(redirect.hostname, redirect);
  const shown = [...servers.values()].flatMap(({ certificate = '' }) => {
    const pair = pairOf(certificate);
    return pair ? [[certificate, pair] as const] : [];
  });
  const problems = given
    .filter(({ annotations }) => annotations.problems.length > 0)
    .map(({ key, annotations }) => [key, annotations.problems] as const);
  return {
    settings,
    servers: [...servers.values()].sort((a, b) => (a.hostname < b.hostname ? -1 : 1)),
    backends,
    passthrough: passthroughOf([...servers.values()], backends, objects.services, warn),
    certificateNames: certificatesByName(servers.values(), fault),
    certificates: new Map(shown),
    warnings,
    problems: new Map(problems),
  };
}

function createBackends(all: readonly Parsed[], objects: Objects, warn: (text: string) => void): Map<string, Backend> {
  const backends = new Map<string, Backend>([[DEFAULT_BACKEND.name, DEFAULT_BACKEND]]);
  for (const { ingress, namespace, annotations } of all) {
    for (const { service } of backendsOf(ingress)) {
      if (!service) continue;
      const name = backendName(namespace, service);
      const before = backends.get(name);
      if (before) {
        backends.set(name, withAffinity(before, annotations));
        continue;
      }
      backends.set(name, {
        name,
        service: `${namespace}/${service.name}`,
        servicePort: portOf(service),
        endpoints: endpointsOf(namespace, service, annotations.serviceUpstream, objects, warn),
        alternatives: [],
        canary: annotations.canary,
        affinity: annotations.affinity,
        hashBy: annotations.hashBy,
      });
    }
  }
  for (const { namespace, annotations } of all) {
    const name = annotations.location.defaultBackend;
    const service = objects.services.get(`${namespace}/${name}`);
    const number = service?.spec.ports?.[0]?.port;
    if (name === '' || number === undefined) continue;
    const own = { name, port: { number } };
    backends.set(customDefault(namespace, name), {
      ...DEFAULT_BACKEND,
      name: customDefault(namespace, name),
      service: `${namespace}/${name}`,
      servicePort: String(number),
      endpoints: endpointsOf(namespace, own, false, objects, warn),
    });
  }
  return backends;
}

/** The first Ingress that asks for a cookie decides for the Service; all that ask give it on their hosts. Source: getBackendServers. */
function withAffinity(backend: Backend, { affinity }: ParsedAnnotations): Backend {
  if (!affinity) return backend;
  const hosts = [...new Set([...(backend.affinity?.hosts ?? []), ...affinity.hosts])];
  return { ...backend, affinity: { ...(backend.affinity ?? affinity), hosts } };
}

export const customDefault = (namespace: string, service: string): string =>
  `custom-default-backend-${namespace}-${service}`;

const backendsOf = ({ spec }: Ingress): readonly IngressBackend[] => [
  ...(spec.defaultBackend ? [spec.defaultBackend] : []),
  ...(spec.rules ?? []).flatMap(({ http }) => http?.paths.map(({ backend }) => backend) ?? []),
];

/** Each host once, with a location `/` for what no path is for. */
function createServers(
  all: readonly Parsed[],
  backends: ReadonlyMap<string, Backend>,
  settings: Settings,
): Map<string, Server> {
  const nobody = parseAnnotations({ metadata: {}, spec: {} } as Ingress, settings, () => undefined).location;
  const root = (backend: string, options: LocationOptions, ingress: string | undefined): Location => ({
    ...{ path: '/', pathType: 'Prefix', ingressPath: '/', isDefault: true, backend, options, ingress },
  });
  const catchAll = root(DEFAULT_BACKEND.name, { ...nobody, accessLog: settings.accessLogForDefaultBackend }, undefined);
  const server = (hostname: string, location: Location, sslPassthrough = false): Server => ({
    ...{ hostname, aliases: [], locations: [location], sslPassthrough, certificate: undefined },
  });
  const servers = new Map([[DEFAULT_SERVER, server(DEFAULT_SERVER, catchAll)]]);
  for (const { ingress, key, namespace, annotations } of all) {
    if (annotations.canary) continue;
    const { defaultBackend, rules = [] } = ingress.spec;
    let fallback = DEFAULT_BACKEND.name;
    const name = defaultBackend?.service && backendName(namespace, defaultBackend.service);
    if (name !== undefined && backends.has(name)) {
      fallback = name;
      catchAll.backend = name;
      catchAll.ingress = key;
      if (catchAll.isDefault && rules.length === 0) {
        catchAll.isDefault = false;
        // What redirects and rewrites does not hold for the catch-all. Source: createServers.
        catchAll.options = { ...annotations.location, redirect: undefined, rewriteTarget: '', useRegex: false };
      }
    }
    for (const { host = '' } of rules) {
      if (host === '' || servers.has(host)) continue;
      servers.set(host, server(host, root(fallback, annotations.location, key), annotations.sslPassthrough));
    }
  }
  for (const { ingress, annotations } of all)
    for (const { host = '' } of annotations.canary ? [] : (ingress.spec.rules ?? [])) {
      const own = servers.get(host);
      if (own?.aliases.length === 0) own.aliases = annotations.aliases.filter((a) => a !== host && !servers.has(a));
    }
  return servers;
}

function addLocations(
  { ingress, key, namespace, annotations }: Parsed,
  servers: ReadonlyMap<string, Server>,
  backends: ReadonlyMap<string, Backend>,
): void {
  if (annotations.canary) return;
  for (const { host, http } of ingress.spec.rules ?? []) {
    const server = servers.get(host || DEFAULT_SERVER);
    for (const { path = '', pathType, backend } of http?.paths ?? []) {
      if (!server || !backend.service) continue;
      const location: Location = {
        path: path || '/',
        // Source: internal/k8s SetDefaultNGINXPathType: ImplementationSpecific is Prefix.
        pathType: pathType === 'Exact' ? 'Exact' : 'Prefix',
        ingressPath: path || '/',
        isDefault: false,
        ingress: key,
        backend: backendName(namespace, backend.service),
        options: annotations.location,
      };
      withDefault(location, namespace, backends);
      const same = server.locations.find((l) => l.path === location.path && l.pathType === location.pathType);
      // The oldest Ingress keeps a path.
      if (same?.isDefault) Object.assign(same, location);
      else if (!same) server.locations.push(location);
    }
  }
}

/** Without endpoints, the Service of annotation `default-backend` answers for everything. */
function withDefault(location: Location, namespace: string, backends: ReadonlyMap<string, Backend>): void {
  const custom = customDefault(namespace, location.options.defaultBackend);
  const { endpoints = [] } = backends.get(location.backend) ?? {};
  if (endpoints.length === 0 && (backends.get(custom)?.endpoints.length ?? 0) > 0) location.backend = custom;
}

function addCertificates(
  all: readonly Parsed[],
  servers: ReadonlyMap<string, Server>,
  fault: CertificateFault,
  warn: (text: string) => void,
): void {
  for (const { ingress, namespace, annotations } of all) {
    const { tls = [], rules = [] } = ingress.spec;
    if (annotations.canary || tls.length === 0) continue;
    for (const { host = '' } of rules) {
      const server = servers.get(host);
      if (!server || server.certificate !== undefined) continue;
      server.certificate = 'default';
      const named = tls.find(({ hosts = [] }) => hosts.some((h) => h.toLowerCase() === host.toLowerCase()));
      const secretName = named
        ? named.secretName
        : tls.find((t) => t.secretName && fault(`${namespace}/${t.secretName}`, host) === undefined)?.secretName;
      if (!secretName) continue;
      const why = fault(`${namespace}/${secretName}`, host);
      if (why === undefined) server.certificate = `${namespace}/${secretName}`;
      else warn(why);
    }
  }
}
