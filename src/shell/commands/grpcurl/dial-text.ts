// Why there is no connection, in the words of Go's net and crypto/tls.

import type { DialFailure } from '#machine/grpc/client.ts';
import type { Process } from '#machine/program.ts';
import { pki } from '#pki/loader.ts';

export interface DialText {
  readonly text: string;
  /** The client has tried until its time was over. */
  readonly waits: boolean;
}

export function dialText({ files, host }: Process, target: string, { dial, remote, session }: DialFailure): DialText {
  const said = (text: string): DialText => ({ text, waits: false });
  const at = remote ? `${remote.ip}:${remote.port}` : target;
  const [name = '', port] = target.split(/:(\d+)$/);
  switch (dial.kind) {
    case 'unresolved': {
      if (port === undefined) return said(`dial tcp: address ${target}: missing port in address`);
      const server = /^nameserver\s+(\S+)/m.exec(files.read('/etc/resolv.conf') ?? '')?.[1] ?? '127.0.0.1';
      const why = dial.temporary ? 'server misbehaving' : 'no such host';
      return said(`dial tcp: lookup ${name} on ${server}:53: ${why}`);
    }
    case 'refused':
      return said(`dial tcp ${at}: connect: connection refused`);
    case 'unreachable':
      return said(`dial tcp ${at}: connect: no route to host`);
    case 'tls':
      return said(dial.tls ? pki().goFaultText(dial.tls, session, name, host.now()) : 'EOF');
    case 'protocol':
      return { text: 'context deadline exceeded', waits: true };
    default:
      return said('context deadline exceeded');
  }
}
