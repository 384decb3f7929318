// TLS on an open connection: with the server itself, or with the one that a proxy passes it on to by the name asked for.

import { told } from '#machine/hop.ts';
import type { NetworkError } from '#machine/http.ts';
import { TRUST_STORES } from '#machine/public-roots.ts';
import { alpnOf } from '#machine/served.ts';
import type { TlsFault } from '#machine/tls.ts';
import { loadPki, pki } from '#pki/loader.ts';
import type { Connection } from '../kept.ts';
import { whyLink } from '../link.ts';
import { passedOn } from '../passing-on.ts';
import { whyTls } from '../tls-refusal.ts';
import type { Progress } from './progress.ts';

/** The connection with whoever answers in the end; the client knows only of the first. */
export async function secured(
  call: Progress,
  connection: Connection,
  host: string,
): Promise<Connection | NetworkError> {
  const answering = connection.served.preread ? await passOn(call, connection, host) : connection;
  const failure = 'kind' in answering ? answering : await handshake(call, answering, host);
  if (failure) connection.flow?.isClosedBy(0);
  return failure ?? answering;
}

async function passOn(call: Progress, connection: Connection, host: string): Promise<Connection | NetworkError> {
  await loadPki();
  const { sni, serverName } = call.options.tls ?? {};
  const name = pki().sentName({ host, serverName: sni ?? serverName });
  const { hops, waitMs, connection: answering } = await passedOn(call.network, connection, name, call.deps.random);
  for (const hop of hops) call.hop(hop);
  const waited = await call.wait(waitMs, call.connectLimit);
  if (waited === 'aborted') return call.interrupted('tls');
  if (waited === 'limit') return TIMED_OUT;
  if (answering) return answering;
  connection.flow?.handshake();
  return closedInHandshake();
}

const TIMED_OUT: NetworkError = { kind: 'timeout', phase: 'tls', message: 'SSL connection timeout' };

export const closedInHandshake = (): NetworkError => failed({ kind: 'closed' });

const failed = (fault: TlsFault): NetworkError => ({
  kind: 'tls',
  phase: 'tls',
  message: pki().faultText(fault),
  tls: fault,
});

async function handshake(call: Progress, connection: Connection, host: string): Promise<NetworkError | undefined> {
  const { served, place, link } = connection;
  const waited = await call.roundTrip(connection, call.connectLimit);
  if (waited === 'aborted') return call.interrupted('tls');
  if (waited === 'limit') {
    call.broken(place, link ? whyLink(link) : told('the TLS handshake took too long', 'tls-too-slow', {}));
    return TIMED_OUT;
  }
  await loadPki();
  const { tls } = served;
  if (!tls) {
    const fault = { kind: 'plain' } as const;
    const failure = failed(fault);
    call.broken(place, whyTls(fault, undefined, failure.message, host));
    return failure;
  }
  connection.flow?.handshake();
  const { tls: options = {}, insecure = false } = call.options;
  const { session, fault } = pki().shakeHands(
    { ...tls, alpn: alpnOf(served) },
    {
      ...options,
      host: options.serverName ?? host,
      ...((options.sni ?? options.serverName) !== undefined && { serverName: options.sni ?? options.serverName! }),
      trusted: options.trusted ?? trustStore(call),
      nowMs: call.deps.now(),
      insecure,
    },
  );
  call.tls = session;
  if (!fault) return undefined;
  const failure = failed(fault);
  call.broken(fault.kind === 'alert' ? place : 'client', whyTls(fault, session, failure.message, host));
  return failure;
}

function trustStore({ deps, from }: Progress): string {
  const files = deps.files(from);
  for (const path of TRUST_STORES) {
    const text = files?.read(path);
    if (text !== undefined) return text;
  }
  return '';
}
