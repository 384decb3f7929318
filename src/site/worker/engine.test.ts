import { expect, test, vi } from 'vitest';
import { NO_START } from '#grading/start.ts';
import { linesOf } from '../bench/share.ts';
import { fragmentOf, sharedStateIn } from '../bench/shared-state.ts';
import { replay } from '../bench/shared-visit.ts';
import type { Engine, Page, SavedState, StartOptions } from './protocol.ts';
import { unpacked } from './saved.ts';

/** The worker's own code, and the page's end of it. */
async function worker(page: Partial<Page>) {
  const { createBirpc } = await import('birpc');
  const [toWorker, toPage]: ((data: unknown) => void)[][] = [[], []];
  vi.stubGlobal('self', {
    postMessage: (data: unknown) => queueMicrotask(() => toPage?.[0]?.(data)),
    addEventListener: (_: string, listen: (event: { data: unknown }) => void) =>
      toWorker!.push((data) => listen({ data })),
  });
  vi.resetModules();
  await import('./engine.ts');
  const ignored = () => undefined;
  return createBirpc<Engine, Page>(new Proxy(page as Page, { get: (own, name) => own[name as never] ?? ignored }), {
    post: (data) => queueMicrotask(() => toWorker?.[0]?.(structuredClone(data))),
    on: (receive) => toPage!.push(receive),
    eventNames: ['key', 'resize', 'close', 'suggest', 'pace', 'goOn', 'watchMap'],
    timeout: -1,
  });
}

const start: StartOptions = {
  ...{ lesson: 'playground', locale: 'en', params: [], suggests: false, typed: {}, seed: 1, columns: 80, rows: 24 },
  start: { ...NO_START, nodes: 1 },
};

test('keys that come while another cluster is being entered count as taken when its terminal has them', async () => {
  const happened: string[] = [];
  const engine = await worker({ drawn: async () => undefined, begun: (line) => void happened.push(line) });
  await engine.start(start);
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

/** Every object that a line has led to. */
async function objects(saved: SavedState): Promise<readonly string[]> {
  const { objects } = (await unpacked(saved, 'playground')).saved!.snapshot.storage;
  return Object.entries(objects).flatMap(([resource, list]) =>
    resource === 'events' || resource.startsWith('leases')
      ? []
      : (list as readonly { metadata: { name: string; uid: string } }[]).map(
          ({ metadata }) => `${resource} ${metadata.name} ${metadata.uid}`,
        ),
  );
}

test('a link opened in an engine of its own leads to the very objects, though they depend on a pause and on a folder', async () => {
  const first = await worker({ drawn: async () => undefined });
  await first.start(start);
  const line = async (terminal: number, text: string): Promise<void> => {
    first.key(terminal, `${text}\r`);
    await first.prompt(terminal);
  };
  first.resize(1, 80, 24);
  await line(0, 'kubectl create deployment web --image=nginx --replicas=2');
  // A pause in which the Pods come to run: it takes nobody's time.
  const { nowMs } = (await first.time())!;
  while ((await first.time())!.nowMs < nowMs + 60_000) await first.jump();
  await line(1, 'cd /tmp; kubectl get pods --no-headers | grep -c Running > here');
  await line(1, 'kubectl run "found-$(cat here)" --image=nginx');
  const left = await first.save();
  expect(await objects(left)).toContainEqual(expect.stringContaining('pods found-2'));
  const link = await fragmentOf({ seed: left.seed, ...linesOf(left), files: {} });
  first.pace(0);

  const second = await worker({ drawn: async () => undefined });
  const state = (await sharedStateIn(link))!;
  const { home } = await second.start({ ...start, seed: state.seed, startMs: state.when!.start * 1000 });
  second.resize(1, 80, 24);
  await replay(state, second, home);
  second.pace(0);
  const found = await second.save();
  expect(await objects(found)).toEqual(await objects(left));
  expect(found.lines.map(({ line, terminal, exitCode }) => [line, terminal, exitCode])).toEqual(
    left.lines.map(({ line, terminal, exitCode }) => [line, terminal, exitCode]),
  );
  expect(found.ageMs! - left.ageMs!).toBeGreaterThanOrEqual(0);
  await second.ping();
  vi.unstubAllGlobals();
});
