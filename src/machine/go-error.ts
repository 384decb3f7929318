// Go's words for a connection that came to nothing.

/** @param address `10.96.0.10:53`. Source: net.OpError, net/http, crypto/tls. */
export function goError(kind: string, address: string): string {
  switch (kind) {
    case 'refused':
      return `dial tcp ${address}: connect: connection refused`;
    case 'unreachable':
      return `dial tcp ${address}: connect: no route to host`;
    case 'reset':
      return `read tcp ${address}: read: connection reset by peer`;
    case 'empty':
      return 'EOF';
    case 'tls':
      return 'tls: first record does not look like a TLS handshake';
    default:
      return `dial tcp ${address}: i/o timeout`;
  }
}
