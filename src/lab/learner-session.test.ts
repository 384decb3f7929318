import { beforeAll, expect, test } from 'vitest';
import { Lab } from './lab.ts';
import { LaptopShell } from './laptop-shell.ts';
import { LearnerSession } from './learner-session.ts';
import { preload } from './preload.ts';

beforeAll(() => preload());

test('what a Tab asks the server changes nothing of what is named later', async () => {
  const named = async (line: string): Promise<string> => {
    const lab = new Lab({ seed: 7 });
    let shown = '';
    const session = new LearnerSession(lab, new LaptopShell(lab), {
      ...{ columns: 200, rows: 24, history: [], ended: () => undefined },
      write: (text) => (shown += text),
    });
    session.key(`${line}\r`);
    await session.idle;
    shown = '';
    session.key('kubectl run web --image=nginx; kubectl get pod web -o jsonpath="{.metadata.uid}"; echo " $RANDOM"\r');
    await session.idle;
    return /\n(\S+-\S+ \d+)\r/.exec(shown)?.[1] ?? shown;
  };
  const typed = await named('kubectl get namespace kube-system');
  expect(typed).toMatch(/^[\da-f-]{36} \d+$/);
  expect(await named('kubectl get namespace kube-s\t')).toBe(typed);
});

test('a second is a second between two lines, though nothing happens in the cluster', async () => {
  let realMs = 0;
  const lab = new Lab({ time: 'live' });
  const stop = lab.drive({
    now: () => realMs,
    setTimeout: () => undefined,
    clearTimeout: () => undefined,
    soon: (run) => void setImmediate(run),
  });
  await lab.machines.warm();
  let shown = '';
  const session = new LearnerSession(lab, new LaptopShell(lab), {
    ...{ columns: 200, rows: 24, history: [], ended: () => undefined },
    write: (text) => (shown += text),
  });
  const asked = async (): Promise<number> => {
    shown = '';
    session.key('date +%s%3N\r');
    await session.idle;
    return Number(/\n(\d+)\r/.exec(shown)![1]);
  };
  const first = await asked();
  realMs += 700;
  expect((await asked()) - first).toBe(700);
  realMs += 40;
  expect((await asked()) - first).toBe(740);
  stop();
});
