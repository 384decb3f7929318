// Models Google's hello-app sample: says which version it is, and which Pod answered.

import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { goMux } from '../go-http.ts';
import { goResponse, nameOf, pathOf, programOrError, slashTime } from '../process.ts';
import { repository } from '../repository.ts';

export const helloApp = repository(
  ['gcr.io/google-samples/hello-app', 'us-docker.pkg.dev/google-samples/containers/gke/hello-app'],
  /^[12]\.0$/,
  ['1.0', '2.0'],
  (tag) => ({
    sizeBytes: 13_700_000,
    config: { entrypoint: ['/hello-app'], env: { PORT: '8080' }, user: 'nonroot', exposed: [8080] },
    programs: [],
    start: (argv, container) => start(argv, container, `${tag}.0`),
  }),
);

function start(argv: readonly string[], container: ContainerView, version: string): MainProcess | ScriptProcess {
  const command = argv[0] ?? '';
  if (command !== '/hello-app' && nameOf(command) !== 'hello-app') return programOrError(argv, []);
  const port = Number(container.env.PORT || 8080);
  const log = (line: string) => container.log(`${slashTime(container.now())} ${line}`, 'stderr');
  log(`Server listening on port ${port}`);
  const handler = ({ url }: HttpRequest): HttpResponse => {
    log(`Serving request: ${pathOf(url).path}`);
    return goResponse(container, 200, `Hello, world!\nVersion: ${version}\nHostname: ${container.hostname}\n`);
  };
  return { listeners: [{ port, protocol: 'TCP', handler: goMux(container, handler) }], stopMs: 10 };
}
