import { expect, test } from 'vitest';
import { Drafts } from './drafts.ts';
import { Own } from './own.ts';

/** What a browser keeps, over several visits of one lesson. */
function browser() {
  const kept = new Map<string, string>();
  const all = { isFull: false };
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, value: string) {
      if (all.isFull) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key: string) => void kept.delete(key),
  };
  return Object.assign(all, { kept, visit: () => new Drafts(new Own('clusterip', () => storage)) });
}
const soon = (): number => performance.now() + 1;

test('what is typed is there at the next visit, until it is saved and a state has it', () => {
  const { visit, kept } = browser();
  visit().typed('/home/me/web.yaml', 'half');
  const next = visit();
  expect(next.begin()).toBeUndefined();
  expect(next.unsaved).toEqual({ '/home/me/web.yaml': 'half' });
  next.save('/home/me/web.yaml', 'whole');
  // A state that was asked for before the file had it does not have it.
  next.kept(soon());
  const crashed = visit();
  crashed.begin();
  expect([crashed.unsaved, crashed.saved]).toEqual([{}, { '/home/me/web.yaml': 'whole' }]);
  crashed.written('/home/me/web.yaml');
  crashed.kept(0);
  expect(crashed.saved).toEqual({ '/home/me/web.yaml': 'whole' });
  crashed.kept(soon());
  expect([crashed.saved, [...kept.keys()]]).toEqual([{}, []]);
});

test('what a file cannot take stands unsaved, and nothing older than what was typed since', () => {
  const drafts = browser().visit();
  drafts.save('/x/y', 'first');
  drafts.typed('/x/y', 'second');
  drafts.refused('/x/y', 'first');
  expect([drafts.unsaved, drafts.saved]).toEqual([{ '/x/y': 'second' }, {}]);
});

test('an edit that nobody waits for any more is told once, and what was made of it is a file', () => {
  const { visit } = browser();
  const path = '/tmp/kubectl-edit-1.yaml';
  visit().opened(path, 'as it is');
  expect(visit().begin()).toEqual({ path });
  const next = visit();
  expect(next.begin()).toBeUndefined();
  next.opened(path, 'as it is');
  next.editing(path, 'mine');
  // Refused, and open again with the reasons.
  next.edited('mine');
  next.opened(path, '# no\nmine');
  const last = visit();
  expect(last.begin()).toEqual({ path, text: '# no\nmine' });
  expect(last.saved).toEqual({ [path]: '# no\nmine' });
  expect(visit().begin()).toBeUndefined();
  // The line runs again, and opens the same file.
  expect(last.opened(path, 'as it is')).toBe('# no\nmine');
  expect(last.saved).toEqual({});
  expect(visit().begin()).toEqual({ path, text: '# no\nmine' });
});

test('an edit that was given back is kept until a state has what came of it; one that was not, no longer', () => {
  const { visit, kept } = browser();
  const path = '/tmp/kubectl-edit-1.yaml';
  const drafts = visit();
  drafts.opened(path, 'as it is');
  drafts.editing(path, 'mine');
  drafts.edited('mine');
  expect(kept.size).toBe(1);
  drafts.kept(soon());
  expect(kept.size).toBe(0);
  drafts.opened(path, 'as it is');
  drafts.editing(path, 'mine');
  drafts.edited('as it is');
  expect(kept.size).toBe(0);
});

test('of a browser that blocks its store, it is said that something would be lost', () => {
  const blocked = new Drafts(
    new Own('clusterip', () => {
      throw new DOMException('blocked', 'SecurityError');
    }),
  );
  expect(blocked.begin()).toBeUndefined();
  expect(blocked.isLost).toBe(false);
  blocked.typed('/home/me/web.yaml', 'half');
  expect(blocked.isLost).toBe(true);
  expect(blocked.begin()).toBeUndefined();
  expect(blocked.unsaved).toEqual({ '/home/me/web.yaml': 'half' });
});

test('a browser that is full says so as long as something would be lost', () => {
  const it = browser();
  const drafts = it.visit();
  it.isFull = true;
  drafts.typed('/home/me/web.yaml', 'half');
  expect(drafts.isLost).toBe(true);
  // The engine dies, the page does not.
  drafts.begin();
  expect(drafts.unsaved).toEqual({ '/home/me/web.yaml': 'half' });
  it.isFull = false;
  drafts.typed('/home/me/web.yaml', 'half of it');
  expect(drafts.isLost).toBe(false);
  it.isFull = true;
  drafts.clear();
  expect(drafts.isLost).toBe(false);
});

test('another tab has what this one has handed over', () => {
  const { visit } = browser();
  const [first, second] = [visit(), visit()];
  first.typed('/home/me/web.yaml', 'mine');
  first.forget();
  second.begin();
  second.typed('/home/me/web.yaml', 'ours');
  first.begin();
  expect(first.unsaved).toEqual({ '/home/me/web.yaml': 'ours' });
});
