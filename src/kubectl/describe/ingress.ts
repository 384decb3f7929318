// Models describe.go describeIngressV1 and describeIngressClassV1.

import type { Service } from '#api/core/types.ts';
import type { Ingress, IngressBackend, IngressClass } from '#api/networking/types.ts';
import type { Describer, Get, WithEvents } from './describer.ts';
import { eventsOf, gatherEvents, writeEvents } from './events.ts';
import { writeAnnotations, writeLabels } from './metadata.ts';
import { formatEndpoints, slicesOf } from './service.ts';
import { Page } from './tabwriter.ts';

interface Related extends WithEvents {
  /** What stands for each backend, in the order of `backendsOf`. */
  readonly backends: readonly string[];
}

const backendsOf = ({ spec }: Ingress): IngressBackend[] => [
  ...(spec.defaultBackend ? [spec.defaultBackend] : []),
  ...(spec.rules ?? []).flatMap((rule) => rule.http?.paths.map((path) => path.backend) ?? []),
];

/** `web:80 (10.244.0.5:8080)`, or what hindered it. */
async function backendText(namespace: string, { service, resource }: IngressBackend, get: Get): Promise<string> {
  if (service) {
    const { name, port } = service;
    const shown = `${name}:${port?.name || port?.number || 0}`;
    try {
      const slices = await slicesOf(namespace, name, get);
      const object = await get<Service>(`/api/v1/namespaces/${namespace}/services/${name}`);
      const found = object.spec.ports?.find((p) =>
        port?.number ? p.port === port.number : port?.name && p.name === port.name,
      );
      return `${shown} (${formatEndpoints(slices, found?.name ?? '')})`;
    } catch (error) {
      return `${shown} (<error: ${error instanceof Error ? error.message : String(error)}>)`;
    }
  }
  return resource ? `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}` : '';
}

function describeIngress(ingress: Ingress, { backends, events }: Related, nowMs: number): string {
  const { metadata, spec, status } = ingress;
  const page = new Page();
  const text = backends[Symbol.iterator]();
  const next = (): string => text.next().value ?? '';
  page.line(0, 'Name:', metadata.name);
  writeLabels(page, 'Labels', metadata.labels);
  page.line(0, 'Namespace:', metadata.namespace ?? '');
  const addresses = (status?.loadBalancer?.ingress ?? []).map((i) => i.ip || i.hostname || '').filter((a) => a !== '');
  page.line(0, 'Address:', [...new Set(addresses)].sort().join(','));
  page.line(0, 'Ingress Class:', spec.ingressClassName ?? '<none>');
  const byDefault = spec.defaultBackend ? next() : '<default>';
  page.line(0, 'Default backend:', byDefault);
  if (spec.tls?.length) {
    page.line(0, 'TLS:');
    for (const { secretName, hosts } of spec.tls) {
      page.line(1, `${secretName ? `${secretName} terminates` : 'SNI routes'} ${(hosts ?? []).join(',')}`);
    }
  }
  page.write(0, 'Rules:\n  Host\tPath\tBackends\n');
  page.line(1, '----', '----', '--------');
  const rules = (spec.rules ?? []).filter((rule) => rule.http);
  for (const rule of rules) {
    page.line(1, rule.host || '*', '');
    for (const path of rule.http?.paths ?? []) page.line(2, '', `${path.path ?? ''} `, next());
  }
  if (rules.length === 0) page.line(1, '*', '*', byDefault);
  writeAnnotations(page, 'Annotations', metadata.annotations);
  writeEvents(page, events, nowMs);
  return page.toString();
}

export const ingress: Describer<Ingress, Related> = {
  async gather(object, get, showEvents) {
    // In kubectl's own order: events first, then each backend as its line is written.
    const events = await eventsOf(object, get, showEvents);
    const backends: string[] = [];
    for (const backend of backendsOf(object))
      backends.push(await backendText(object.metadata.namespace ?? '', backend, get));
    return { backends, events };
  },
  text: describeIngress,
};

export const ingressClass: Describer<IngressClass, WithEvents> = {
  gather: gatherEvents,
  text({ metadata, spec }, { events }, nowMs) {
    const page = new Page();
    page.line(0, 'Name:', metadata.name);
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    page.line(0, 'Controller:', spec?.controller ?? '');
    if (spec?.parameters) {
      page.line(0, 'Parameters:');
      if (spec.parameters.apiGroup !== undefined) page.line(1, 'APIGroup:', spec.parameters.apiGroup);
      page.line(1, 'Kind:', spec.parameters.kind);
      page.line(1, 'Name:', spec.parameters.name);
    }
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};
