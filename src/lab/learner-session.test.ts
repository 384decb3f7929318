import { beforeAll, expect, test, vi } from 'vitest';
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

test('what one terminal watches shows what is done in another', async () => {
  const lab = new Lab({ seed: 7 });
  const open = (): { session: LearnerSession; shown: () => string } => {
    let shown = '';
    const session = new LearnerSession(lab, new LaptopShell(lab), {
      ...{ columns: 200, rows: 24, history: [], ended: () => undefined },
      write: (text) => (shown += text),
    });
    return { session, shown: () => shown };
  };
  const [watching, working] = [open(), open()];
  working.session.key('kubectl create deployment web --image=nginx --replicas=1\r');
  await working.session.idle;
  watching.session.key('kubectl get pods -w\r');
  await vi.waitFor(() => expect(watching.shown()).toMatch(/Running/));
  working.session.key('kubectl scale deployment web --replicas=2; kubectl delete pods --all --now; kubectl get pods\r');
  await working.session.idle;
  watching.session.key('\x03');
  await watching.session.idle;
  const states = [...watching.shown().matchAll(/^web-\S+ +(\d\/\d +[A-Z]\w+)/gm)].map(([, state]) =>
    state!.replace(/ +/, ' '),
  );
  expect(states.slice(0, 5)).toEqual([
    '1/1 Running',
    '0/1 Pending',
    '0/1 Pending',
    '0/1 ContainerCreating',
    '1/1 Running',
  ]);
  expect(states).toContain('1/1 Terminating');
  // The head stands once.
  expect(watching.shown().match(/^NAME /gm)).toHaveLength(1);
  expect(working.shown()).not.toContain('own fault');
  expect(working.shown().match(/1\/1 +Running/g)).toHaveLength(2);
});
