// Checks of requests: those that the author sent, and those that what was made is there for.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Snapshot } from '#lab/lab.ts';
import type { Candidate } from './candidate.ts';
import type { ObjectChange } from './objects.ts';

/** A request as a check would send it. */
export interface Asking {
  readonly from: string;
  readonly url: string;
  readonly host?: string;
  readonly every?: 'node';
}

type Storage = Snapshot['storage'];

// biome-ignore lint/suspicious/noExplicitAny: objects of several kinds, as far as they are looked at
type Json = any;
const listOf = ({ objects }: Storage, resource: string): readonly Json[] => objects[resource] ?? [];

/** What Services and Ingresses that have come or changed are asked by. */
export function askedByChanges(changes: readonly ObjectChange[], after: Storage): readonly Asking[] {
  const inside = callerIn(after);
  return changes.flatMap(({ is }): readonly Asking[] => {
    if (is?.kind === 'Service') return askedOfService(is, inside);
    if (is?.kind === 'Ingress') return askedOfIngress(is);
    return [];
  });
}

/** A Pod to call from, by a name that stays. */
function callerIn(storage: Storage): string {
  const pods = listOf(storage, 'pods').filter(
    ({ metadata, status }: Json) => metadata.namespace === 'default' && status?.phase === 'Running',
  );
  const own = pods.find(({ metadata }: Json) => (metadata.ownerReferences ?? []).length === 0);
  return own ? `pod/default/${own.metadata.name}` : 'pod';
}

function askedOfService(service: ApiObject, inside: string): readonly Asking[] {
  const { metadata, spec } = service as Json;
  const name = metadata.namespace === 'default' ? metadata.name : `${metadata.namespace}/${metadata.name}`;
  const dns = metadata.namespace === 'default' ? metadata.name : `${metadata.name}.${metadata.namespace}`;
  return (spec.ports ?? []).flatMap((port: Json): readonly Asking[] => {
    const scheme = port.protocol === 'UDP' ? 'udp' : port.port === 443 ? 'https' : 'http';
    const tail =
      (scheme === 'http' && port.port === 80) || (scheme === 'https' && port.port === 443) ? '' : `:${port.port}`;
    const of = spec.ports.length > 1 ? `.${port.name}` : '';
    return [
      { from: inside, url: `${scheme}://${dns}${tail}/` },
      ...(port.nodePort
        ? [
            {
              from: 'internet',
              url: `${scheme}://\${node.any.externalIP}:\${service.${name}.nodePort${of}}/`,
              every: 'node' as const,
            },
          ]
        : []),
      ...(spec.type === 'LoadBalancer'
        ? [{ from: 'internet', url: `${scheme}://\${loadBalancer.${name}}${tail}/` }]
        : []),
    ];
  });
}

function askedOfIngress(ingress: ApiObject): readonly Asking[] {
  const { metadata, spec } = ingress as Json;
  const name = metadata.namespace === 'default' ? metadata.name : `${metadata.namespace}/${metadata.name}`;
  return (spec.rules ?? []).flatMap((rule: Json) =>
    (rule.http?.paths ?? []).map((path: Json): Asking => {
      const tls = (spec.tls ?? []).some((one: Json) => (one.hosts ?? []).includes(rule.host));
      return {
        from: 'internet',
        url: `${tls ? 'https' : 'http'}://\${ingress.${name}.address}${path.path ?? '/'}`,
        ...(rule.host && { host: rule.host }),
      };
    }),
  );
}

/** A request that was sent, with names in the place of what is another in each cluster. Undefined: it was to the API server, or nobody's. */
export function askedAgain(
  sent: { readonly from: string; readonly url: string },
  storage: Storage,
  lines: readonly string[],
): Asking | undefined {
  const url = new URL(sent.url);
  if (!/^https?:$/.test(url.protocol) || url.port === '6443' || url.hostname === 'kubernetes') return undefined;
  const from = placeOf(sent.from, storage);
  if (from === undefined) return undefined;
  const host = hostOf(url.hostname, storage);
  if (host === undefined) return undefined;
  const drawn = listOf(storage, 'services').find(({ spec }: Json) =>
    spec.ports?.some((port: Json) => String(port.nodePort) === url.port),
  );
  const isDrawn =
    drawn !== undefined && !lines.some((line) => new RegExp(`node-?port\\D{0,4}${url.port}`, 'i').test(line));
  const port = url.port === '' ? '' : isDrawn ? `:\${service.${nameOf(drawn)}.nodePort}` : `:${url.port}`;
  const every = host.startsWith('${node.any.') ? { every: 'node' as const } : {};
  return { from, url: `${url.protocol}//${host}${port}${url.pathname}${url.search}`, ...every };
}

const nameOf = ({ metadata: { name, namespace } }: Json): string =>
  namespace === 'default' ? name : `${namespace}/${name}`;

