// The certificates of `spec.tls`: which Secrets hold one for a host. Models controller.go createServers and store/backend_ssl.go.

import type { CertificateFault } from './routes.ts';
import type { Objects } from './store.ts';

/** In the words of the controller's log. */
export function certificateFault({ secrets }: Objects): CertificateFault {
  return (key) => {
    const secret = secrets.get(key);
    const quoted = JSON.stringify(key);
    if (!secret)
      return `Error getting SSL certificate ${quoted}: local SSL certificate ${key} was not found. Using default certificate`;
    if (!secret.data?.['tls.crt'] || !secret.data['tls.key'])
      return `Error getting SSL certificate ${quoted}: no valid certificate found in Secret. Using default certificate`;
    return undefined;
  };
}
