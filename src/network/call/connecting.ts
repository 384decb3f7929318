// A TCP connection to the first address of a name that takes one, and how long the kernel and curl try.

import { told } from '#machine/hop.ts';
import type { NetworkError } from '#machine/http.ts';
import type { Flow } from '../capture/flow.ts';
import { AT_SERVER } from '../capture/way.ts';
import type { Connection } from '../kept.ts';
import { SYN, sendingMs, whyLink } from '../link.ts';
import type { Trace } from '../proxy/packet.ts';
import { ephemeralPort, roundTripMs } from '../round-trip.ts';
import type { Addresses } from './look-up.ts';
import type { Progress } from './progress.ts';

/** Source: Linux tcp_syn_retries 6, 1+2+4+8+16+32+64 s, and curl's wait on top. */
const KERNEL_CONNECT_MS = 134_000;
/** Until the kernel gives up asking who has an address. Source: Linux, three ARP probes. */
const NO_ROUTE_MS = 3070;

const HALVED_ABOVE_MS = 600;

/** One address after the other, until one takes the connection. Source: curl's lib/connect.c, cf_he_connect. */
export async function connectToAny(
  call: Progress,
  host: string,
  [first, ...others]: Addresses,
  port: number,
): Promise<Connection | NetworkError> {
  let connected = await connect(call, host, first, port, others.length > 0);
  while ('kind' in connected && !call.options.signal?.aborted && call.connectLimit !== 0) {
    const next = others.shift();
    if (next === undefined) break;
    connected = await connect(call, host, next, port, others.length > 0);
  }
  return connected;
}

/** @param hasMore There are more addresses to try: none has more than half of the time that is left. Source: cf_he_connect, baller_initiate. */
async function connect(
  call: Progress,
  host: string,
  ip: string,
  port: number,
  hasMore: boolean,
): Promise<Connection | NetworkError> {
  const { network, from } = call;
  const { random } = call.deps;
  call.remote = { ip, port };
  const { trace, listener } = network.dial(from, { ip, port });
  for (const hop of trace.hops) call.hop(hop);
  const { link, delivered } = trace;
  const tripMs = roundTripMs(from, delivered?.place ?? trace.hops.at(-1)?.at ?? '', random);
  const openMs = Math.min(tripMs + sendingMs(link, SYN, random), KERNEL_CONNECT_MS);
  const waits = { delivered: openMs, refused: openMs, unreachable: NO_ROUTE_MS, timeout: KERNEL_CONNECT_MS };
  const left = call.connectLimit;
  const limit = left !== undefined && hasMore && left > HALVED_ABOVE_MS ? left / 2 : left;
  const flow = opens(call, trace);
  const waited = await call.wait(waits[trace.verdict], limit);
  flow?.over.abort('answered');
  if (waited === 'aborted') return call.interrupted('connect');
  if (waited === 'limit') {
    const slow = told('the connection took too long', 'connecting-too-slow', {});
    if (delivered) call.broken(delivered.place, link ? whyLink(link) : slow);
    const message = `Connection timed out after ${call.elapsedMs} milliseconds`;
    return { kind: 'timeout', phase: 'connect', message };
  }
  if (flow) arrived(flow.flow, trace, listener !== undefined);
  const failed = (kind: NetworkError['kind'], why: string): NetworkError => {
    const who = host === ip ? from : `${from} (${host})`;
    return { kind, phase: 'connect', message: `connect to ${ip} port ${port} from ${who} failed: ${why}` };
  };
  if (trace.verdict === 'refused') return failed('refused', 'Connection refused');
  if (trace.verdict === 'unreachable') return failed('unreachable', 'No route to host');
  if (!delivered) return failed('timeout', 'Connection timed out');
  if (link && openMs === KERNEL_CONNECT_MS) {
    call.broken(delivered.place, whyLink(link));
    return failed('timeout', 'Connection timed out');
  }
  if (!listener) {
    // The port was closed between the packet's way and now.
    const closed = String(delivered.port);
    const what = told(`nothing listens on port ${closed}: connection refused`, 'port-closed', { port: closed });
    call.broken(delivered.place, what);
    return failed('refused', 'Connection refused');
  }
  return {
    served: listener,
    place: delivered.place,
    own: { ip: delivered.ip, port: delivered.port },
    sourceIP: delivered.sourceIP,
    sourcePort: flow?.port ?? ephemeralPort(random),
    roundTripMs: tripMs,
    trace,
    flow: flow?.flow,
    ...(link && { link }),
  };
}

interface Opening {
  readonly flow: Flow;
  readonly port: number;
  readonly over: AbortController;
}

/** The first packets, where somebody captures: a SYN, and more of them until it is answered. */
function opens({ network, deps, from, remote }: Progress, trace: Trace): Opening | undefined {
  const { captures } = network;
  if (!captures.areOpen) return undefined;
  const port = ephemeralPort(deps.random);
  const flow = captures.flow(from, port, remote!, trace);
  if (!flow) return undefined;
  const over = new AbortController();
  void flow.opens(over.signal);
  return { flow, port, over };
}

/** What comes back to a SYN. */
function arrived(flow: Flow, { verdict, hops }: Trace, listens: boolean): void {
  if (verdict === 'delivered' && listens) flow.accepted();
  else if (verdict === 'delivered' || AT_SERVER.has(hops.at(-1)?.reason.code ?? '')) flow.refused();
  else if (verdict !== 'timeout') flow.rejected(verdict === 'refused' ? 'port' : 'host');
}
