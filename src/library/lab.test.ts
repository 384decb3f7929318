import { afterEach, beforeAll, expect, test } from 'vitest';
import { preload } from '#lab/preload.ts';
import { createLab } from './browser.ts';

beforeAll(() => preload(), 60_000);

const labs: { close(): Promise<void> }[] = [];
const made = async (...options: Parameters<typeof createLab>) => {
  const lab = await createLab(...options);
  labs.push(lab);
  return lab;
};
afterEach(() => Promise.all(labs.splice(0).map((lab) => lab.close())));

const WEB = `
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec: { containers: [{ name: web, image: nginx }] }
`;

test('kubectl and sh give what was printed, and a code', async () => {
  const lab = await made({ apply: WEB, files: { 'note.txt': 'hello\n' }, env: { WHO: 'me' } });
  expect(await lab.kubectl(['get', 'pod', 'web', '-o', "jsonpath={.metadata.name}{'\\n'}"])).toEqual({
    stdout: 'web\n',
    stderr: '',
    code: 0,
  });
  expect(await lab.kubectl('get pod nowhere')).toMatchObject({ code: 1, stdout: '' });
  expect(await lab.sh('cat note.txt; echo $WHO; read line; echo "$line"; exit 3', { stdin: 'in\n' })).toEqual({
    stdout: 'hello\nme\nin\n',
    stderr: '',
    code: 3,
  });
});

test('apply says what was refused, in kubectl’s words', async () => {
  const lab = await made();
  await lab.apply(WEB);
  await expect(lab.apply(WEB.replace('name: web,', 'name: Web_1,'))).rejects.toThrow(/The Pod "Web_1" is invalid/);
  await expect(createLab({ apply: 'a: [' })).rejects.toThrow(/^apply: line 1: /);
  await expect(createLab({ apply: WEB.replace('name: web,', 'name: Web_1,') })).rejects.toThrow(/^apply: .*invalid/);
});

test('a request has its trace, and a place that is not there is a usage error', async () => {
  const lab = await made({ apply: WEB });
  await lab.kubectl('expose pod web --port=80 --type=NodePort');
  const port = (await lab.kubectl("get service web -o jsonpath='{.spec.ports[0].nodePort}'")).stdout;
  const node = (await lab.kubectl("get nodes -o jsonpath='{.items[0].status.addresses[0].address}'")).stdout;
  const answer = await lab.request(`http://${node}:${port}/`, { from: 'node/node-2' });
  expect(answer).toMatchObject({ ok: true, status: 200 });
  expect(answer.trace.at(-1)!.at).toBe('pod/default/web');
  expect(await lab.request('http://web', { from: 'pod/default/none' })).toMatchObject({
    ok: false,
    error: { kind: 'usage' },
  });
});

test('fetch is the API server’s, watches included, as whom the token says', async () => {
  const lab = await made();
  const ended = new AbortController();
  const watch = await lab.fetch('/api/v1/namespaces/default/pods?watch=1', { signal: ended.signal });
  const lines = watch.body!.pipeThrough(new TextDecoderStream()).getReader();
  const created = await lab.fetch(`${lab.server}/api/v1/namespaces/default/pods`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: WEB,
  });
  expect([created.status, ((await created.json()) as { kind: string }).kind]).toEqual([201, 'Pod']);
  expect((await lines.read()).value).toMatch(/^\{"type":"ADDED","object":\{"kind":"Pod"/);
  ended.abort();
  await expect(lines.read()).rejects.toThrow(/abort/i);

  const token = (await lab.kubectl('create token default')).stdout.trim();
  const refused = await lab.fetch('/api/v1/pods', { headers: { authorization: `Bearer ${token}` } });
  expect(refused.status).toBe(403);
  await expect(lab.fetch('https://kubernetes.io/')).rejects.toThrow(
    `lab.fetch goes to the simulated API server only, ${lab.server}, not to https://kubernetes.io`,
  );
});

test('time is the lab’s own, and a snapshot brings all of it back', async () => {
  const lab = await made({ start: new Date('2030-01-01T00:00:00Z') });
  const before = lab.now.getTime();
  const kept = JSON.parse(JSON.stringify(lab.snapshot())) as ReturnType<typeof lab.snapshot>;
  await lab.advance('1h30m');
  await lab.advance(30);
  expect(lab.now.getTime() - before).toBe(5_430_000);
  await lab.apply(WEB);
  lab.restore(kept);
  expect([lab.now.getTime(), (await lab.kubectl('get pod web')).code]).toEqual([before, 1]);
  await expect(lab.advance('soon')).rejects.toThrow('advance("soon"): give a duration as Go writes it (90s, 1h30m)');
  await expect(lab.advance(-1)).rejects.toThrow(RangeError);
  expect(() => lab.restore({ version: -1 })).toThrow(/no snapshot of this version/);
});

test('a command that waits ends with its signal, and with the lab', async () => {
  const lab = await made({ apply: WEB });
  const stopped = new AbortController();
  const watching = lab.kubectl('get pods -w', { signal: stopped.signal });
  stopped.abort();
  expect((await watching).code).not.toBe(0);
  const other = lab.kubectl('get pods -w');
  const stream = await lab.fetch('/api/v1/pods?watch=1');
  await lab.close();
  expect((await other).code).not.toBe(0);
  await expect(stream.text()).rejects.toThrow('this lab is closed');
  await expect(lab.kubectl('get pods')).rejects.toThrow('this lab is closed');
});
