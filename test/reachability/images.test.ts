// Images in a cluster: what a wrong flag comes to, agnhost's /dial and /exit. Source: kubernetes test/images/agnhost/netexec, hashicorp/http-echo main.go.

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Pod, Service } from '#api/core/types.ts';
import { runAt } from '#lab/in-pod.test-helper.ts';
import { Lab } from '#lab/lab.ts';
import { LAPTOP } from '#lab/laptop.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../src/cli/real-time.ts';

vi.setConfig({ testTimeout: 60_000 });
await preload();

const AGNHOST = 'registry.k8s.io/e2e-test-images/agnhost:2.53';
const pod = (name: string, image: string, args: readonly string[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: 'main', image, args }] },
});
const objects = [
  pod('wrong', 'hashicorp/http-echo:1.0', ['-txet=hello']),
  pod('exec', AGNHOST, ['netexec']),
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'echo', labels: { app: 'echo' } },
    spec: {
      containers: [
        {
          name: 'main',
          image: 'kicbase/echo-server:1.0',
          env: [{ name: 'SEND_HEADER_SET_COOKIE', value: 'session=7; Path=/' }],
        },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'echo' },
    spec: { selector: { app: 'echo' }, ports: [{ port: 8080 }] },
  },
  ...['many-1', 'many-2'].map((name) => ({
    ...pod(name, AGNHOST, ['netexec']),
    metadata: { name, labels: { app: 'many' } },
  })),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'many' },
    spec: { selector: { app: 'many' }, ports: [{ port: 8080 }] },
  },
  pod('deb', 'node:22', ['sleep', 'infinity']),
  pod('shoot', 'nicolaka/netshoot', ['sleep', 'infinity']),
  ...[
    ['who', 'traefik/whoami'],
    ['web', 'nginx:1.27'],
    ['apache', 'httpd:2.4'],
  ].flatMap(([name = '', image = '']) => [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: { app: name } },
      spec: { containers: [{ name: 'main', image }] },
    },
    { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: name }, ports: [{ port: 80 }] } },
  ]),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'exec' },
    spec: { selector: { app: 'exec' }, ports: [{ port: 80, targetPort: 8080 }] },
  },
];
let lab: Lab;
let stop: () => void;
beforeAll(() => {
  lab = new Lab({ nodes: 1 });
  expect(lab.apply(objects)).toBeUndefined();
  stop = lab.drive(realTime);
});
afterAll(() => stop());

const statusOf = (name: string) =>
  lab.cluster.storage.get<Pod>('pods', `default/${name}`)!.status!.containerStatuses![0]!;
const shoot = (line: string): Promise<string> => runAt(lab, 'pod/default/shoot', line);

test('a flag that a program does not know ends its container again and again', () => {
  const { state, lastState } = statusOf('wrong');
  expect(state?.waiting?.reason).toBe('CrashLoopBackOff');
  expect(lastState?.terminated?.exitCode).toBe(2);
});

test('netexec dials from its Pod, and says what came of it', async () => {
  const ask = (query: string): Promise<string> => shoot(`curl -s "http://exec/dial?request=hostname&${query}"`);
  expect(await ask('host=exec.default&port=80&tries=2')).toBe('{"responses":["exec","exec"]}');
  expect(await ask('host=127.0.0.1&port=81')).toBe(
    '{"errors":["Get \\"http://127.0.0.1:81/hostname\\": dial tcp 127.0.0.1:81: connect: connection refused"]}',
  );
  expect(await ask('host=nowhere&port=80')).toBe('host and/or port param are invalid. lookup nowhere: no such host\n');
});

