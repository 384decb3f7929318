// kubectl proxy: a local port that leads to the API server, with the kubeconfig's credentials. Models kubectl/pkg/cmd/proxy.

import type { ListenError } from '#machine/program.ts';
import { klog } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { Fail, Verbatim } from '../../errors.ts';
import { absolute } from '../../kubeconfig.ts';
import { make } from '../../standard-flags.ts';
import { type Filter, parsePatterns } from './filter.ts';
import { proxyHandler } from './handler.ts';

const DEFAULT_PORT = 8001;

function patterns(factory: Factory, flag: string): readonly RegExp[] {
  const parsed = parsePatterns(factory.flags.string(flag));
  if (Array.isArray(parsed)) return parsed;
  klog(factory, 'F', 'proxy_server.go:83', `Error compiling re: ${parsed.error}`);
  throw new Verbatim('', 255);
}

function filterOf(factory: Factory): Filter | undefined {
  if (factory.flags.bool('disable-filter')) {
    klog(
      factory,
      'W',
      'proxy.go:177',
      'Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious',
    );
    return undefined;
  }
  return {
    acceptPaths: patterns(factory, 'accept-paths'),
    rejectPaths: patterns(factory, 'reject-paths'),
    acceptHosts: patterns(factory, 'accept-hosts'),
    rejectMethods: patterns(factory, 'reject-methods'),
  };
}

const slashed = (prefix: string): string =>
  `${prefix.startsWith('/') ? '' : '/'}${prefix}${prefix.endsWith('/') ? '' : '/'}`;

function wwwFolder(factory: Factory): string | undefined {
  const folder = factory.flags.string('www');
  if (!folder) return undefined;
  const path = absolute(factory.process, folder);
  const stat = factory.process.files.stat(path);
  if (!stat) {
    klog(
      factory,
      'W',
      'proxy.go:200',
      `Failed to stat static file directory ${folder}: stat ${folder}: no such file or directory`,
    );
  } else if (stat.type !== 'directory')
    klog(factory, 'W', 'proxy.go:202', `Static file directory ${folder} is not a directory`);
  return path;
}

const pathOf = (factory: Factory): string => new URL(factory.transport().server).pathname;
const hasPath = (factory: Factory): boolean => pathOf(factory) !== '/';

/** A request goes to the server's root as it came, though the server's own URL leads below it. */
function warnOfPath(factory: Factory): void {
  if (!hasPath(factory) || factory.flags.bool('append-server-path')) return;
  const path = pathOf(factory);
  const how = 'use --append-server-path to automatically append the path to each request';
  klog(factory, 'W', 'proxy.go:172', `Your kube context contains a server path ${path}, ${how}`);
}

function bindFailure(address: string, port: number, { error }: ListenError): string {
  if (error === 'ENOTFOUND') return `listen tcp: lookup ${address}: no such host`;
  return `listen tcp ${joined(address, port)}: bind: ${BIND_ERRORS[error]}`;
}

const BIND_ERRORS = {
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EACCES: 'permission denied',
} as const;

const joined = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

export const proxy: Command = {
  name: 'proxy',
  use: 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix] [options]',
  short: 'Run a proxy to the Kubernetes API server',
  long: `Creates a proxy server or application-level gateway between localhost and the Kubernetes API server. It also allows serving static content over specified HTTP path. All incoming data enters through one port and gets forwarded to the remote Kubernetes API server port, except for the path matching the static content path.`,
  examples: `# Proxy all of the Kubernetes API and nothing else
kubectl proxy --api-prefix=/

# Proxy only part of the Kubernetes API and also some static files
# 'curl localhost:8001/api/v1/pods' then lists the Pods
kubectl proxy --www=/my/files --www-prefix=/static/ --api-prefix=/api/

# Proxy the API under another root: 'curl localhost:8001/custom/api/v1/pods'
kubectl proxy --api-prefix=/custom/

# Run the proxy on a port that is free, and print it
kubectl proxy --port=0`,
  flags: [
    make.string('accept-hosts', 'Regular expression for hosts that the proxy should accept.', {
      default: "'^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$'",
    }),
    make.string('accept-paths', 'Regular expression for paths that the proxy should accept.', { default: "'^.*'" }),
    make.string('address', 'The IP address on which to serve on.', { default: "'127.0.0.1'" }),
    make.string('api-prefix', 'Prefix to serve the proxied API under.', { default: "'/'" }),
    make.bool('append-server-path', "Append the path of the cluster's server address to each request's path."),
    make.bool('disable-filter', 'Pass every request on. This is dangerous: pages in a browser can then reach the API.'),
    make.duration('keepalive', '0s', 'How long a connection is kept open without traffic. Zero disables it.'),
    make.int('port', DEFAULT_PORT, 'The port on which to run the proxy. Set to 0 to pick a random port.', {
      short: 'p',
    }),
    make.string(
      'reject-methods',
      "Regular expression for HTTP methods that the proxy should reject (example --reject-methods='POST,PUT,PATCH').",
      {
        default: "'^$'",
      },
    ),
    make.string(
      'reject-paths',
      'Regular expression for paths that the proxy should reject, even if --accept-paths accepts them.',
      {
        default: "'^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach'",
      },
    ),
    make.string('unix-socket', 'Unix socket on which to run the proxy.', { short: 'u' }),
    make.string('www', 'Also serve static files from the given directory under the specified prefix.', { short: 'w' }),
    make.string('www-prefix', 'Prefix to serve static files under, if static file directory is specified.', {
      short: 'P',
      default: "'/static/'",
    }),
  ],
  complete: async () => [],

  async run(factory) {
    const { process, flags } = factory;
    // The kubeconfig must make sense before the port opens; the cluster need not answer yet.
    warnOfPath(factory);
    const filter = filterOf(factory);
    const port = flags.int('port');
    if (flags.string('unix-socket')) {
      if (port !== DEFAULT_PORT) throw new Fail('cannot set --unix-socket and --port at the same time');
      throw new Fail('Portolan does not simulate Unix sockets: use --port instead of --unix-socket');
    }
    const folder = wwwFolder(factory);
    if (port < 0 || port > 65535) throw new Fail(`listen tcp: address ${port}: invalid port`);
    const address = flags.string('address');
    const handler = proxyHandler(factory, {
      filter,
      upstream: factory.transport(hasPath(factory) && !flags.bool('append-server-path')),
      apiPrefix: slashed(flags.string('api-prefix')),
      wwwPrefix: slashed(flags.string('www-prefix')),
      wwwFolder: folder,
    });
    const asked = process.host.listen(address, port, handler);
    const listener = 'bound' in asked && asked.bound ? await asked.bound : asked;
    if ('error' in listener) throw new Fail(bindFailure(address, port, listener));
    const shown = address === '0.0.0.0' || address === '' ? '::' : address === 'localhost' ? '127.0.0.1' : address;
    factory.out(`Starting to serve on ${joined(shown, listener.port)}\n`);
    await new Promise<void>((resolve) => {
      if (process.signal.aborted) resolve();
      else process.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    listener.close();
    return 130;
  },
};
