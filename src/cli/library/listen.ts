// A lab of the library behind a socket.

import { randomUUID } from 'node:crypto';
import { LEARNER } from '#lab/kubeconfig.ts';
import type { Lab as Engine } from '#lab/lab.ts';
import type { Endpoint, ListenOptions } from '../../library/api.ts';
import { serveApi } from '../http/server.ts';
import { kubeconfig } from '../kubeconfigs.ts';
import { portolanApi } from '../portolan-api.ts';

/** @throws {Error} when the port is taken. */
export async function listen(engine: Engine, { port = 0 }: ListenOptions): Promise<Endpoint> {
  const token = randomUUID();
  const served = await serveApi({
    port,
    token,
    holder: LEARNER,
    handle: (request, user) => engine.handle(request, user),
    portolan: (method, path, body) => portolanApi(engine, method, path, body),
  });
  const server = `http://127.0.0.1:${served.port}`;
  return { server, kubeconfig: kubeconfig(server, token), close: () => served.close() };
}
