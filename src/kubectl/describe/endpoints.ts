// Models describe.go describeEndpoints and describeEndpointSliceV1.

import type { EndpointAddress, Endpoints } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Describer, WithEvents } from './describer.ts';
import { gatherEvents, writeEvents } from './events.ts';
import { writeAnnotations, writeLabels, writeName } from './metadata.ts';
import { Page } from './tabwriter.ts';

const ips = (addresses: readonly EndpointAddress[] | undefined): string =>
  (addresses ?? []).map((a) => a.ip).join(',') || '<none>';

interface Port {
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
}

function writePorts(page: Page, level: number, ports: readonly Port[]): void {
  page.line(level, 'Name', 'Port', 'Protocol');
  page.line(level, '----', '----', '--------');
  for (const { name, port, protocol } of ports) page.line(level, name || '<unset>', port ?? '<unset>', protocol ?? '');
}

export const endpoints: Describer<Endpoints, WithEvents> = {
  gather: gatherEvents,
  text(object, { events }, nowMs) {
    const page = new Page();
    writeName(page, object);
    writeLabels(page, 'Labels', object.metadata.labels);
    writeAnnotations(page, 'Annotations', object.metadata.annotations);
    page.line(0, 'Subsets:');
    for (const subset of object.subsets ?? []) {
      page.line(1, 'Addresses:', ips(subset.addresses));
      page.line(1, 'NotReadyAddresses:', ips(subset.notReadyAddresses));
      if (subset.ports?.length) {
        page.line(1, 'Ports:');
        writePorts(page, 2, subset.ports);
      }
      page.write(0, '\n');
    }
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

export const endpointSlice: Describer<EndpointSlice, WithEvents> = {
  gather: endpoints.gather as Describer<EndpointSlice, WithEvents>['gather'],
  text(object, { events }, nowMs) {
    const page = new Page();
    writeName(page, object);
    writeLabels(page, 'Labels', object.metadata.labels);
    writeAnnotations(page, 'Annotations', object.metadata.annotations);
    page.line(0, 'AddressType:', object.addressType);
    if (object.ports?.length) {
      page.line(0, 'Ports:');
      writePorts(page, 1, object.ports);
    } else page.line(0, 'Ports: <unset>');
    if (!object.endpoints?.length) page.line(0, 'Endpoints: <none>');
    else page.line(0, 'Endpoints:');
    for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of object.endpoints ?? []) {
      page.line(1, '- Addresses:', addresses.join(',') || '<none>');
      page.line(2, 'Conditions:');
      page.line(3, 'Ready:', conditions?.ready ?? '<unset>');
      page.line(2, 'Hostname:', hostname ?? '<unset>');
      if (targetRef) page.line(2, 'TargetRef:', `${targetRef.kind}/${targetRef.name}`);
      page.line(2, 'NodeName:', orUnset(nodeName));
      page.line(2, 'Zone:', orUnset(zone));
    }
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

const orUnset = (text: string | undefined): string => text ?? '<unset>';
