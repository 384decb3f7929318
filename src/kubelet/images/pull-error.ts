// Why an image is not to be had, in containerd's words: the same mistake reads differently at each registry.
// Source: containerd 2.1 core/remotes/docker/{resolver,authorizer}.go, and what each registry answers to an anonymous client.

import { notHere } from './elsewhere.ts';

export interface Wanted {
  /** `docker.io/library/nginx` */
  readonly repository: string;
  /** With its tag or digest. */
  readonly name: string;
  /** The registry has this repository, but not this tag. */
  readonly isKnown: boolean;
}

/** As the runtime tells the kubelet. */
export function pullError({ repository, name, isKnown }: Wanted): string {
  const resolving = `failed to pull and unpack image "${name}": failed to resolve reference "${name}": `;
  if (isKnown) return `rpc error: code = NotFound desc = ${resolving}${name}: not found`;
  const elsewhere = notHere(repository);
  if (elsewhere) return `${resolving}${elsewhere}`;
  const slash = repository.indexOf('/');
  return (
    resolving + refusalOf(repository.slice(0, slash), repository.slice(slash + 1), name.slice(repository.length + 1))
  );
}

const DENIED =
  'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed';

function refusalOf(host: string, path: string, version: string): string {
  const scope = `repository%3A${encodeURIComponent(path)}%3Apull`;
  const url = `https://${host}/v2/${path}/manifests/${version}`;
  switch (host) {
    case 'docker.io':
      return DENIED;
    case 'ghcr.io':
      return `failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=${scope}&service=ghcr.io: 403 Forbidden`;
    case 'gcr.io':
      return `failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://gcr.io/v2/token?scope=${scope}&service=gcr.io: 403 Forbidden`;
    case 'public.ecr.aws':
      return `${host}/${path}:${version}: not found`;
    default:
      break;
  }
  const [name = host, port] = host.split(':');
  // The runtime asks a registry of its own machine in plain HTTP.
  if (name === 'localhost' || name === '127.0.0.1')
    return `failed to do request: Head "${url.replace('https:', 'http:')}": dial tcp ${name === 'localhost' ? '[::1]' : name}:${port ?? 80}: connect: connection refused`;
  if (/^\d+(\.\d+){3}$/.test(name))
    return `failed to do request: Head "${url}": dial tcp ${name}:${port ?? 443}: i/o timeout`;
  return `failed to do request: Head "${url}": dial tcp: lookup ${name} on 9.9.9.9:53: no such host`;
}
