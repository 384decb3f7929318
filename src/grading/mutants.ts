// Usual mistakes, made in an object that is right: one each.

import type { ApiObject } from '#apimachinery/meta.ts';

export interface Mutant {
  /** `Service/web: selector app=web-x`. Permanent: a lesson names it in `letsThrough`. */
  readonly name: string;
  readonly object: ApiObject;
}

// biome-ignore lint/suspicious/noExplicitAny: an object of whatever kind, as plain JSON that is changed in place
type Json = any;
interface Change {
  /** What was done: `port 81`. */
  readonly what: string;
  readonly make: (object: Json) => void;
}

/** What can be got wrong in each kind. */
const CHANGES: Readonly<Record<string, (object: Json) => readonly Change[]>> = {
  Service: ({ spec }) => [
    ...Object.keys(spec.selector ?? {}).map((key) =>
      change(`selector ${key}=${spec.selector[key]}-x`, (o) => (o.spec.selector[key] += '-x')),
    ),
    ...typeChange(spec.type),
    ...(spec.ports ?? []).flatMap((port: Json, i: number) => {
      const of = spec.ports.length > 1 ? ` of ${port.name}` : '';
      const at = (o: Json): Json => o.spec.ports[i];
      return [
        change(`port ${port.port + 1}${of}`, (o) => (at(o).port += 1)),
        ...(port.targetPort === undefined || spec.clusterIP === undefined || spec.type === 'ExternalName'
          ? []
          : [change(`targetPort ${wrong(port.targetPort)}${of}`, (o) => (at(o).targetPort = wrong(port.targetPort)))]),
        ...(port.name ? [change(`port's name ${port.name}-x`, (o) => (at(o).name += '-x'))] : []),
        change(`protocol ${port.protocol === 'UDP' ? 'TCP' : 'UDP'}${of}`, (o) => {
          at(o).protocol = port.protocol === 'UDP' ? 'TCP' : 'UDP';
        }),
        ...(port.nodePort
          ? [change(`nodePort other than ${port.nodePort}${of}`, (o) => (at(o).nodePort = other(port.nodePort)))]
          : []),
      ];
    }),
    ...(spec.externalName
      ? [change(`externalName x-${spec.externalName}`, (o) => (o.spec.externalName = `x-${spec.externalName}`))]
      : []),
    ...(spec.externalTrafficPolicy === 'Local'
      ? [
          change('externalTrafficPolicy Cluster', (o) => {
            o.spec.externalTrafficPolicy = 'Cluster';
            delete o.spec.healthCheckNodePort;
          }),
        ]
      : []),
    ...(spec.clusterIP === 'None'
      ? [change('not headless', (o) => delete o.spec.clusterIP && delete o.spec.clusterIPs)]
      : []),
  ],

  Ingress: ({ metadata, spec }) => [
    ...(spec.ingressClassName ? [change('ingressClassName other', (o) => (o.spec.ingressClassName = 'other'))] : []),
    ...Object.keys(metadata.annotations ?? {})
      .filter((key) => !key.startsWith('kubectl.kubernetes.io/'))
      .map((key) => change(`without annotation ${key}`, (o) => delete o.metadata.annotations[key])),
    ...(spec.rules ?? []).flatMap((rule: Json, i: number) => [
      ...(rule.host ? [change(`host x-${rule.host}`, (o) => (o.spec.rules[i].host = `x-${rule.host}`))] : []),
      ...(rule.http?.paths ?? []).flatMap((path: Json, j: number) => {
        const at = (o: Json): Json => o.spec.rules[i].http.paths[j];
        const turned = path.pathType === 'Exact' ? 'Prefix' : 'Exact';
        const where = `${rule.host ?? '*'}${path.path ?? ''}`;
        return [
          change(`path ${where}-x`, (o) => (at(o).path = `${path.path === '/' ? '/' : path.path}-x`)),
          change(`pathType ${turned} of ${where}`, (o) => (at(o).pathType = turned)),
          ...backendChanges(path.backend, where, (o) => at(o).backend),
        ];
      }),
    ]),
    ...(spec.defaultBackend ? backendChanges(spec.defaultBackend, 'the default', (o) => o.spec.defaultBackend) : []),
    ...(spec.tls ?? []).flatMap((tls: Json, i: number) => [
      ...(tls.secretName
        ? [change(`tls secretName ${tls.secretName}-x`, (o) => (o.spec.tls[i].secretName += '-x'))]
        : []),
      ...(tls.hosts?.[0]
        ? [change(`tls host x-${tls.hosts[0]}`, (o) => (o.spec.tls[i].hosts[0] = `x-${tls.hosts[0]}`))]
        : []),
    ]),
  ],

  HTTPRoute: ({ spec }) => [
    ...(spec.parentRefs ?? []).map((ref: Json, i: number) =>
      change(`parentRef ${ref.name}-x`, (o) => (o.spec.parentRefs[i].name += '-x')),
    ),
    ...(spec.hostnames ?? []).map((host: string, i: number) =>
      change(`hostname x-${host}`, (o) => (o.spec.hostnames[i] = `x-${host}`)),
    ),
    ...(spec.rules ?? []).flatMap((rule: Json, i: number) => [
      ...(rule.matches ?? []).flatMap((match: Json, j: number) => {
        const { path } = match;
        if (!path?.value) return [];
        const at = (o: Json): Json => o.spec.rules[i].matches[j].path;
        const turned = path.type === 'Exact' ? 'PathPrefix' : 'Exact';
        // `PathPrefix /` is what stands there if nobody says anything.
        if (path.value === '/' && path.type !== 'Exact') return [change('path /x', (o) => (at(o).value = '/x'))];
        return [
          change(`path ${path.value}-x`, (o) => (at(o).value += '-x')),
          change(`path type ${turned} of ${path.value}`, (o) => (at(o).type = turned)),
        ];
      }),
      ...(rule.backendRefs ?? []).flatMap((ref: Json, j: number) => {
        const at = (o: Json): Json => o.spec.rules[i].backendRefs[j];
        return [
          change(`backend ${ref.name}-x`, (o) => (at(o).name += '-x')),
          change(`backend port ${ref.port + 1} of ${ref.name}`, (o) => (at(o).port += 1)),
        ];
      }),
    ]),
  ],

  Gateway: ({ spec }) => [
    change('gatewayClassName other', (o) => (o.spec.gatewayClassName = 'other')),
    ...(spec.listeners ?? []).flatMap((listener: Json, i: number) => [
      change(`listener port ${listener.port + 1}`, (o) => (o.spec.listeners[i].port += 1)),
      ...(listener.hostname
        ? [
            change(
              `listener hostname x-${listener.hostname.replace('*.', '')}`,
              (o) => (o.spec.listeners[i].hostname = `x-${listener.hostname.replace('*.', '')}`),
            ),
          ]
        : []),
      ...(listener.tls?.certificateRefs?.[0]
        ? [
            change(
              `listener certificate ${listener.tls.certificateRefs[0].name}-x`,
              (o) => (o.spec.listeners[i].tls.certificateRefs[0].name += '-x'),
            ),
          ]
        : []),
    ]),
  ],

  NetworkPolicy: ({ spec }) => [
    ...Object.keys(spec.podSelector?.matchLabels ?? {}).map((key) =>
      change(
        `podSelector ${key}=${spec.podSelector.matchLabels[key]}-x`,
        (o) => (o.spec.podSelector.matchLabels[key] += '-x'),
      ),
    ),
    ...(['ingress', 'egress'] as const).flatMap((way) =>
      (spec[way] ?? []).flatMap((rule: Json, i: number) => [
        ...(rule.ports ?? []).flatMap((port: Json, j: number) => [
          ...(port.port === undefined
            ? []
            : [change(`${way} port ${wrong(port.port)}`, (o) => (o.spec[way][i].ports[j].port = wrong(port.port)))]),
          change(`${way} protocol of ${port.port ?? 'all'}`, (o) => {
            o.spec[way][i].ports[j].protocol = port.protocol === 'UDP' ? 'TCP' : 'UDP';
          }),
        ]),
        ...(rule.from ?? rule.to ?? []).flatMap((peer: Json, j: number) =>
          (['podSelector', 'namespaceSelector'] as const).flatMap((selector) =>
            Object.keys(peer[selector]?.matchLabels ?? {}).map((key) =>
              change(`${way} ${selector} ${key}=${peer[selector].matchLabels[key]}-x`, (o) => {
                o.spec[way][i][way === 'ingress' ? 'from' : 'to'][j][selector].matchLabels[key] += '-x';
              }),
            ),
          ),
        ),
      ]),
    ),
  ],
};

