// An API server of its own for tests of the verbs, with a clock that stands still until it is moved.

import type { ApiRequest, ApiResponse, StreamingResponse } from '#apimachinery/wire.ts';
import { ApiServer } from '../../server.ts';
import { MemoryStorage } from '../../storage.ts';
import { strategies } from '../index.ts';
import type { NodeConnector } from './strategy.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
export type Loose = any;

export const CONFIGMAPS = '/api/v1/namespaces/default/configmaps';
export const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

const refused = () => ({ refused: { code: 500, text: 'no nodes here' } });

/** For servers whose Pods run nowhere. */
export const noNodes: NodeConnector = {
  usage: () => undefined,
  logs: () => ({ code: 200, body: '' }),
  http: async () => ({ error: 'none' }),
  exec: refused,
  portForward: refused,
};

export function testServer() {
  let seed = 1;
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  const timers: { at: number; run: () => void }[] = [];
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const api = new ApiServer({
    context: { now: () => nowMs, random, nodes: noNodes },
    storage: new MemoryStorage(),
    strategies,
    after: (ms, run) => {
      const timer = { at: nowMs + ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
  });
  const call = (method: ApiRequest['method'], path: string, body?: unknown, headers: Record<string, string> = {}) =>
    api.handle(
      {
        method,
        path,
        ...(body !== undefined && { body }),
        headers: { 'user-agent': 'kubectl/v1.34.5 (linux/amd64)', ...headers },
      },
      { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
    ) as ApiResponse & { body: Loose };
  /** Moves the clock, and runs what is due on the way. */
  const advance = (ms: number): void => {
    const until = nowMs + ms;
    for (;;) {
      const next = timers.filter((t) => t.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      timers.splice(timers.indexOf(next), 1);
      nowMs = next.at;
      next.run();
    }
    nowMs = until;
  };
  /** Opens a watch; what comes stands in `events`, its end as `'end'`. */
  const watch = (path: string, headers: Record<string, string> = {}): { events: Loose[]; stop(): void } => {
    const events: Loose[] = [];
    const answer = call('GET', path, undefined, headers) as unknown as StreamingResponse;
    const stop = answer.open({ piece: (e) => events.push(e), end: () => events.push('end') });
    return { events, stop };
  };
  call('POST', '/api/v1/namespaces', { metadata: { name: 'default' } });
  return { api, call, advance, watch };
}

export const configMap = (name: string, more: object = {}): Loose => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { a: '1' },
  ...more,
});

export const deployment = (name: string): Loose => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: { app: name } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'web', image: 'nginx', ports: [{ containerPort: 80 }] }] },
    },
  },
});
