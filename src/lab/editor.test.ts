// kubectl edit opens what EDITOR names, as on any laptop.
import { expect, test } from 'vitest';
import { realTime } from '../cli/real-time.ts';
import { Lab } from './lab.ts';
import { LaptopShell } from './laptop-shell.ts';
import { preload } from './preload.ts';

// At the top: loading all code takes longer than a test may.
await preload();

test('KUBE_EDITOR before EDITOR, run by the shell; else the learner’s own', async () => {
  const opened: string[] = [];
  const own = async (path: string): Promise<undefined> => void opened.push(path);
  const lab = new Lab({ time: 'instant', edit: own });
  const stop = lab.drive(realTime);
  const prompt = new LaptopShell(lab);
  const run = async (line: string): Promise<string> => {
    const { stdout, stderr } = await prompt.capture(line);
    return stdout + stderr;
  };
  await run('kubectl create service clusterip web --tcp=80:8080');
  const port = "kubectl get service web -o jsonpath='{.spec.ports[0].targetPort}'";

  expect(await run(`EDITOR="sed -i 's/targetPort: 8080/targetPort: 9090/'" kubectl edit service web`)).toBe(
    'service/web edited\n',
  );
  expect(await run(port)).toBe('9090');
  await run('KUBE_EDITOR="sed -i s/9090/7070/" EDITOR=false kubectl edit service web');
  expect(await run(port)).toBe('7070');
  expect(await run('EDITOR=false kubectl edit service web')).toBe(
    'error: there was a problem with the editor "false"\n',
  );
  expect(opened).toEqual([]);
  await run('EDITOR="nano -w" kubectl edit service web');
  await run('kubectl edit service web');
  expect(opened).toHaveLength(2);
  stop();
});
