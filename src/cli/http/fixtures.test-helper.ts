// A simulated cluster behind the HTTP adapter, in this process, with a Pod `web` (nginx) a Pod `redis`, and a Pod `box` (busybox, two containers).

import { WebSocket } from 'ws';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { type Served, serveApi } from './server.ts';

const USER = { name: 'admin', groups: ['system:masters'] };

export interface TestCluster extends Served {
  readonly lab: Lab;
  readonly url: string;
}

export async function testCluster(): Promise<TestCluster> {
  await preload();
  const lab = new Lab({ time: 'instant' });
  const pod = (name: string, ...containers: object[]) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers },
  });
  const refused = lab.apply([
    pod('web', { name: 'web', image: 'nginx', ports: [{ containerPort: 80 }] }),
    pod('box', { name: 'box', image: 'busybox:1.37', command: ['sleep', 'infinity'] }),
    pod('redis', { name: 'redis', image: 'redis:7.4' }),
    pod('two', { name: 'a', image: 'nginx' }, { name: 'b', image: 'busybox:1.37', command: ['sleep', 'infinity'] }),
  ]);
  if (refused) throw new Error(refused);
  lab.settle();
  const served = await serveApi({
    port: 0,
    token: undefined,
    holder: USER,
    handle: (request, user) => lab.handle(request, user),
    portolan: async () => undefined,
  });
  return { ...served, lab, url: `http://127.0.0.1:${served.port}` };
}

/** What a WebSocket client saw, message by message, and how it ended. */
export interface Seen {
  readonly protocol: string;
  readonly messages: readonly (Buffer | string)[];
  readonly code: number;
}

/** Opens a WebSocket, lets `talk` send, and resolves when the server has closed it; a refused handshake rejects with `STATUS BODY`. */
export function seenBy(
  url: string,
  protocols: string[],
  talk: (socket: WebSocket) => void = () => undefined,
): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols);
    const messages: (Buffer | string)[] = [];
    socket.on('open', () => talk(socket));
    socket.on('message', (data, isBinary) => messages.push(isBinary ? (data as Buffer) : String(data)));
    socket.on('close', (code) => resolve({ protocol: socket.protocol, messages, code }));
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => reject(new Error(`${response.statusCode} ${body}`)));
    });
    socket.on('error', (error) => reject(error));
  });
}

/** All that came on one channel of a binary protocol. */
export function channel({ messages }: Seen, number: number): string {
  return Buffer.concat(
    messages.filter((m): m is Buffer => typeof m !== 'string' && m[0] === number).map((m) => m.subarray(1)),
  ).toString();
}
