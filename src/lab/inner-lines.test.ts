import { beforeAll, expect, test } from 'vitest';
import { realTime } from '../cli/real-time.ts';
import { Lab } from './lab.ts';
import { type CommandRecord, LaptopShell } from './laptop-shell.ts';
import { LearnerSession } from './learner-session.ts';
import { preload } from './preload.ts';

beforeAll(() => preload());

test('a line at the prompt of a shell in a Pod, or on a node, is a record of its own, with what it asked from there', async () => {
  const lab = new Lab({ nodes: 1 });
  const stop = lab.drive(realTime);
  const records: CommandRecord[] = [];
  lab.onInner = (record) => records.push(record);
  const outer: string[] = [];
  const prompt = new LaptopShell(lab);
  prompt.onRecord = ({ line }) => outer.push(line);
  let shown = '';
  const session = new LearnerSession(lab, prompt, {
    write: (text) => (shown += text),
    ...{ columns: 200, rows: 40, history: [], ended: () => undefined },
  });
  const line = async (text: string): Promise<void> => {
    session.key(`${text}\r`);
    await session.idle;
  };
  /** Typed at a prompt within: that the outer line goes on. */
  const inner = async (text: string, prompt: string): Promise<void> => {
    await expect.poll(() => shown, { interval: 1 }).toMatch(new RegExp(`${prompt}$`));
    shown = '';
    session.key(`${text}\r`);
  };
  await line(
    'kubectl run web --image=nginx; kubectl expose pod web --port=80; kubectl wait pod/web --for=condition=Ready',
  );
  const exec = 'kubectl exec -it web -- sh';
  session.key(`${exec}\r`);
  await inner('curl -s http://web/ | head -1', '# ');
  await inner('false', '# ');
  await inner('exit', '# ');
  await session.idle;
  session.key('ssh node-1\r');
  await inner('hostname', '# ');
  await inner('exit', '# ');
  await session.idle;
  expect(records.map(({ line, place, exitCode }) => [line, place, exitCode])).toEqual([
    ['curl -s http://web/ | head -1', 'pod/default/web', 0],
    ['false', 'pod/default/web', 1],
    ['exit', 'pod/default/web', 1],
    ['hostname', 'node/node-1', 0],
    ['exit', 'node/node-1', 0],
  ]);
  expect(records[0]).toMatchObject({
    stdout: '<!DOCTYPE html>\n',
    exchanges: [{ from: 'pod/default/web', url: 'http://web/' }],
  });
  // Without a terminal of its own there is no prompt, and what is typed is typed all the same.
  const piped = 'kubectl exec -i web -- sh';
  session.key(`${piped}\r`);
  for (const text of ['hostname', 'if true', 'then cat /nowhere', 'fi']) session.key(`${text}\r`);
  session.key('\x04');
  await session.idle;
  session.key('ssh node-1 sh\r');
  session.key('hostname\r\x04');
  await session.idle;
  // A file, a here-document and a program are nobody who types.
  await line(`echo hostname > lines; ${piped} < lines; echo hostname | ${piped}`);
  await line(`${piped} <<EOF\rhostname\rEOF`);
  expect(records.slice(5).map(({ line, place, exitCode, stdout }) => [line, place, exitCode, stdout])).toEqual([
    ['hostname', 'pod/default/web', 0, 'web\n'],
    ['if true\nthen cat /nowhere\nfi', 'pod/default/web', 1, ''],
    ['hostname', 'node/node-1', 0, 'node-1\n'],
  ]);
  expect(outer.slice(1, 5)).toEqual([exec, 'ssh node-1', piped, 'ssh node-1 sh']);
  stop();
});
