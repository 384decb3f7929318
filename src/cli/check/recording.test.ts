// A recording of a cluster that is graded: the simulated one, treated as a stranger's, gives the same text whatever is drawn in it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { KUBERNETES_VERSION } from '#api/version.ts';
import { setUp } from '#grading/set-up.ts';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import { serveApi } from '../http/server.ts';
import { kubeconfig } from '../kubeconfigs.ts';
import { lessonStart } from '../lesson-files.ts';
import { portolanApi } from '../portolan-api.ts';
import { realTime } from '../real-time.ts';
import { check } from './check.ts';
import { named } from './recording.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-record-'));
beforeAll(() => preload(), 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Solves an exercise on a cluster drawn from `seed`, and records what grading it saw. `isOwn`: with the doors that only Portolan has. */
async function recorded(seed: number, isOwn = false): Promise<string> {
  const start = lessonStart('clusterip/expose', seed);
  if ('error' in start) throw new Error(start.error);
  const lab = new Lab({ time: 'instant', seed, ...start.options });
  const stop = lab.drive(realTime);
  await setUp(lab, start.start, start.folder);
  const { solution } = start.folder.lesson.exercises.find(({ id }) => id === 'expose')!;
  for (const line of solution) await new LaptopShell(lab).capture(line);
  const served = await serveApi({
    port: 0,
    token: undefined,
    holder: LEARNER,
    handle: (request, user) => lab.handle(request, user),
    portolan: (method, path, body) => (isOwn ? portolanApi(lab, method, path, body) : Promise.resolve(undefined)),
  });
  const [config, file] = [join(folder, `config-${seed}`), join(folder, `${seed}.txt`)];
  writeFileSync(config, kubeconfig(`http://127.0.0.1:${served.port}`, undefined));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const code = await check(['clusterip', 'expose', '--kubeconfig', config, '--record', file]);
  vi.restoreAllMocks();
  served.close();
  stop();
  expect(code).toBe(0);
  return readFileSync(file, 'utf8');
}

test('what the checks’ requests met is a transcript, without what chance decides', async () => {
  const text = await recorded(1);
  expect(
    text,
  ).toBe(`Vouched for by Kubernetes ${KUBERNETES_VERSION.gitVersion} (linux/amd64), asked with portolan check.

### clusterip/expose answers-inside
$ curl -s http://service-test:8088/hostname   # from pod/default/client
HTTP 200
service-test-<id>
`);
  // Portolan's own does not pass for a cluster's.
  expect(await recorded(7, true)).toBe(text.replace('Kubernetes', 'Portolan, as Kubernetes'));
}, 60_000);

test.each([
  ['pod web-6d4cf56db6-x7k2p at 10.244.1.5', 'pod web-<id> at <ip>'],
  ['2026-01-05T09:00:00Z', '<time>'],
  ['Welcome to nginx!', 'Welcome to nginx!'],
])('%s is named %s', (text, wanted) => expect(named(text)).toBe(wanted));
