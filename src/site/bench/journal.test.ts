import { expect, test } from 'vitest';
import { canBeginAgain, canRunAgain, Journal } from './journal.ts';

function storage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/** What the next page is to type again. */
function after(count: number, browser: ReturnType<typeof storage> | Journal): readonly string[] {
  const journal = browser instanceof Journal ? browser : new Journal('x', browser);
  return journal.begin(count).isBehind ? [...journal.again()].map(({ line }) => line) : [];
}

test('a page that comes back is given what the kept state lacks, in order, and once', () => {
  const browser = storage();
  const before = new Journal('x', browser);
  for (const line of ['a', 'b', 'c']) before.ran(line, 0);
  before.kept(1, 0);
  expect(new Journal('x', browser).begin(3).isBehind).toBe(false);
  const next = new Journal('x', browser);
  expect(next.begin(1).isBehind).toBe(true);
  const typed: string[] = [];
  for (const { line } of next.again()) {
    typed.push(line);
    next.ran(line, 0);
  }
  expect(typed).toEqual(['b', 'c']);
  expect([next.base, next.count]).toEqual([1, 3]);
  next.kept(3, 0);
  expect(after(3, browser)).toEqual([]);
});

test('a page that is left while lines are typed again begins where it stood', () => {
  const browser = storage();
  const before = new Journal('x', browser);
  for (const line of ['a', 'b']) before.ran(line, 0);
  const journal = new Journal('x', browser);
  journal.begin(0);
  const again = journal.again();
  expect(again.next().value?.line).toBe('a');
  expect(after(0, browser)).toEqual(['a', 'b']);
});

test('a state kept while lines are typed again, and others typed between them, lacks what it lacks and nothing else', () => {
  const browser = storage();
  const before = new Journal('x', browser);
  for (const line of ['a', 'b', 'c']) before.ran(line, 0);
  const journal = new Journal('x', browser);
  journal.begin(0);
  const again = journal.again();
  again.next();
  journal.ran('a', 0);
  journal.ran('my own', 0);
  again.next();
  // The engine's state has a and my own.
  journal.kept(2, 0);
  expect(after(2, browser)).toEqual(['b', 'c']);
  journal.ran('b', 0);
  again.next();
  journal.ran('c', 0);
  expect(after(3, browser)).toEqual(['c']);
  journal.kept(4, 0);
  expect(after(4, browser)).toEqual([]);
});

test('a line that is not run as it was kept does not stand in the way of the others', () => {
  const browser = storage();
  const before = new Journal('x', browser);
  for (const line of ['a', 'b']) before.ran(line, 0);
  const journal = new Journal('x', browser);
  journal.begin(0);
  const again = journal.again();
  again.next();
  journal.ran('otherwise', 0);
  expect(again.next().value?.line).toBe('b');
  journal.ran('b', 0);
  again.next();
  expect(after(0, browser)).toEqual(['otherwise', 'b']);
});

test('what would not end is counted, and not typed again', () => {
  const browser = storage();
  const before = new Journal('x', browser);
  before.ran('kubectl get pods -w', 130);
  before.ran('ssh node-1', 0);
  before.ran('kubectl exec -it web -- sh', 0);
  before.ran('ssh node-1 hostname', 0);
  expect(before.count).toBe(4);
  expect(after(0, browser)).toEqual(['ssh node-1 hostname']);
});

test('with a line comes where and when it was entered, and when the next one is to come', () => {
  const browser = storage();
  const before = new Journal('x', browser);
  before.begun('a', 0, { terminal: 0, ageMs: 1000.5 });
  before.begun('b', 0, { terminal: 1, ageMs: 1200 });
  before.ran('b', 0);
  before.ran('a', 0);
  before.begun('c', 0, { terminal: 0, ageMs: 9000 });
  const next = new Journal('x', browser);
  next.begin(0);
  expect([...next.again()]).toEqual([
    { line: 'b', terminal: 1, ageMs: 1200, next: { terminal: 1, ageMs: 1001 } },
    { line: 'a', terminal: 0, ageMs: 1001, next: { terminal: 0, ageMs: 9000 } },
    { line: 'c', terminal: 0, ageMs: 9000, next: { terminal: 0 } },
  ]);
  // As they were kept before anybody counted.
  const old = new Journal('x', { ...storage(), getItem: () => '[[1,"a"],[2,"b",1]]' });
  old.begin(0);
  expect([...old.again()].map(({ ageMs }) => ageMs)).toEqual([undefined, undefined]);
});

