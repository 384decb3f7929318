// `agnhost liveness`: well for ten seconds, and ill from then on. Source: test/images/agnhost/liveness/server.go.
// Portolan does not simulate /sleep-headers, /sleep-body, /disconnect-headers, /disconnect-body and /slow-response of agnhost liveness: they
// say so.

import type { HttpHandler } from '#machine/program.ts';
import type { ContainerView, MainProcess } from '../../image.ts';
import { goResponse, pathOf } from '../process.ts';

const WELL_SECONDS = 10;

export function liveness(container: ContainerView): MainProcess {
  const startedMs = container.now();
  const handler: HttpHandler = ({ url }) => {
    const { path, query } = pathOf(url);
    const seconds = (container.now() - startedMs) / 1000;
    switch (path) {
      case '/started':
        return goResponse(container, 200, `${seconds}s`);
      case '/healthz':
        return seconds > WELL_SECONDS
          ? goResponse(container, 500, `error: ${seconds}`)
          : goResponse(container, 200, 'ok');
      case '/redirect':
        return goResponse(container, 302, '', [['Location', query.get('loc') ?? '']]);
      case '/sleep-headers':
      case '/sleep-body':
      case '/disconnect-headers':
      case '/disconnect-body':
      case '/slow-response':
        return goResponse(container, 501, `Portolan does not simulate ${path} of agnhost liveness\n`);
      default:
        return goResponse(container, 404, '404 page not found\n');
    }
  };
  return { listeners: [{ port: 8080, protocol: 'TCP', handler }], stopMs: 10 };
}
