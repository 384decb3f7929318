// The learner's own server, in a process of this machine's Node, as the image of Pods.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lab } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../real-time.ts';
import { ownImages } from './own-images.ts';

const SERVER = `
import http from 'node:http';
import { hostname } from 'node:os';
import { greeting } from 'words';
const server = http.createServer(async (request, response) => {
  const { remoteAddress } = request.socket;
  if (request.url === '/next') {
    const told = await fetch('http://app:8080/').then((r) => r.text(), (error) => error.cause.code);
    return response.end('next: ' + told);
  }
  if (request.url === '/nowhere') {
    return http.get('http://10.96.0.99:81/').on('error', ({ code, message }) => response.end(code + ' ' + message + '\\n'));
  }
  response.end(greeting + ' from ' + hostname() + ' to ' + remoteAddress + ', v1 on ' + process.version + '\\n');
});
server.listen(8080, () => console.log('listening on', server.address().port));
process.on('SIGTERM', () => { console.log('goodbye'); server.close(() => process.exit(0)); });
`;
const folder = mkdtempSync(join(tmpdir(), 'portolan-own-'));
let shell: LaptopShell;
let stop: () => void;
beforeAll(async () => {
  writeFileSync(join(folder, 'server.js'), SERVER);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "name": "app" }');
  const words = join(folder, 'node_modules/words');
  mkdirSync(words, { recursive: true });
  writeFileSync(join(words, 'index.js'), "export const greeting = 'hello';");
  writeFileSync(join(words, 'package.json'), '{ "type": "module", "main": "index.js" }');
  await preload();
  const images = ownImages([`app=${folder}`], undefined)!;
  if ('error' in images) throw new Error(images.error);
  const lab = new Lab({ time: 'live', ...images });
  stop = lab.drive(realTime, 20);
  shell = new LaptopShell(lab);
  await run('kubectl create deployment app --image=app:v1 --replicas=2');
  await run('kubectl expose deployment app --type=NodePort --port=8080');
  await run('kubectl rollout status deployment app');
}, 60_000);
afterAll(() => {
  stop?.();
  rmSync(folder, { recursive: true, force: true });
});
/** A process of a real machine takes a moment: the node's port of its Service, once it answers. */
async function listening(): Promise<string> {
  const port = await run("kubectl get service app -o jsonpath='{.spec.ports[0].nodePort}'");
  await run(`until curl -s -m 2 -o /dev/null http://203.0.113.11:${port}/; do sleep 1; done`);
  return port;
}
const run = async (line: string): Promise<string> => (await shell.capture(line)).stdout;

test('its port is the Pods’, by a node’s port too, and it sees who asks', async () => {
  const pods = (await run("kubectl get pods -l app=app -o jsonpath='{.items[*].metadata.name}'")).split(' ').sort();
  const port = await listening();
  const answers = new Set<string>();
  while ([...answers].filter(Boolean).length < 2) answers.add(await run(`curl -s http://203.0.113.11:${port}/`));
  answers.delete('');
  const [first] = answers;
  expect(first).toMatch(/^hello from app-\S+ to (?:192\.168\.|10\.)\S+, v1 on v\d+\.\d+\.\d+\n$/);
  expect([...new Set([...answers].map((answer) => answer.split(' ')[2]))].sort()).toEqual(pods);
  expect(first).toContain(process.version);
});

test('what it connects to is in the cluster', async () => {
  const port = await run("kubectl get service app -o jsonpath='{.spec.ports[0].nodePort}'");
  expect(await run(`curl -s http://203.0.113.11:${port}/next`)).toMatch(
    /^next: hello from app-\S+ to (?:10\.244|192\.168)\./,
  );
  expect(await run(`curl -s http://203.0.113.11:${port}/nowhere`)).toMatch(/^E\w+ connect E\w+ /);
});

test('its log is the container’s, and SIGTERM comes', async () => {
  const pod = await run("kubectl get pods -l app=app -o jsonpath='{.items[0].metadata.name}'");
  expect(await run(`kubectl logs ${pod}`)).toBe('listening on 8080\n');
  const followed = run(`kubectl logs -f ${pod}`);
  await run(`kubectl delete pod ${pod}`);
  expect(await followed).toBe('listening on 8080\ngoodbye\n');
});

test('what was changed runs in the containers that are started then', async () => {
  writeFileSync(join(folder, 'server.js'), SERVER.replace('v1 on', 'v2 on'));
  await run('kubectl rollout restart deployment app');
  await run('kubectl rollout status deployment app');
  const port = await run("kubectl get service app -o jsonpath='{.spec.ports[0].nodePort}'");
  const seen = `curl -s -m 2 http://203.0.113.11:${port}/ | grep -q 'v2 on'`;
  expect(await run(`until ${seen}; do sleep 1; done; echo seen`)).toBe('seen\n');
});

test('a port that is taken, and TLS, are told as Node tells what is wrong', async () => {
  writeFileSync(
    join(folder, 'server.js'),
    `import net from 'node:net';
net.createServer().listen(70, () => net.createServer().on('error', ({ message }) => {
  console.log(message);
  import('node:https').then(({ createServer }) => createServer().listen(443));
}).listen(70));`,
  );
  await run('kubectl run taken --image=app --restart=Never');
  await run("kubectl wait --for=jsonpath='{.status.phase}'=Failed pod/taken --timeout=120s");
  const said = await run('kubectl logs taken');
  expect(said).toMatch(/^listen EADDRINUSE: address already in use (0\.0\.0\.0|::):70\n/);
  expect(said).toContain('Portolan does not simulate TLS of a process');
});

test('what is no folder, and time that does not pass, are refused', () => {
  expect(ownImages(['app'], undefined)).toEqual({ error: expect.stringContaining('NAME=FOLDER') });
  expect(ownImages(['app:v1=.'], undefined)).toEqual({ error: expect.stringContaining('without a tag') });
  expect(ownImages(['app=/no/such'], undefined)).toEqual({ error: expect.stringContaining('ENOENT') });
  expect(ownImages(['app=.'], 'instant')).toEqual({ error: expect.stringContaining('--time live') });
});
