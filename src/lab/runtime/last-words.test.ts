import { expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import { realTime } from '../../cli/real-time.ts';
import { Lab } from '../lab.ts';
import { preload } from '../preload.ts';

await preload();

const container = (name: string, script: string, more: object = {}): object => ({
  name,
  image: 'busybox:1.36',
  command: ['sh', '-c', script],
  ...more,
});

test('a container that has ended says why: its termination log, or the end of its log', async () => {
  const lab = new Lab();
  const fallback = { terminationMessagePolicy: 'FallbackToLogsOnError' };
  const containers = [
    container('written', 'printf done > /dev/termination-log'),
    container('elsewhere', 'echo there > /tmp/why', { terminationMessagePath: '/tmp/why' }),
    container('logged', 'seq 1 100; exit 3', fallback),
    container('long', 'for i in 1 2 3; do printf "%01000d\\n" $i; done; exit 3', fallback),
    container('both', 'echo log; echo file > /dev/termination-log; exit 3', fallback),
    container('well', 'echo log', fallback),
    container('silent', 'echo log; exit 3'),
  ];
  const metadata = { name: 'p' };
  expect(lab.apply([{ apiVersion: 'v1', kind: 'Pod', metadata, spec: { restartPolicy: 'Never', containers } }])).toBe(
    undefined,
  );
  const pod = (): Pod => lab.cluster.storage.get<Pod>('pods', 'default/p')!;
  const stop = lab.drive(realTime);
  while (pod().status.phase !== 'Failed') await lab.machines.sleep(100);
  stop();
  const said = Object.fromEntries(
    pod().status.containerStatuses!.map((c) => [c.name, c.state?.terminated?.message as string | undefined]),
  );
  expect(said).toMatchObject({ written: 'done', elsewhere: 'there\n', both: 'file\n' });
  // Of twelve KiB, each of seven has its share.
  expect(said.logged).toBe(Array.from({ length: 80 }, (_, i) => `${i + 21}\n`).join(''));
  const all = [1, 2, 3].map((i) => `${String(i).padStart(1000, '0')}\n`).join('');
  expect(said.long).toBe(all.slice(-2048).slice(0, Math.floor(12_288 / 7)));
  expect(said.well).toBeUndefined();
  expect(said.silent).toBeUndefined();
});
