import { expect, test } from 'vitest';
import type { Event } from '#api/core/types.ts';
import { story } from '#lab/story.test-helper.ts';

const MINUTE = 60_000;
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] },
};

test('events go an hour after they were last written; a restored lab knows when', () => {
  const s = story([pod], { time: 'live' });
  const events = (): number => s.list<Event>('events').length;
  s.lab.advance(MINUTE);
  expect(events()).toBeGreaterThan(3);
  const [first] = s.list<Event>('events');
  s.lab.advance(30 * MINUTE);
  s.merge(`/api/v1/namespaces/default/events/${first!.metadata.name}`, { count: 2 });
  s.lab.restore(s.lab.snapshot());
  s.merge(`/api/v1/namespaces/default/events/${first!.metadata.name}`, { count: 3 });
  s.lab.advance(28 * MINUTE);
  expect(events()).toBeGreaterThan(3);
  s.lab.advance(2 * MINUTE);
  expect(s.list<Event>('events').map((e) => e.metadata.name)).toEqual([first!.metadata.name]);
  s.lab.advance(30 * MINUTE);
  expect(events()).toBe(0);
});
