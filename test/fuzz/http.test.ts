// The same through HTTP: what fetch can send at all, to a whole cluster.

import { expect, test } from 'vitest';
import { strategies } from '#apiserver/registry/index.ts';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { serveApi } from '../../src/cli/http/server.ts';
import { realTime } from '../../src/cli/real-time.ts';
import { Chance } from './random.ts';
import { Requests } from './requests.ts';
import { wrong } from './wrong.ts';

const EACH = 1_500;
const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS']);

test('through HTTP every request has an answer too', async () => {
  await preload();
  const lab = new Lab({ nodes: 1 });
  const served = await serveApi({
    port: 0,
    token: undefined,
    holder: LEARNER,
    handle: (request, user) => lab.handle(request, user),
    portolan: async () => undefined,
  });
  // What waits (for a Pod that does not answer) is woken.
  const stop = lab.drive(realTime);
  const requests = new Requests(new Chance(7), strategies);
  const server = `http://127.0.0.1:${served.port}`;
  try {
    for (let i = 0; i < EACH; i++) {
      const { method, path, headers = {}, body } = requests.next();
      // What fetch would not send as it is, the in-process half sends.
      if (
        !path.startsWith('/') ||
        /[^\x21-\x7e]/.test(path) ||
        Object.values(headers).some((v) => /[^\x20-\x7e]/.test(v))
      )
        continue;
      const told = `request ${i}: ${JSON.stringify({ method, path, headers, body }).slice(0, 2000)}`;
      const patience = AbortSignal.timeout(10_000);
      const response = await fetch(server + path.replace(/^\/\/+/, '/'), {
        method,
        headers: { ...headers },
        signal: patience,
        ...(!BODILESS.has(method) && body !== undefined && { body: body as string }),
      }).catch((error: Error) => expect.fail(`${told}\n${error.message}`));
      if (/[?&](watch|follow)/.test(path) || /\/watch\//.test(path)) {
        await response.body?.cancel();
        continue;
      }
      const text = await response.text();
      const type = response.headers.get('content-type') ?? '';
      const isJson = type.startsWith('application/json') && text !== '';
      const mistake = isJson
        ? wrong({ code: response.status, body: JSON.parse(text) as unknown, headers: { 'content-type': type } })
        : response.status >= 500 && ![503, 504].includes(response.status) && `code ${response.status}`;
      if (mistake) expect.fail(`${told}\n${mistake}: ${text}`);
    }
  } finally {
    stop();
    served.close();
  }
}, 120_000);
