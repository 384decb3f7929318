// The kubeconfig of a simulated cluster that listens on this machine.

import { toYaml } from '#apimachinery/yaml.ts';
import type { Certificates } from './http/certificates.ts';

/** Over plain HTTP: the token stands in front of the path too, since kubectl sends none otherwise. */
export function kubeconfig(server: string, token: string | undefined): string {
  // Clients of other languages speak plain HTTP only if they are told that no certificate is to be verified.
  return kubeconfigOf(
    { 'insecure-skip-tls-verify': true, server: token === undefined ? server : `${server}/${token}` },
    token === undefined ? {} : { token },
  );
}

export function secureKubeconfig(server: string, { authority, client }: Certificates): string {
  const base64 = (pem: string): string => Buffer.from(pem).toString('base64');
  return kubeconfigOf(
    { 'certificate-authority-data': base64(authority.certificate), server },
    { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) },
  );
}

function kubeconfigOf(cluster: object, user: object): string {
  return toYaml({
    apiVersion: 'v1',
    clusters: [{ cluster, name: 'portolan' }],
    contexts: [{ context: { cluster: 'portolan', user: 'portolan' }, name: 'portolan' }],
    'current-context': 'portolan',
    kind: 'Config',
    users: [{ name: 'portolan', user }],
  });
}
