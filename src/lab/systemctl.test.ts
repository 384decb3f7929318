import { expect, test } from 'vitest';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { realTime } from '../cli/real-time.ts';
import { runAt } from './in-pod.test-helper.ts';
import { Lab } from './lab.ts';
import { preload } from './preload.ts';
import { systemctl } from './systemctl.ts';

await preload();

test.each([
  ['stop kubelet', 0, '', false],
  ['restart kubelet.service', 0, '', true],
  ['is-active kubelet', 0, 'active\n', true],
  ['stop nginx', 5, 'Failed to stop nginx.service: Unit nginx.service not found.\n', true],
  ['dance kubelet', 1, 'Unknown command verb dance.\n', true],
])('systemctl %s', async (line, code, printed, isRunning) => {
  let running = true;
  const program = systemctl({
    isRunning: () => running,
    start: () => {
      running = true;
    },
    stop: () => {
      running = false;
    },
  });
  const sink = new TextSink();
  const run = (argv: string[]): Promise<number> =>
    program({ argv, stdin: nullInput, stdout: sink, stderr: sink } as unknown as Parameters<typeof program>[0]);
  expect(await run(['systemctl', ...line.split(' ')])).toBe(code);
  expect(sink.text).toBe(printed);
  expect(running).toBe(isRunning);
});

test('a kubelet answers for its health while it runs, after a restore too', async () => {
  const lab = new Lab({ nodes: 1 });
  const stop = lab.drive(realTime);
  const whole = lab.snapshot();
  const on = (line: string): Promise<string> => runAt(lab, 'laptop', `ssh node-1 ${line}`);
  const health = async (): Promise<string> => {
    const answer = await lab.connect({ from: 'node/node-1', url: 'http://localhost:10248/healthz' });
    return answer.ok ? answer.body : answer.error.kind;
  };
  const told = [await health()];
  for (const verb of ['stop', 'start', 'stop']) {
    expect(await on(`systemctl ${verb} kubelet`)).toBe('');
    told.push(await health());
  }
  lab.restore(whole);
  told.push(await health());
  expect(told).toEqual(['ok', 'refused', 'ok', 'refused', 'ok']);
  stop();
});
