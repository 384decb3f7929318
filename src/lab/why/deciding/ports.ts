// Ports and protocols: which number was meant for whom, and where the wrong one stands.

import type { Pod, Service, ServicePort } from '#api/core/types.ts';
import { find } from '../facts.ts';
import { type Case, type Finding, note } from './finding.ts';

const numberOf = (port = ''): number => Number(port.split('/')[0]);
const protocolOf = (port = ''): string => port.split('/')[1] ?? 'TCP';

/** A port that the Service does not have. */
export function noSuchPort({ reason, facts }: Case): Finding {
  const { service = '', port } = reason.parameters;
  const object = `Service/${service}`;
  const ports = find<Service>(facts, object)?.spec.ports ?? [];
  const [number, protocol] = [numberOf(port), protocolOf(port)];
  const at = (test: (p: ServicePort) => boolean): number => ports.findIndex(test);
  const same = at((p) => p.port === number && (p.protocol ?? 'TCP') !== protocol);
  if (same >= 0) {
    const other = ports[same]!.protocol ?? 'TCP';
    const path = `spec.ports[${same}].${ports[same]!.protocol ? 'protocol' : 'port'}`;
    return { object, path, notes: [note('port-other-protocol', { protocol: other })] };
  }
  const target = at((p) => p.targetPort === number);
  if (target >= 0) {
    const said = note('port-is-target', { port: String(number), own: String(ports[target]!.port) });
    return { object, path: `spec.ports[${target}].port`, notes: [said] };
  }
  const nodePort = at((p) => p.nodePort === number);
  if (nodePort >= 0) {
    const said = note('port-is-node-port', { port: String(number) });
    return { object, path: `spec.ports[${nodePort}].nodePort`, notes: [said] };
  }
  return { object, path: ports.length === 1 ? 'spec.ports[0].port' : 'spec.ports' };
}

/** Nothing listens where the connection arrived: the Service sent it there, or the client did. */
export function notListening({ reason, hop, before, facts }: Case): Finding {
  const { port, listens = '' } = reason.parameters;
  const [number, protocol] = [numberOf(port), protocolOf(port)];
  const byService = before.findLast(
    ({ object, reason: { code } }) =>
      object?.startsWith('Service/') &&
      /^(picked-endpoint|ingress-picked|gateway-sent|sni-sent|api-passed-on)$/.test(code),
  );
  const service = byService?.object && find<Service>(facts, byService.object);
  const pod = hop.object ? find<Pod>(facts, hop.object) : undefined;
  if (!service || !byService?.object) {
    if (pod) return { notes: [note('asked-directly', {})] };
    return hop.at === 'laptop' ? { notes: [note('own-computer', {})] } : {};
  }
  const object = byService.object;
  const ports = service.spec.ports ?? [];
  const other = listens.split(', ').find((open) => numberOf(open) === number && protocolOf(open) !== protocol);
  const direct = ports.findIndex(({ targetPort, port: own }) => (targetPort ?? own) === number);
  if (direct >= 0 && other)
    return {
      object,
      path: `spec.ports[${direct}].protocol`,
      notes: [note('listens-other-protocol', { protocol: protocolOf(other) })],
    };
  if (direct >= 0) return { object, path: `spec.ports[${direct}].targetPort` };
  for (const { targetPort } of ports) {
    for (const [i, container] of (pod?.spec.containers ?? []).entries()) {
      const index = (container.ports ?? []).findIndex(
        ({ name, containerPort }) => name === targetPort && containerPort === number,
      );
      if (index < 0 || typeof targetPort !== 'string') continue;
      return {
        object: hop.object!,
        path: `spec.containers[${i}].ports[${index}].containerPort`,
        notes: [note('named-port', { name: targetPort, port: String(number) })],
      };
    }
  }
  return { object, path: 'spec.ports' };
}

/** The server has chosen one address only: by what it is started with, if by anything. */
export function boundElsewhere({ hop, facts }: Case): Finding {
  const container = hop.object ? find<Pod>(facts, hop.object)?.spec.containers[0] : undefined;
  if (!container || !hop.object) return {};
  const field = container.args ? 'args' : container.command ? 'command' : 'image';
  return { object: hop.object, path: `spec.containers[0].${field}` };
}