test('a line that had begun when the page was left, or the engine died, is typed again, behind those that had ended', () => {
  const browser = storage();
  const before = new Journal('x', browser);
  before.begun('a', 0);
  before.ran('a', 0);
  before.begun('b', 10);
  expect(after(0, browser)).toEqual(['a', 'b']);
  const died = new Journal('x', undefined);
  died.begun('a', 0);
  died.ran('a', 0);
  died.begun('b', 10);
  expect(died.interrupted(false)).toEqual([]);
  expect(after(0, died)).toEqual(['a', 'b']);
});

test('what was entered before there was a cluster is run by the next engine, and what stands typed behind it is not', () => {
  const browser = storage();
  const journal = new Journal('x', browser);
  journal.begin(0);
  expect(journal.early('ec')).toBe('ec');
  expect(journal.early('echo a\r\rcat <<E\rx\rE\recho b\rhal')).toBe('hal');
  expect(after(0, browser)).toEqual(['echo a', 'cat <<E', 'x', 'E', 'echo b']);
  journal.begun('echo a', 0);
  journal.ran('echo a', 0);
  journal.begun('cat <<E\nx\nE', 0);
  journal.ran('cat <<E\nx\nE', 0);
  expect(after(2, browser)).toEqual(['echo b']);
  expect(journal.interrupted(false)).toEqual([]);
  expect(after(2, journal)).toEqual(['echo b']);
});

test.each([
  ['a key that a shell has to read', 'kubectl get po\t\r'],
  ['Ctrl-C', 'echo a\r\x03'],
  ['what waits for its reader', 'cat > file\rtext\r'],
])('of what was entered early, %s leaves all of it standing', (_, text) => {
  const browser = storage();
  const journal = new Journal('x', browser);
  expect(journal.early('echo a\r')).toBe('');
  expect(journal.early(text)).toBe(text);
  expect(after(0, browser)).toEqual([]);
});

test('a line that the shell has made another of does not come again', () => {
  const browser = storage();
  const journal = new Journal('x', browser);
  journal.early('!!\r');
  journal.begun('echo a', 0);
  journal.ran('echo a', 0);
  expect(after(1, browser)).toEqual([]);
});

test('an engine that dies while it starts takes nothing of what was to be typed again along', () => {
  const browser = storage();
  new Journal('x', browser).ran('a', 0);
  const journal = new Journal('x', browser);
  journal.begin(0);
  journal.begun('early', 0);
  expect(journal.interrupted(false)).toEqual([]);
  expect(after(0, browser)).toEqual(['a', 'early']);
});

/** The journal types its next line again, which begins and does not end. */
function beginsAgain(journal: Journal, line: string): void {
  journal.begin(0);
  expect(journal.again().next().value?.line).toBe(line);
  journal.begun(line, 0);
}

test('a line that was being run again when the engine died is run again; one that ends three engines is named, and those behind it run', () => {
  const journal = new Journal('x', storage());
  journal.ran('a', 0);
  journal.begun('bad', 0);
  journal.begun('c', 0);
  expect(journal.interrupted(false)).toEqual([]);
  journal.begin(0);
  const again = journal.again();
  again.next();
  journal.begun('a', 0);
  journal.ran('a', 0);
  expect(again.next().value?.line).toBe('bad');
  journal.begun('bad', 0);
  expect(journal.interrupted(false)).toEqual([]);
  journal.kept(1, 0);
  journal.begin(1);
  expect(journal.again().next().value?.line).toBe('bad');
  journal.begun('bad', 0);
  expect(journal.interrupted(false)).toEqual(['bad']);
  expect(after(1, journal)).toEqual(['c']);
});

test('a line under which the page itself dies three times is named, and not typed again', () => {
  const browser = storage();
  const first = new Journal('x', browser);
  first.begun('bad', 0);
  first.begun('b', 0);
  beginsAgain(new Journal('x', browser), 'bad');
  beginsAgain(new Journal('x', browser), 'bad');
  const next = new Journal('x', browser);
  expect(next.begin(0)).toEqual({ isBehind: true, dropped: ['bad'] });
  expect([...next.again()].map(({ line }) => line)).toEqual(['b']);
});

