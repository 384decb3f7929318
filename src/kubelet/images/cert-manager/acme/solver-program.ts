// cert-manager-acmesolver: answers one challenge. Models pkg/issuer/acme/http/solver/solver.go of cert-manager 1.18.

import { headerOf } from '#machine/http.ts';
import type { HttpHandler } from '#machine/program.ts';
import type { ContainerView, MainProcess } from '../../../image.ts';
import { goResponse, klogLine, parseFlags, pathOf } from '../../process.ts';

export function solve(container: ContainerView, argv: readonly string[]): MainProcess {
  const flags = parseFlags(argv.slice(1));
  const [domain = '', token = '', key = ''] = ['domain', 'token', 'key'].map((name) => flags.get(name) ?? '');
  const port = Number(flags.get('listen-port') ?? 8089);
  const quoted = (text: string): string => JSON.stringify(text);
  const log = (text: string): void => container.log(klogLine(container.now(), text), 'stderr');
  const expected = `expected_domain=${quoted(domain)} expected_token=${quoted(token)} expected_key=${quoted(key)}`;
  log(`"starting listener" logger="cert-manager.acmesolver" ${expected} listen_port=${port}`);
  const handler: HttpHandler = ({ url, headers }) => {
    const { path } = pathOf(url);
    if (path === '/' || path === '/healthz') return goResponse(container, 200, '');
    const host = (headerOf(headers, 'host') ?? '').replace(/:\d+$/, '');
    const missing = (what: string, got: string): ReturnType<typeof goResponse> => {
      log(`"${what}" logger="cert-manager.acmesolver" host=${quoted(host)} path=${quoted(path)} ${got}`);
      return goResponse(container, 404, '404 page not found\n');
    };
    if (!path.startsWith('/.well-known/acme-challenge/')) return missing('invalid base_path', '');
    const asked = path.slice('/.well-known/acme-challenge/'.length);
    if (host !== domain) return missing('invalid host', `expected_host=${quoted(domain)}`);
    if (asked !== token) return missing('invalid token', `expected_token=${quoted(token)}`);
    log(
      `"got successful challenge request, writing key" logger="cert-manager.acmesolver" host=${quoted(host)} path=${quoted(path)}`,
    );
    return goResponse(container, 200, key);
  };
  return { listeners: [{ port, protocol: 'TCP', handler }], stopMs: 50 };
}
