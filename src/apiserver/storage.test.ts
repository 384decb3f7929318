import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApiObject } from '#apimachinery/meta.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { MemoryStorage } from './storage.ts';

const object = (namespace: string, name: string, n: number): ApiObject & { n: number } => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: namespace ? { namespace, name } : { name },
  n,
});

test('lists are in the order of keys whatever is put and removed, and one that was handed out stays as it was', () => {
  const name = fc.constantFrom('a', 'b', 'b-1', 'b.2', 'c', 'z0', 'é');
  const namespace = fc.constantFrom('', 'one', 'two');
  const step = fc.record({ op: fc.constantFrom('put', 'put', 'remove', 'list'), namespace, name });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const storage = new MemoryStorage();
      const known = new Map<string, ApiObject>();
      const handed: [readonly ApiObject[], string][] = [];
      for (const [n, { op, namespace: ns, name: its }] of steps.entries()) {
        if (op === 'put') known.set(keyOf(object(ns, its, n)), storage.put('things', object(ns, its, n)));
        else if (op === 'remove') {
          storage.remove('things', keyOf(object(ns, its, n)));
          known.delete(keyOf(object(ns, its, n)));
        } else {
          const list = storage.list('things', ns);
          const wanted = [...known.values()]
            .filter((o) => ns === '' || o.metadata.namespace === ns)
            .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
          expect(list).toEqual(wanted);
          handed.push([list, JSON.stringify(list)]);
        }
      }
      for (const [list, text] of handed) expect(JSON.stringify(list)).toBe(text);
    }),
  );
});