test.each([
  ['who/?wait=2s -o /dev/null -w %{http_code}', '200'],
  // A ServeMux sends a path that is not clean on to what it comes to.
  ['who/a/../b --path-as-is', '<a href="/b">Moved Permanently</a>.\n\n'],
  ['who/a/../b --path-as-is -L', /^GET \/b HTTP\/1\.1$/m],
  [`-H 'Host: a' -H 'Host: b' who | grep Host:`, 'Host: a\r\n'],
  [`-H 'X-A: 1' -H 'X-A: 2' -H 'X-B;' who | grep X-`, 'X-A: 1\r\nX-A: 2\r\nX-B: \r\n'],
  [`-H 'Host:' who`, '400 Bad Request: missing required Host header'],
  ['web/../etc --path-as-is -o /dev/null -w %{http_code}', '400'],
  ['-r 0-4 web -w %{http_code}', '<!DOC206'],
  [
    '-r 615- web -o /dev/null -D -',
    /^HTTP\/1\.1 416 Requested Range Not Satisfiable\r\n[\s\S]*Content-Range: bytes \*\/615\r\n/,
  ],
  ['-X DELETE web/nope -o /dev/null -w %{http_code}', '405'],
  ['-X FOO apache -o /dev/null -w %{http_code}', '501'],
  [
    '-X PUT apache -o /dev/null -D -',
    /^HTTP\/1\.1 405 Method Not Allowed\r\n[\s\S]*Allow: GET,POST,OPTIONS,HEAD,TRACE\r\n/,
  ],
  ['-X TRACE apache -H X-A:b', /^TRACE \/ HTTP\/1\.1\r\n[\s\S]*X-A: b\r\n/],
  ['-r -5 apache -o /dev/null -w %{http_code}', '206'],
])('curl -s %s', async (args, told) => {
  const answer = await shoot(`curl -s ${args}`);
  if (typeof told === 'string') expect(answer).toBe(told);
  else expect(answer).toMatch(told);
});

test.each([
  [
    'http://web/',
    `Resolving web (web)... IP
Connecting to web (web)|IP|:80... connected.
HTTP request sent, awaiting response... 200 OK
Length: 615 [text/html]
Saving to: 'index.html'

     0K                                                       100% RATE=0s

DATE (RATE) - 'index.html' saved [615/615]

[0]`,
  ],
  ['-nv http://web/', 'DATE URL:http://web/ [615/615] -> "index.html.1" [1]\n[0]'],
  ['-q -O- web/50x.html | head -1', '<!DOCTYPE html>\n[0]'],
  ['-nv web/nope', 'http://web/nope:\nDATE ERROR 404: Not Found.\n[8]'],
  ['-q http://nowhere', '[4]'],
  ['-nv http://nowhere', "wget: unable to resolve host address 'nowhere'\n[4]"],
  ['-T 1 -t 2 -nv http://web:81/', 'Giving up.\n\n[4]'],
  [
    'http://localhost:1/ 2>&1 | tail -1',
    'Connecting to localhost (localhost)|IP|:1... failed: Connection refused.\n[0]',
  ],
])('GNU wget %s', async (args, told) => {
  const line = `{ wget ${args}; } 2>&1; echo "[$?]"`;
  const { stdout } = await new LaptopShell(lab).capture(`kubectl exec deb -- sh -c '${line}'`);
  const plain = stdout
    .replace(/^--.*\n/, '')
    .replaceAll(/\d{4}-\d\d-\d\d [\d:]{8}/g, 'DATE')
    .replaceAll(/\d+\.\d+\.\d+\.\d+/g, 'IP')
    .replaceAll(/[\d.]+ ?[KMG]?(B\/s|(?==0s))/g, 'RATE');
  expect(plain.trimEnd()).toBe(told);
});

test('where wget is BusyBox', async () => {
  expect(await shoot('wget -qO- web/nope 2>&1')).toContain('wget: server returned error: HTTP/1.1 404 Not Found\n');
});

test.each([
  ['dig MX web', 'dig: Portolan does not simulate records of type MX\n[exit 1]'],
  ['host -t A web.default.svc.cluster.local', /^web\.default\.svc\.cluster\.local has address 10\./],
  ['host -t AAAA web.default.svc.cluster.local', 'web.default.svc.cluster.local has no AAAA record\n'],
])('%s', async (line, told) => {
  const answer = await shoot(line);
  if (typeof told === 'string') expect(answer).toBe(told);
  else expect(answer).toMatch(told);
});

