import { expect, test, vi } from 'vitest';
import { NO_START } from '#grading/start.ts';
import type { Engine, Page } from './protocol.ts';

/** The worker's own code, and the page's end of it. */
async function worker(page: Partial<Page>) {
  const { createBirpc } = await import('birpc');
  const [toWorker, toPage]: ((data: unknown) => void)[][] = [[], []];
  vi.stubGlobal('self', {
    postMessage: (data: unknown) => queueMicrotask(() => toPage?.[0]?.(data)),
    addEventListener: (_: string, listen: (event: { data: unknown }) => void) =>
      toWorker!.push((data) => listen({ data })),
  });
  await import('./engine.ts');
  const ignored = () => undefined;
  return createBirpc<Engine, Page>(new Proxy(page as Page, { get: (own, name) => own[name as never] ?? ignored }), {
    post: (data) => queueMicrotask(() => toWorker?.[0]?.(structuredClone(data))),
    on: (receive) => toPage!.push(receive),
    eventNames: ['key', 'resize', 'close', 'suggest', 'pace', 'watchMap'],
    timeout: -1,
  });
}

test('keys that come while another cluster is being entered count as taken when its terminal has them', async () => {
  const happened: string[] = [];
  const engine = await worker({ drawn: async () => undefined, begun: (line) => void happened.push(line) });
  await engine.start({
    ...{ lesson: 'playground', locale: 'en', params: [], suggests: false, typed: {}, seed: 1, columns: 80, rows: 24 },
    start: { ...NO_START, nodes: 1 },
  });
  engine.key(0, 'echo one\r');
  await engine.prompt(0);
  const { moments } = await engine.moments();
  const back = engine.rewind(moments[0]!.id, '');
  await engine.ping();
  engine.key(0, 'echo two\r');
  await engine.taken(0);
  expect(happened).toEqual(['echo one', 'echo two']);
  await back;
  // Nothing is told any more when `self` is gone.
  engine.pace(0);
  await engine.prompt(0);
  engine.close(0);
  await engine.ping();
  vi.unstubAllGlobals();
});