/** Every usual mistake in the object; none in one of a kind that is not known here. */
export function mutantsOf(object: ApiObject): readonly Mutant[] {
  const { kind = '', metadata } = object;
  const changes = Object.hasOwn(CHANGES, kind) ? CHANGES[kind]!(bare(object)) : [];
  const namespace = metadata.namespace === 'default' ? 'kube-public' : 'default';
  const all =
    changes.length === 0
      ? []
      : [...changes, change(`namespace ${namespace}`, (o) => (o.metadata.namespace = namespace))];
  return all.map(({ what, make }) => {
    const mutated = bare(object);
    make(mutated);
    return { name: `${kind}/${metadata.name}: ${what}`, object: mutated };
  });
}

/** As its author would write it. */
function bare(object: ApiObject): Json {
  const { status: _, ...own } = structuredClone(object) as Json;
  const { name, namespace, labels, annotations } = own.metadata;
  return { ...own, metadata: { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) } };
}

const change = (what: string, make: (object: Json) => unknown): Change => ({
  what,
  make: (object) => void make(object),
});
const wrong = (port: string | number): string | number => (typeof port === 'number' ? port + 1 : `${port}-x`);
/** Another port of the range. */
const other = (nodePort: number): number => (nodePort === 32_767 ? nodePort - 1 : nodePort + 1);

function typeChange(type: string): readonly Change[] {
  const turned = { ClusterIP: 'NodePort', NodePort: 'ClusterIP', LoadBalancer: 'NodePort' }[type];
  if (turned === undefined) return [];
  return [
    change(`type ${turned}`, ({ spec }) => {
      spec.type = turned;
      if (turned !== 'ClusterIP') return;
      for (const port of spec.ports) delete port.nodePort;
      for (const field of ['externalTrafficPolicy', 'healthCheckNodePort']) delete spec[field];
    }),
  ];
}

function backendChanges(backend: Json, where: string, at: (object: Json) => Json): readonly Change[] {
  const { service } = backend;
  if (!service) return [];
  return [
    change(`backend ${service.name}-x of ${where}`, (o) => (at(o).service.name += '-x')),
    ...(service.port?.number
      ? [change(`backend port ${service.port.number + 1} of ${where}`, (o) => (at(o).service.port.number += 1))]
      : []),
  ];
}
