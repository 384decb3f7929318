// Models describe.go describeService.

import type { Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { ApiList } from '#apimachinery/meta.ts';
import type { Describer, Get, WithEvents } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { formatLabels, writeAnnotations, writeLabels, writeName } from './metadata.ts';
import { Page } from './tabwriter.ts';

const MAX_ENDPOINTS = 3;

/** The slices that say they belong to a service. */
export async function slicesOf(namespace: string, name: string, get: Get): Promise<EndpointSlice[]> {
  const label = encodeURIComponent(`kubernetes.io/service-name=${name}`);
  const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=${label}`;
  return (await get<ApiList<EndpointSlice>>(path)).items;
}

const hostPort = (host: string, port: number | undefined): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** `10.244.0.5:8080,10.244.0.6:8080,10.244.0.7:8080 + 2 more...`: the ready ones behind the port of that name. */
export function formatEndpoints(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const ready = slices.flatMap(({ ports, endpoints }) => {
    const usable = (endpoints ?? []).filter((endpoint) => endpoint.conditions?.ready !== false);
    const hosts = usable.map((endpoint) => endpoint.addresses[0] ?? '');
    if (!ports?.length) return hosts;
    return ports
      .filter((port) => (port.name ?? '') === portName)
      .flatMap((port) => hosts.map((host) => hostPort(host, port.port)));
  });
  const more = ready.length - MAX_ENDPOINTS;
  return ready.slice(0, MAX_ENDPOINTS).join(',') + (more > 0 ? ` + ${more} more...` : '');
}

interface Related extends WithEvents {
  readonly slices: readonly EndpointSlice[];
}

function describeService(service: Service, { slices, events }: Related, nowMs: number): string {
  const { spec } = service;
  const page = new Page();
  const optional = (title: string, value: unknown): void => {
    if (value) page.line(0, `${title}:`, value);
  };
  writeName(page, service);
  writeLabels(page, 'Labels', service.metadata.labels);
  writeAnnotations(page, 'Annotations', service.metadata.annotations);
  page.line(0, 'Selector:', formatLabels(spec.selector));
  page.line(0, 'Type:', spec.type ?? '');
  optional('IP Family Policy', spec.ipFamilyPolicy);
  page.line(0, 'IP Families:', spec.ipFamilies?.join(',') || '<none>');
  page.line(0, 'IP:', spec.clusterIP ?? '');
  page.line(0, 'IPs:', spec.clusterIPs?.join(',') || '<none>');
  optional('External IPs', spec.externalIPs?.join(','));
  optional('Desired LoadBalancer IP', spec.loadBalancerIP);
  optional('External Name', spec.externalName);
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  optional(
    'LoadBalancer Ingress',
    ingress.map((i) => (i.ip ? i.ip + (i.ipMode ? ` (${i.ipMode})` : '') : (i.hostname ?? ''))).join(', '),
  );
  for (const port of spec.ports ?? []) {
    const name = port.name || '<unset>';
    page.line(0, 'Port:', name, `${port.port}/${port.protocol}`);
    page.line(0, 'TargetPort:', `${port.targetPort ?? 0}/${port.protocol}`);
    if (port.nodePort) page.line(0, 'NodePort:', name, `${port.nodePort}/${port.protocol}`);
    page.line(0, 'Endpoints:', formatEndpoints(slices, port.name ?? ''));
  }
  page.line(0, 'Session Affinity:', spec.sessionAffinity ?? '');
  optional('External Traffic Policy', spec.externalTrafficPolicy);
  optional('Internal Traffic Policy', spec.internalTrafficPolicy);
  optional('Traffic Distribution', spec.trafficDistribution);
  optional('HealthCheck NodePort', spec.healthCheckNodePort);
  optional('LoadBalancer Source Ranges', spec.loadBalancerSourceRanges?.join(','));
  writeEvents(page, events, nowMs);
  return page.toString();
}

export const service: Describer<Service, Related> = {
  async gather(object, get, showEvents) {
    const slices = await slicesOf(object.metadata.namespace ?? '', object.metadata.name, get).catch(() => []);
    return { slices, events: await eventsOf(object, get, showEvents) };
  },
  text: describeService,
};
