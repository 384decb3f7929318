// kubectl port-forward: a local port that leads to one Pod. Models kubectl/pkg/cmd/portforward.
// Differs: of a connection that a Pod has taken, bytes and HTTP/1 pass; TLS and HTTP/2 do not.

import type { Pod, Service } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { EXIT_OF_SIGNAL } from '#machine/program.ts';
import type { Command } from '../../command.ts';
import { Fail, usageError } from '../../errors.ts';
import { getObject } from '../../resource/builder.ts';
import { flag, make } from '../../standard-flags.ts';
import { infoOf, onePod } from '../exec/pod-of.ts';
import { Forwarder } from './forwarder.ts';

const number = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined);

/** A Pod's port by name or number. */
function podPort(pod: Pod, port: string | number): number {
  if (typeof port === 'number') return port;
  const found = pod.spec.containers.flatMap((c) => c.ports ?? []).find((p) => p.name === port);
  if (!found) throw new Fail(`Pod '${pod.metadata.name}' does not have a named port '${port}'`);
  return found.containerPort;
}

/** A Service's port becomes the Pod's behind it. */
function targetOf(service: Service, pod: Pod, port: string): number {
  const asked = number(port);
  const { name } = service.metadata;
  const found = service.spec.ports?.find((p) => (asked === undefined ? p.name === port : p.port === asked));
  if (!found) {
    throw new Fail(
      asked === undefined
        ? `Service '${name}' does not have a named port '${port}'`
        : `Service ${name} does not have a service port ${asked}`,
    );
  }
  if (service.spec.clusterIP === 'None') return asked ?? found.port;
  return podPort(pod, found.targetPort ?? found.port);
}

const LAST_PORT = 65_535;

const isAddress = (text: string): boolean => text === 'localhost' || isIp(text);

/** As net.ParseIP takes it: IPv6 as the host of a URL is read. */
function isIp(text: string): boolean {
  const isV6 = text.includes(':');
  if (!(isV6 ? /^[\da-f:.]+$/i : /^(\d{1,3}\.){3}\d{1,3}$/).test(text)) return false;
  if (!isV6) return text.split('.').every((part) => part === String(Number(part)) && Number(part) < 256);
  try {
    return new URL(`http://[${text}]`).hostname !== '';
  } catch {
    return false;
  }
}

/** There is no way for datagrams. Source: checkUDPPorts, of the ports that are for UDP alone. */
function refuseUdp(object: Service | Pod, wanted: readonly string[], numberOf: (port: string) => number): void {
  const ports: readonly { readonly port: number; readonly protocol?: string }[] =
    object.kind === 'Service'
      ? ((object as Service).spec.ports ?? [])
      : (object as Pod).spec.containers.flatMap((c) =>
          (c.ports ?? []).map(({ containerPort, protocol }) => ({
            port: containerPort,
            ...(protocol && { protocol }),
          })),
        );
  const of = (protocol: string): Set<number> =>
    new Set(ports.filter((p) => (p.protocol ?? 'TCP') === protocol).map(({ port }) => port));
  const [udp, tcp] = [of('UDP'), of('TCP')];
  for (const port of wanted.map((spec) => spec.slice(spec.lastIndexOf(':') + 1))) {
    const asked = number(port) ?? numberOf(port);
    if (udp.has(asked) && !tcp.has(asked)) throw new Fail(`UDP protocol is not supported for ${port}`);
  }
}

export interface Pair {
  readonly local: number;
  readonly remote: number;
}

/** `8080:80`, `80`, `:80`, `8080:http`. */
export function parsePorts(specs: readonly string[], remoteOf: (port: string) => number): Pair[] {
  // Ports of a Service are looked up in all of them first, by what stands behind the one colon or at the head. Source: splitPort.
  const remotes = specs.map((spec) => {
    const parts = spec.split(':');
    return remoteOf(parts.length === 2 ? parts[1]! : parts[0]!);
  });
  return specs.map((spec, at) => {
    const parts = spec.split(':');
    if (parts.length > 2) throw new Fail(`invalid port format '${spec}'`);
    const [first = '', second] = parts;
    const remote = remotes[at]!;
    if (remote === 0) throw new Fail('remote port must be > 0');
    const local = second === undefined ? (number(first) ?? remote) : first === '' ? 0 : number(first);
    if (local === undefined || local > LAST_PORT)
      throw new Fail(
        `error parsing local port '${first}': strconv.ParseUint: parsing ${JSON.stringify(first)}: ${local === undefined ? 'invalid syntax' : 'value out of range'}`,
      );
    return { local, remote };
  });
}

export const portForward: Command = {
  name: 'port-forward',
  use: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  short: 'Forward one or more local ports to a pod',
  long: "Forward one or more local ports to a pod.\n\nUse resource type/name such as deployment/mydeployment to select a pod. Resource type defaults to 'pod' if omitted.\n\nThe forwarding session ends when the selected pod terminates, and a rerun of the command is needed to resume forwarding.",
  examples: `# Listen on port 8888 locally, forwarding to 5000 in the Pod
kubectl port-forward pod/mypod 8888:5000

# Listen on a random port locally, forwarding to 5000 in the Pod
kubectl port-forward pod/mypod :5000

# Listen on port 8443 locally, forwarding to the targetPort of the Service's port named "http" in a Pod selected by the Service
kubectl port-forward service/myservice 8443:http`,
  flags: [
    {
      ...make.strings(
        'address',
        'Addresses to listen on (comma separated). Only accepts IP addresses or localhost as a value.',
      ),
      default: '[localhost]',
    },
    flag.podRunningTimeout('1m0s'),
  ],

  async run(factory) {
    const [arg, ...specs] = factory.args;
    if (arg === undefined || specs.length === 0) {
      throw usageError(factory.commandPath, 'TYPE/NAME and list of ports are required for port-forward');
    }
    if (factory.flags.durationMs('pod-running-timeout') <= 0)
      throw usageError(factory.commandPath, '--pod-running-timeout must be higher than zero');
    const object = await getObject<ApiObject>(factory, await infoOf(factory, arg));
    const { pod } = await onePod(factory, object, 'cannot attach to');
    if (object.kind === 'Service') {
      const service = object as Service;
      refuseUdp(service, specs, (port) => service.spec.ports?.find(({ name }) => name === port)?.port ?? 0);
    } else refuseUdp(pod, specs, (port) => podPort(pod, port));
    const pairs = parsePorts(specs, (port) =>
      object.kind === 'Service' ? targetOf(object as Service, pod, port) : podPort(pod, number(port) ?? port),
    );
    if (pod.status?.phase !== 'Running')
      throw new Fail(`unable to forward port because pod is not running. Current status=${pod.status?.phase ?? ''}`);
    const wrong = factory.flags.list('address').find((address) => !isAddress(address));
    if (wrong !== undefined) throw new Fail(`${wrong} is not a valid IP`);
    const forwarder = await Forwarder.to(factory, pod);
    let isOpen = false;
    for (const pair of pairs) isOpen = (await forwarder.listen(pair)) || isOpen;
    if (!isOpen)
      throw new Fail(
        `unable to listen on any of the requested ports: [${pairs.map((p) => `{${p.local} ${p.remote}}`).join(' ')}]`,
      );
    const { signal } = factory.process;
    await forwarder.ended();
    if (!signal.aborted) throw new Fail('lost connection to pod');
    // Only an interrupt is handled.
    return signal.reason === 'SIGINT' ? 0 : (EXIT_OF_SIGNAL[String(signal.reason)] ?? 1);
  },
};