test.each([
  ['web', 'nginx', 'nginx: [emerg] still could not bind()\n[1]'],
  ['web', 'nginx -z', 'nginx: invalid option: "z"\n[1]'],
  ['web', 'nginx -T 2>/dev/null | head -1', '# configuration file /etc/nginx/nginx.conf:\n[0]'],
  ['apache', 'httpd -t', 'Syntax OK\n[0]'],
  ['apache', 'httpd', 'AH00015: Unable to open logs\n[1]'],
])('in %s: %s', async (name, line, told) => {
  expect(await runAt(lab, `pod/default/${name}`, `{ ${line}; } 2>&1; echo "[$?]"`)).toContain(told);
});

test('netexec exits with the code that it is asked for, and is started again', async () => {
  expect(await shoot('curl -sS "http://exec/exit?code=3" 2>&1; echo $?')).toBe(
    'curl: (52) Empty reply from server\n52\n',
  );
  await shoot('sleep 5');
  const { restartCount, lastState } = statusOf('exec');
  expect([restartCount, lastState?.terminated?.exitCode]).toEqual([1, 3]);
  expect(await shoot('curl -s http://exec/hostname')).toBe('exec');
});

test('curl keeps cookies, sends forms and files, and says what it cannot', async () => {
  await shoot('echo hello > /tmp/a.txt');
  const multi = await shoot('curl -s -F name=x -F "file=@/tmp/a.txt;type=text/x" http://echo:8080/');
  expect(multi).toMatch(/^Request served by echo\n\nHTTP\/1.1 POST \/\n/);
  expect(multi).toMatch(/Content-Type: multipart\/form-data; boundary=-{24}[0-9a-f]{16}\n/);
  expect(multi).toMatch(
    /\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text\/x\r\n\r\nhello\n\r\n--/,
  );
  expect(await shoot('curl -s -T /tmp/a.txt http://echo:8080/up/')).toMatch(
    /PUT \/up\/a.txt\n[\s\S]*Content-Length: 6\n[\s\S]*\nhello\n$/,
  );
  await shoot('curl -s -c /tmp/jar -o /dev/null http://echo:8080/');
  expect((await shoot('cat /tmp/jar')).split('\n').at(-2)).toBe('echo\tFALSE\t/\tFALSE\t0\tsession\t7');
  expect(await shoot('curl -s -b /tmp/jar http://echo:8080/')).toContain('\nCookie: session=7\n');
  expect((await shoot('curl -sv -c - -o /dev/null http://echo:8080/')).replaceAll('\r', '')).toContain(
    '* Added cookie session="7" for domain echo, path /, expire 0\n< Set-Cookie: session=7; Path=/\n',
  );
  expect(await shoot('curl -s -D - -o /dev/null http://echo:8080/')).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(await shoot('curl -s --limit-rate 1k http://echo:8080/')).toMatch(
    /^curl: Portolan does not simulate the option --limit-rate\n/,
  );
});

test('each worker of hey goes on with its connection, and so with its endpoint, unless it is told not to', async () => {
  const { storage } = lab.cluster;
  const ip = storage.get<Service>('services', 'default/many')!.spec.clusterIP!;
  const answers = async (flags: string): Promise<number> => {
    const before = await Promise.all(['many-1', 'many-2'].map(served));
    await runAt(lab, 'laptop', `ssh node-1 "hey -n 40 -c 1 ${flags} http://${ip}:8080/hostname"`);
    const after = await Promise.all(['many-1', 'many-2'].map(served));
    return after.filter((count, i) => count > before[i]!).length;
  };
  const served = async (name: string): Promise<number> => {
    const home = `KUBECONFIG=${LAPTOP.homeDir}/.kube/config`;
    return Number.parseInt(await runAt(lab, 'laptop', `${home} kubectl logs ${name} | grep -c hostname`), 10);
  };
  expect(await answers('')).toBe(1);
  expect(await answers('-disable-keepalive')).toBe(2);
});
