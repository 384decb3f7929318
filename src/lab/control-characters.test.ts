// What a container, an object or a URL says to the learner's terminal is shown there, and not done.

import { expect, test } from 'vitest';
import { realTime } from '../cli/real-time.ts';
import { Lab } from './lab.ts';
import { LaptopShell } from './laptop-shell.ts';
import { LearnerSession } from './learner-session.ts';
import { preload } from './preload.ts';

await preload();

const EVIL = '\\033]0;owned\\007\\033[2J\\033[31mred\\033]52;c;cm0=\\007';
const POD = `apiVersion: v1
kind: Pod
metadata:
  name: evil
  annotations: {note: "\\e]0;owned\\a\\e[2J"}
spec:
  containers:
  - name: c
    image: busybox
    command: [sh, -c, "printf '${EVIL.replaceAll('\\', '\\\\')}\\\\n' | tee /tmp/f; sleep 3600"]
`;
/** What a program of ours may write: colours, what the line editor moves, marked pastes, a cleared screen. */
const OWN = /\x1b\[(?:[\d;]*[mABCDJKH]|\?2004[hl])/g;

test('control characters from elsewhere are shown', async () => {
  const lab = new Lab({ nodes: 1, home: { 'pod.yaml': POD } });
  const stop = lab.drive(realTime);
  let screen = '';
  const session = new LearnerSession(lab, new LaptopShell(lab), {
    write: (text) => (screen += text),
    columns: 200,
    rows: 40,
    history: [],
    ended: () => undefined,
  });
  const run = async (line: string): Promise<string> => {
    const from = screen.length;
    session.key(`${line}\r`);
    await session.idle;
    return screen.slice(from);
  };
  await run('kubectl apply -f pod.yaml');
  await run('kubectl wait --for condition=Ready pod/evil');
  const shown = '^[]0;owned^G^[[2J^[[31mred^[]52;c;cm0=^G';
  for (const line of [
    'kubectl logs evil',
    'kubectl exec evil -- cat /tmp/f',
    'kubectl exec -it evil -- cat /tmp/f',
    'kubectl logs evil | cat',
    'sh -c "kubectl logs evil"',
    'timeout 9 kubectl logs evil',
  ]) {
    const printed = await run(line);
    expect(printed, line).toContain(shown);
    expect(printed.replace(OWN, ''), line).not.toMatch(/\x1b|\x07|\x9b/);
  }
  for (const line of [
    "kubectl get pod evil -o jsonpath='{.metadata.annotations.note}'",
    'kubectl get pod evil -o yaml',
    'kubectl describe pod evil',
    'echo "$(kubectl logs evil)"',
    'kubectl logs evil | grep --color=always owned',
  ])
    expect((await run(line)).replace(OWN, ''), line).not.toMatch(/\x1b|\x07|\x9b/);
  expect(await run("printf '\\033[32mgreen\\033[0m\\n'")).toContain('\x1b[32mgreen\x1b[0m');
  expect(await run('kubectl logs evil > f; cat f | wc -c; clear')).toContain('\x1b[2J');
  // What our own programs draw, they draw wherever they run.
  expect(await run('kubectl cluster-info')).toContain('\x1b[0;32mKubernetes control plane\x1b[0m is running at');
  await run(
    'kubectl run curl --image=curlimages/curl --command -- sleep 3600; kubectl wait --for condition=Ready pod/curl',
  );
  for (const line of [
    'kubectl exec curl -- curl http://localhost:9/',
    'ssh -p 22 node-1 curl http://localhost:10256/healthz',
    "ssh node-1 'curl -m 2 http://localhost:10256/healthz'",
  ]) {
    const printed = await run(line);
    expect(printed, line).toContain('% Total');
    expect(printed, line).toMatch(/\r(?!\n)/);
    expect(printed, line).not.toContain('^M');
  }
  expect(await run('kubectl exec evil -- sh -c "printf \'a\\rb\'"')).toContain('a^Mb');
  // To a file it goes as it is.
  expect(lab.machines.laptop.files.read('/home/learner/f')).toContain('\x1b]0;owned\x07');
  session.hangUp();
  stop();
});
