import { expect, test } from 'vitest';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { systemctl } from './systemctl.ts';

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
