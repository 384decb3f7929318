// Models apiserver/pkg/util/proxy/streamtranslator.go: what a node said over SPDY, as a WebSocket client hears it.

import { type Status, status } from '#apimachinery/status.ts';

/** The server is a SPDY client of the node: an exit code stays one, every other failure is wrapped once more. */
export function translatedStatus(said: Status): Status {
  if (said.status === 'Success' || said.reason === 'NonZeroExitCode') return said;
  return status.internalError(said.message ?? '');
}

/** The node would not upgrade the connection. Source: apimachinery spdy.SpdyRoundTripper.NewConnection. */
export function translatedRefusal(text: string): Status {
  return status.internalError(`unable to upgrade connection: ${text}`);
}