test('leaving the page is not the doing of a line that runs: it is typed again as often as the page is left', () => {
  const browser = storage();
  const first = new Journal('x', browser);
  first.begun('a', 0);
  first.left();
  for (let i = 0; i < 5; i++) {
    const next = new Journal('x', browser);
    beginsAgain(next, 'a');
    next.left();
  }
  expect(after(0, browser)).toEqual(['a']);
});

test('of a state that this page alone has, the browser keeps the lines too', () => {
  const browser = storage();
  const journal = new Journal('x', browser);
  for (const line of ['a', 'b']) journal.ran(line, 0);
  journal.interrupted(false);
  expect(journal.begin(1, false).isBehind).toBe(true);
  const again = journal.again();
  again.next();
  journal.ran('b', 0);
  expect(after(0, browser)).toEqual(['a', 'b']);
  journal.kept(2, 0);
  expect(after(0, browser)).toEqual([]);
});

test('a line with which the engine fell silent is named, and not typed again; those before it are', () => {
  const journal = new Journal('x', storage());
  journal.ran('a', 0);
  journal.begun('endless', 10);
  expect(journal.interrupted(true)).toEqual(['endless']);
  expect(after(0, journal)).toEqual(['a']);
});

test('of a line that has run for a while a kept state has what it did: it is named, and not typed again', () => {
  const browser = storage();
  const journal = new Journal('x', browser);
  journal.begun('long', 0);
  journal.kept(0, 500);
  expect(new Journal('x', browser).begin(0).isBehind).toBe(true);
  journal.kept(0, 1000);
  expect(new Journal('x', browser).begin(0).isBehind).toBe(false);
  expect(journal.interrupted(false)).toEqual(['long']);
});

test.each([
  ['sleep 1000', false],
  ['kubectl get pods -w', false],
  ['kubectl logs deployment/web -f', false],
  ['kubectl rollout status deployment web', false],
  ['while true; do curl web; done', false],
  ['kubectl apply -f web.yaml', true],
  ['kubectl get pods -o wide', true],
  ['echo 1 >> count', true],
])('%s: begins again: %s', (line, can) => {
  expect(canBeginAgain(line)).toBe(can);
});

test('begun anew, nothing of before is left; a browser that stores nothing forgets', () => {
  const browser = storage();
  const before = new Journal('x', browser);
  before.ran('a', 0);
  before.clear();
  expect(after(0, browser)).toEqual([]);
  const none = new Journal('x', undefined);
  none.ran('a', 0);
  expect(none.count).toBe(1);
});

test('the seed is kept from before the first line on, until the lesson begins anew', () => {
  const browser = storage();
  const { seed } = new Journal('x', browser);
  const journal = new Journal('x', browser);
  expect(journal.seed).toBe(seed);
  expect(new Journal('y', browser).seed).not.toBe(seed);
  journal.forget();
  expect(journal.seed).toBe(seed);
  journal.clear();
  expect(journal.seed).not.toBe(seed);
  // A browser that stores nothing has it for this visit.
  const none = new Journal('x', undefined);
  expect(none.seed).toBe(none.seed);
  const damaged = new Journal('x', { ...storage(), getItem: () => 'NaN' });
  expect(damaged.seed).toBeGreaterThan(0);
});

test.each(['{', '{"a":1}', '[["1","x"],[2]]'])('what is not a journal is none: %s', (text) => {
  expect(after(0, new Journal('x', { ...storage(), getItem: () => text }))).toEqual([]);
});

test.each([
  ["sed -i 's/a/b/' web.yaml && kubectl apply -f web.yaml", true],
  ['curl -i http://web', true],
  ['kubectl exec -i web -- cat < file', false],
  ['kubectl run t --rm -it --image=busybox -- sh', false],
  ['kubectl exec web -- cat -i', false],
  ['k debug node/node-1 -it --image=busybox', false],
  ['cat > web.yaml', false],
  ['cat > web.yaml <<EOF\nx\nEOF', true],
  ['cat web.yaml', true],
  ['bash', false],
  ['bash run.sh', true],
  ['kubectl apply -f -', false],
  ['echo x | kubectl apply -f -', true],
])('%s: can be typed again: %s', (line, can) => {
  expect(canRunAgain(line, 0)).toBe(can);
});
