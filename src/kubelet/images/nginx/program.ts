// nginx as a program that a script starts: `sh -c 'echo hello > …/index.html && exec nginx -g "daemon off;"'`.

import type { Listener, Program } from '#machine/program.ts';
import type { ServerView } from '../../image.ts';
import { LATEST } from './nginx.ts';
import { serve } from './serve.ts';

/** Listens on its machine's ports until it is told to stop; `-t`, `-v` and mistakes end at once. */
export const nginxProgram: Program = async ({ argv, env, files, stdout, stderr, signal, host }) => {
  const [, namespace = '', podName = ''] = host.place.split('/');
  const ownLine = files
    .read('/etc/hosts')
    ?.split('\n')
    .find((line) => line.split(/\s+/).includes(host.hostname));
  const container: ServerView = {
    podName,
    namespace,
    podIP: ownLine?.split(/\s+/)[0] ?? '',
    nodeName: '',
    hostname: host.hostname,
    env,
    files,
    now: () => host.now(),
    random: () => host.random(),
    log: (line, stream = 'stdout') => void (stream === 'stderr' ? stderr : stdout).write(`${line}\n`),
    fetch: (request, options) => host.fetch(request, options),
    async resolve(name, { search = true } = {}) {
      if (/^\d+(\.\d+){3}$/.test(name)) return [name];
      const { answers } = await host.lookup(name, 'A', { search });
      return answers.flatMap(({ type, data }) => (type === 'A' ? [data] : []));
    },
    signal,
  };
  const alpine = files.read('/etc/os-release')?.includes('ID=alpine') ?? false;
  const { exits, listeners, ready } = serve(argv.slice(1), container, { version: env.NGINX_VERSION ?? LATEST, alpine });
  if (exits) return exits.code;
  const failed = ready && (await ready());
  if (failed !== undefined) return failed;

  const open: Listener[] = [];
  const closeAll = () => {
    for (const listener of open) listener.close();
  };
  for (const { port, ...server } of listeners) {
    if (!('handler' in server)) continue;
    const { tls } = server;
    const listener = host.listen('0.0.0.0', port, server.handler, { ...(tls && { tls }) });
    if ('error' in listener) {
      const why = listener.error === 'EACCES' ? '13: Permission denied' : '98: Address already in use';
      container.log(`nginx: [emerg] bind() to 0.0.0.0:${port} failed (${why})`, 'stderr');
      closeAll();
      return 1;
    }
    open.push(listener);
  }
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  closeAll();
  // It stops in good order, which is a success. Source: nginx ngx_master_process_exit.
  return 0;
};
