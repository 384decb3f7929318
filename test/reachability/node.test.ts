// A server of the learner's own in the image node: from a ConfigMap, from -e; how it listens, stops and crashes.
// What Node prints was checked against nodejs.org's documentation and Node 22's source.

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import { Lab } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../src/cli/real-time.ts';

vi.setConfig({ testTimeout: 60_000 });
await preload();

const SERVER = `const http = require('http');
const { greeting } = require('./words');
const server = http.createServer((req, res) => {
  console.log(req.method, req.url);
  if (req.url === '/crash') throw new Error('boom');
  if (req.url === '/slow') return setTimeout(() => res.end('late\\n'), 2000);
  if (req.method === 'POST') {
    let body = '';
    req.on('data', (chunk) => { body += chunk; });
    req.on('end', () => { res.setHeader('Content-Type', 'application/json'); res.end(JSON.stringify({ got: body.length, agent: req.headers['user-agent'] })); });
    return;
  }
  res.writeHead(200, { 'Content-Type': 'text/plain' });
  res.end(greeting + ' ' + (process.env.WHO ?? 'nobody') + ' from ' + require('os').hostname() + '\\n');
});
server.listen(process.env.PORT || 3000, () => console.log('listening on', server.address().port));
process.on('SIGTERM', () => { console.log('SIGTERM'); server.close(() => process.exit(0)); });
`;
const pod = (name: string, container: object, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: name } },
  spec: {
    ...spec,
    terminationGracePeriodSeconds: 20,
    containers: [{ name: 'main', image: 'node:22-alpine', ...container }],
  },
});

let lab: Lab;
let stop: () => void;
let prompt: LaptopShell;

beforeAll(async () => {
  lab = new Lab({ nodes: 1 });
  stop = lab.drive(realTime);
  await lab.machines.warm();
  prompt = new LaptopShell(lab);
  const mounted = pod('app', {
    args: ['/app/server.js'],
    env: [{ name: 'WHO', value: 'world' }],
    volumeMounts: [{ name: 'code', mountPath: '/app' }],
  });
  expect(
    lab.apply([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'code', namespace: 'default' },
        data: { 'server.js': SERVER, 'words.js': "module.exports = { greeting: 'hello' };\n" },
      },
      { ...mounted, spec: { ...mounted.spec, volumes: [{ name: 'code', configMap: { name: 'code' } }] } },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'app', namespace: 'default' },
        spec: { selector: { app: 'app' }, ports: [{ port: 80, targetPort: 3000 }] },
      },
      pod('inline', { command: ['node', '-e', "require('http').createServer((q, r) => r.end('hi\\n')).listen(8080)"] }),
      pod('own', {
        command: ['node', '-e', "require('http').createServer((q, r) => r.end('hi\\n')).listen(8080, '127.0.0.1')"],
      }),
      pod('done', { args: ['-e', "console.log('one', { a: [1, 'x'] }, new Error('e').message)"] }),
      pod('lost', { args: ['server.js'] }),
      pod('thrown', { args: ['-e', "const a = 1;\nthrow new TypeError('no ' + a)"] }),
      pod('loop', { args: ['-e', 'for (;;) {}'] }),
      pod('taken', {
        args: ['-e', "const h = require('http'); h.createServer().listen(80); h.createServer().listen(80)"],
      }),
      pod('express', { args: ['-e', "require('express')"] }),
      pod(
        'caller',
        {
          args: [
            '-e',
            "setTimeout(async () => { const r = await fetch('http://app/x'); console.log(r.status, await r.text()); try { await fetch('http://nowhere/'); } catch (e) { console.log(e.message, e.cause.code); } }, 5000)",
          ],
        },
        { restartPolicy: 'Never' },
      ),
    ]),
  ).toBeUndefined();
  lab.settle();
}, 60_000);
afterAll(() => stop());

