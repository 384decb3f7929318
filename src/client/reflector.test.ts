import { expect, test } from 'vitest';
import type { Answer, ApiRequest } from '#apimachinery/wire.ts';
import { Informer } from './informer.ts';
import { reflect } from './reflector.ts';

const pod = (name: string, resourceVersion: string) => ({ metadata: { name, namespace: 'default', resourceVersion } });
const list = (resourceVersion: string, ...names: string[]): Answer => ({
  code: 200,
  body: { items: names.map((name) => pod(name, resourceVersion)), metadata: { resourceVersion } },
});

/** A server that answers lists in this order, and holds watches open for the test to feed. */
function against(lists: Answer[]) {
  const asked: string[] = [];
  const due: (() => void)[] = [];
  let sink: { piece(value: unknown): void; end(): void } | undefined;
  const cache = new Informer();
  const stop = reflect({ resource: 'pods', path: '/api/v1/pods', goType: '*v1.Pod' }, cache, {
    request({ path }: ApiRequest) {
      asked.push(path);
      if (!path.includes('watch=true')) return lists.shift()!;
      return {
        code: 200,
        open(given) {
          sink = given;
          return () => (sink = undefined);
        },
      };
    },
    after: (_ms, run) => {
      due.push(run);
      return () => void due.splice(due.indexOf(run), 1);
    },
    changed: () => undefined,
    failed: () => undefined,
  });
  return {
    asked,
    stop,
    names: () => cache.list('pods').map(({ metadata }) => metadata.name),
    event: (type: string, object: unknown) => sink!.piece({ type, object }),
    end() {
      sink!.end();
      for (const run of due.splice(0)) run();
    },
    isWatching: () => sink !== undefined,
  };
}

test('a watch that ends goes on from the last revision it told, bookmarks included', () => {
  const { asked, event, end, names } = against([list('5', 'a')]);
  event('ADDED', pod('b', '7'));
  event('BOOKMARK', { metadata: { resourceVersion: '9' } });
  end();
  expect(names()).toEqual(['a', 'b']);
  expect(asked.map((path) => /resourceVersion=\d+/.exec(path)![0])).toEqual([
    'resourceVersion=0',
    'resourceVersion=5',
    'resourceVersion=9',
  ]);
});

test('a revision that is gone is answered by a new list: what was deleted meanwhile leaves the copy', () => {
  const { event, end, names } = against([list('5', 'a', 'b'), list('20', 'b', 'c')]);
  event('ERROR', { kind: 'Status', code: 410, metadata: {} });
  end();
  expect(names()).toEqual(['b', 'c']);
});

test('who stops it ends its watch', () => {
  const { stop, isWatching } = against([list('5')]);
  expect(isWatching()).toBe(true);
  stop();
  expect(isWatching()).toBe(false);
});
