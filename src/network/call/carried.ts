// Connections that a program carries to another server, as kubectl port-forward does: TLS and HTTP/2 are agreed on with that one.

import type { NetworkError } from '#machine/http.ts';
import { loadPki } from '#pki/loader.ts';
import type { Connection } from '../kept.ts';
import { closedInHandshake } from './handshake.ts';
import type { Progress } from './progress.ts';

/** @param asksTls The client speaks TLS; else HTTP/2 with prior knowledge. */
export async function carriedOn(
  call: Progress,
  connection: Connection,
  asksTls: boolean,
): Promise<Connection | NetworkError> {
  const { behind } = connection.served;
  if (!behind) return connection;
  const { hops, to } = await behind();
  for (const hop of hops) call.hop(hop);
  // The other end sees a connection from its own localhost.
  if (to) return { ...connection, ...to, sourceIP: '127.0.0.1', through: connection };
  if (!asksTls) return { kind: 'empty', phase: 'transfer', message: 'Empty reply from server' };
  await loadPki();
  return closedInHandshake();
}