const shell = async (line: string): Promise<string> => {
  const { stdout, stderr, exitCode } = await prompt.capture(line);
  return `${stdout}${stderr}[${exitCode}]`;
};
const exitOf = (name: string): number | undefined => {
  const status = lab.cluster.storage.get<Pod>('pods', `default/${name}`)!.status.containerStatuses![0]!;
  return (status.lastState?.terminated ?? status.state?.terminated)?.exitCode;
};
const podIP = (name: string): string => lab.cluster.storage.get<Pod>('pods', `default/${name}`)!.status.podIP!;

test('a mounted server answers through its Service', async () => {
  expect(await shell('kubectl exec inline -- wget -qO- http://app/')).toBe('hello world from app\n[0]');
  expect(
    await shell(
      `kubectl exec inline -- node -e "fetch('http://app/', { method: 'POST', body: 'abc' }).then((r) => r.json()).then(console.log)"`,
    ),
  ).toBe("{ got: 3, agent: 'node' }\n[0]");
  expect(await shell('kubectl exec inline -- wget -qO- http://app/slow')).toBe('late\n[0]');
  expect(await shell('kubectl logs app')).toMatch(/^listening on 3000\n[\s\S]*GET \/\n[\s\S]*POST \/\n/);
});

const KEY = `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout tls.key -out tls.crt -subj /CN=own.test -days 30`;
const SECURE = `import https from 'node:https';
import { readFileSync } from 'fs';
const [key, cert] = ['tls.key', 'tls.crt'].map((name) => readFileSync('/tls/' + name));
https.createServer({ key, cert }, (req, res) => res.end(String(req.socket.encrypted))).listen(8443);
`;

test('a server of https, as a module', async () => {
  expect(await shell(`${KEY} 2>/dev/null && kubectl create secret tls tls --cert=tls.crt --key=tls.key`)).toBe(
    'secret/tls created\n[0]',
  );
  const container = {
    ...{ name: 'main', image: 'node:22-alpine', args: ['/code/server.mjs'] },
    volumeMounts: [
      { name: 'tls', mountPath: '/tls' },
      { name: 'code', mountPath: '/code' },
    ],
  };
  const volumes = [
    { name: 'tls', secret: { secretName: 'tls' } },
    { name: 'code', configMap: { name: 'secure' } },
  ];
  lab.apply([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'secure', namespace: 'default' },
      data: { 'server.mjs': SECURE },
    },
    pod('secure', container, { volumes }),
    pod('curl', { image: 'curlimages/curl', command: ['sleep', 'infinity'] }),
  ]);
  await prompt.capture('kubectl wait --for=condition=Ready pod/secure pod/curl');
  const at = podIP('secure');
  expect(await shell(`kubectl exec curl -- curl -sSk https://${at}:8443/`)).toBe('true[0]');
  expect(await shell(`kubectl exec curl -- curl -sS http://${at}:8443/`)).toMatch(
    /curl: \(52\) Empty reply from server/,
  );
  expect(
    await shell(
      `kubectl exec inline -- node -e "fetch('https://${at}:8443/').catch((e) => console.log(e.cause.code, e.cause.message))"`,
    ),
  ).toBe('DEPTH_ZERO_SELF_SIGNED_CERT self-signed certificate\n[0]');
});

test.each([
  ["require('net')", "Error: Portolan does not simulate Node's module net: it has assert, buffer, "],
  ["require('node:nothing')", 'Error [ERR_UNKNOWN_BUILTIN_MODULE]: No such built-in module: node:nothing'],
  ['console.table([])', 'Error: Portolan does not simulate console.table of Node'],
  [
    "require('http').createServer().listen(70000)",
    'RangeError [ERR_SOCKET_BAD_PORT]: options.port should be >= 0 and < 65536. Received type number (70000).',
  ],
])('%s is told', async (script, told) => {
  expect(await shell(`kubectl exec inline -- node -e "${script}"`)).toContain(told);
});

test('an import of what is not there', async () => {
  expect(
    await shell(`kubectl exec inline -- sh -c 'echo "import x from \\"express\\";" > /tmp/a.mjs; node /tmp/a.mjs'`),
  ).toContain("Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'express' imported from /tmp/a.mjs");
});