/** A Pod whose name was drawn goes by a label. */
function placeOf(from: string, storage: Storage): string | undefined {
  const [kind, namespace, name] = from.split('/');
  if (kind !== 'pod') return from;
  const pod = listOf(storage, 'pods').find(
    ({ metadata }: Json) => metadata.name === name && metadata.namespace === namespace,
  );
  if (!pod) return undefined;
  if ((pod.metadata.ownerReferences ?? []).length === 0) return from;
  const label = Object.entries(pod.metadata.labels ?? {}).find(([key]) => key !== 'pod-template-hash');
  return label && `pod/${namespace}/${label[0]}=${label[1]}`;
}

/** Undefined: an address that will be another's. */
function hostOf(host: string, storage: Storage): string | undefined {
  if (!/^[\d.]+$/.test(host)) return host;
  const service = (holds: (one: Json) => boolean): Json => listOf(storage, 'services').find(holds);
  const own = service(({ spec }) => spec.clusterIP === host);
  if (own) return `\${service.${nameOf(own)}.clusterIP}`;
  const balanced = service(({ status }) => status?.loadBalancer?.ingress?.some((one: Json) => one.ip === host));
  if (balanced) return `\${loadBalancer.${nameOf(balanced)}}`;
  const ingress = listOf(storage, 'ingresses.networking.k8s.io').find(({ status }: Json) =>
    status?.loadBalancer?.ingress?.some((one: Json) => one.ip === host),
  );
  if (ingress) return `\${ingress.${nameOf(ingress)}.address}`;
  for (const [type, field] of [
    ['ExternalIP', 'externalIP'],
    ['InternalIP', 'internalIP'],
  ] as const)
    if (
      listOf(storage, 'nodes').some(({ status }: Json) =>
        status?.addresses?.some((one: Json) => one.type === type && one.address === host),
      )
    )
      return `\${node.any.${field}}`;
  const pod = listOf(storage, 'pods').find(({ status }: Json) => status?.podIP === host);
  if (!pod) return undefined;
  const place = placeOf(`pod/${pod.metadata.namespace}/${pod.metadata.name}`, storage)!.split('/').slice(1);
  return `\${pod.${place[0] === 'default' ? place[1] : place.join('/')}.ip}`;
}

/** How a request ended: a status, or what broke it; undefined where it could not be sent: nobody is there, or no address. */
export type Ended = number | string | undefined;

/** The check that tells the two moments apart, if a request does. */
export function requestCandidate(asking: Asking, before: Ended, after: Ended): Candidate | undefined {
  if (before === after || after === undefined) return undefined;
  const { url, host, from, every } = asking;
  const shown = host ? `${new URL(url.replace(/\$\{[^}]*\}/g, '0')).protocol}//${host}${pathOf(url)}` : url;
  const [en, zh] = PLACES[from.split('/')[0]!] ?? ['from there', '从那里'];
  const named = `${host ?? nameIn(url)} ${en}`;
  const port = every === 'node' ? /\}:(.+?)\//.exec(`${url}/`)?.[1] : undefined;
  if (typeof after === 'number' && after < 400)
    return {
      named,
      ask:
        port === undefined
          ? { en: `\`${shown}\` answers ${en}`, zh: `${zh}访问 \`${shown}\` 有应答` }
          : {
              en: `Every node answers on port \`${port}\` ${en}`,
              zh: `${zh}访问，每个节点的 \`${port}\` 端口都有应答`,
            },
      asks: { reach: { ...asking, ...(after !== 200 && { status: after }) } },
    };
  return {
    named: `no ${named}`,
    ask:
      port === undefined
        ? { en: `\`${shown}\` does not answer ${en}`, zh: `${zh}访问 \`${shown}\` 没有应答` }
        : { en: `No node answers on port \`${port}\` ${en}`, zh: `${zh}访问，没有节点的 \`${port}\` 端口有应答` },
    asks: { refuse: { ...asking, by: typeof after === 'number' ? { status: after } : after } },
  };
}

/** What a URL is about: the object whose address stands in it, or its host. */
function nameIn(url: string): string {
  const object = [...url.matchAll(/\$\{(?:service|loadBalancer|ingress|pod)\.([^.}]+)/g)].at(-1)?.[1];
  return (
    object ??
    url
      .replace(/^\w+:\/\//, '')
      .replace(/\$\{[^}]*\}/g, '')
      .replace(/[:/].*/, '')
  );
}

const pathOf = (url: string): string => /^\w+:\/\/[^/]*(\/.*)?$/.exec(url)?.[1] ?? '/';

const PLACES: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  laptop: ['on the laptop', '在笔记本上'],
  internet: ['from the internet', '从互联网'],
  pod: ['from a Pod', '在 Pod 里'],
  node: ['from a node', '在节点上'],
};