test('a fetch that goes on, ends in time, or not', async () => {
  const script = (text: string): Promise<string> => shell(`kubectl exec inline -- node -e "${text}"`);
  expect(
    await script(
      "fetch('http://app/slow', { signal: AbortSignal.timeout(500) }).catch((e) => console.log(e.name, e.message))",
    ),
  ).toBe('TimeoutError The operation was aborted due to timeout\n[0]');
  expect(
    await script(
      "require('http').get('http://app/slow', { timeout: 500 }, () => {}).on('timeout', function () { this.destroy(); }).on('error', (e) => console.log(e.code))",
    ),
  ).toBe('ECONNRESET\n[0]');
  expect(await script("require('dns').lookup('app', (e, a) => console.log(/^10[.]/.test(a)))")).toBe('true\n[0]');
});

test('its headers are those of Node', async () => {
  const exchange = await lab.machines.runtime
    .machineAt('pod/default/inline')!
    .fetch({ method: 'GET', url: `http://${podIP('app')}:3000/`, headers: [], body: '' });
  const { headers } = exchange.ok ? exchange.response : { headers: [] };
  expect(headers.map(([name]) => name)).toEqual(['Content-Type', 'Date', 'Connection', 'Keep-Alive', 'Content-Length']);
});

test('one that listens on the loopback alone is refused from elsewhere', async () => {
  expect(await shell(`kubectl exec inline -- wget -qO- http://${podIP('own')}:8080`)).toMatch(/Connection refused/);
  expect(await shell('kubectl exec own -- wget -qO- http://127.0.0.1:8080')).toBe('hi\n[0]');
});

test('what ends by itself', async () => {
  expect([
    exitOf('done'),
    exitOf('lost'),
    exitOf('thrown'),
    exitOf('loop'),
    exitOf('taken'),
    exitOf('express'),
  ]).toEqual([0, 1, 1, 1, 1, 1]);
  expect(await shell('kubectl logs done')).toContain("one { a: [ 1, 'x' ] } e\n");
  expect(await shell('kubectl logs lost')).toContain("Error: Cannot find module '/server.js'\n");
  expect(await shell('kubectl logs thrown')).toMatch(
    /\[eval\]:2\nthrow new TypeError\('no ' \+ a\)\n\s*\^\n\nTypeError: no 1\n {4}at [\s\S]*\n\nNode\.js v22\.20\.0\n/,
  );
  expect(await shell('kubectl logs loop')).toContain('Portolan stopped this script');
  expect(await shell('kubectl logs taken')).toContain('Error: listen EADDRINUSE: address already in use :::80');
  expect(await shell('kubectl logs express')).toContain("Error: Cannot find module 'express'");
});

test('requests of its own, and their failures', async () => {
  await prompt.capture('sleep 6');
  expect(await shell('kubectl logs caller')).toContain('200 hello world from app\n\nfetch failed ENOTFOUND\n');
});

test('a crash takes the connection with it, and the container is started again', async () => {
  expect(await shell('kubectl exec inline -- wget -qO- http://app/crash')).not.toMatch(/\[0\]$/);
  await prompt.capture('sleep 3');
  expect(exitOf('app')).toBe(1);
  expect(await shell('kubectl logs app --previous')).toMatch(
    /\/app\/server\.js:5\n.*throw new Error\('boom'\);\n\s*\^\n\nError: boom\n/,
  );
});

test('SIGTERM is heeded by a listener, and by nobody else', async () => {
  await prompt.capture('sleep 30');
  const took = async (name: string): Promise<number> => {
    const before = lab.clock.now();
    await prompt.capture(`kubectl delete pod ${name}`);
    return (lab.clock.now() - before) / 1000;
  };
  expect(await took('app')).toBeLessThan(5);
  expect(await took('inline')).toBeGreaterThanOrEqual(20);
});
