// nginx by a configuration of the learner's own: what it passes on, how it starts and fails, what a reload does.
// Words and headers: nginx 1.27's source; http://nginx.org/en/docs/http/ngx_http_proxy_module.html.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import { Lab } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../src/cli/real-time.ts';

await preload();

const AGNHOST = 'registry.k8s.io/e2e-test-images/agnhost:2.53';
const conf = (name: string, text: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data: { 'default.conf': text },
});
const nginx = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: name } },
  spec: {
    containers: [
      { name: 'nginx', image: 'nginx:1.27', volumeMounts: [{ name: 'conf', mountPath: '/etc/nginx/conf.d' }] },
    ],
    volumes: [{ name: 'conf', configMap: { name } }],
  },
});
const app = (name: string, container: object, port: number) => [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: name } },
    spec: { containers: [{ name: 'main', ...container }] },
  },
  service(name, port),
];
const service = (name: string, targetPort: number) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { selector: { app: name }, ports: [{ port: 80, targetPort }] },
});

const FRONT = `upstream both {
    server a weight=2;
    server b;
}
server {
    listen 80;
    server_name front.example.com;
    location / { proxy_pass http://both; }
    location /echo/ { proxy_pass http://echo/; proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }
    location = /plain { proxy_pass http://echo; }
    location /none { proxy_pass http://none; error_page 502 = @sorry; }
    location /none2 { proxy_pass http://none; }
    location @sorry { return 200 "sorry\\n"; }
    location /old { rewrite ^/old/(.*)$ /new/$1 permanent; }
    location /var { resolver 10.96.0.10; set $who a.default.svc.cluster.local; proxy_pass http://$who/hostname; }
    location /short { resolver 10.96.0.10; set $who echo; proxy_pass http://$who; }
    location /noresolver { set $who a.default.svc.cluster.local; proxy_pass http://$who; }
    location /teapot { return 418; }
    error_page 418 =200 /plain;
}
`;

let lab: Lab;
let stop: () => void;
let prompt: LaptopShell;

beforeAll(async () => {
  lab = new Lab({ nodes: 1 });
  stop = lab.drive(realTime);
  await lab.machines.warm();
  prompt = new LaptopShell(lab);
  expect(
    lab.apply([
      ...app('a', { image: AGNHOST, args: ['netexec'] }, 8080),
      ...app('b', { image: AGNHOST, args: ['netexec'] }, 8080),
      ...app('echo', { image: 'registry.k8s.io/echoserver:1.10' }, 8080),
      service('none', 80),
      conf('front', FRONT),
      conf('lost', 'server {\n    listen 80;\n    location / {\n        proxy_pass http://nowhere:8080;\n    }\n}\n'),
      conf('typo', 'server {\n    listen 80;\n    locatoin / { return 200; }\n}\n'),
    ]),
  ).toBeUndefined();
  lab.settle();
  expect(lab.apply([nginx('front'), service('front', 80), nginx('lost'), nginx('typo')])).toBeUndefined();
  lab.settle();
}, 60_000);
afterAll(() => stop());

const get = async (path: string): Promise<string> =>
  (await prompt.capture(`kubectl exec front -- curl -s -w '[%{http_code}]' http://front${path}`)).stdout;
const logsOf = async (name: string, flags = ''): Promise<string> =>
  (await prompt.capture(`kubectl logs ${name} ${flags}`)).stdout;

test('a group takes turns, by weight', async () => {
  const names = [];
  for (let i = 0; i < 6; i++) names.push(await get('/hostname'));
  expect(names.toSorted()).toEqual(['a[200]', 'a[200]', 'a[200]', 'a[200]', 'b[200]', 'b[200]']);
});

test('with a URI in proxy_pass, it stands for what the location matched; headers are those that are set', async () => {
  const body = await get('/echo/x?y=1');
  expect(body).toMatch(/real path=\/x\?y=1/);
  expect(body).toMatch(/\thost=front\s/);
  expect(body).toMatch(/x-real-ip=10\.244\./);
  expect(body).toMatch(/x-forwarded-for=10\.244\./);
  const plain = await get('/plain');
  expect(plain).toMatch(/real path=\/plain/);
  expect(plain).toMatch(/\thost=echo\s/);
});

test.each([
  ['/none', 'sorry\n[200]'],
  ['/old/a', /301 Moved Permanently[\s\S]*\[301\]$/],
  ['/var', 'a[200]'],
  ['/short', /502 Bad Gateway[\s\S]*\[502\]$/],
  ['/noresolver', /502 Bad Gateway[\s\S]*\[502\]$/],
  ['/none2', /502 Bad Gateway[\s\S]*\[502\]$/],
  ['/teapot', /real path=\/plain[\s\S]*\[200\]$/],
])('%s', async (path, expected) => {
  const answered = await get(path);
  if (typeof expected === 'string') expect(answered).toBe(expected);
  else expect(answered).toMatch(expected);
});

test('what the error log says', async () => {
  const log = await logsOf('front');
  const said = log
    .split('\n')
    .filter((line) => line.includes('[error]'))
    .map((line) => line.replace(/^.*?\*\d+ /, '').replaceAll(/\d+\.\d+\.\d+\.\d+/g, 'IP'));
  const common = 'client: IP, server: front.example.com, request:';
  expect(said).toContain(
    `connect() failed (111: Connection refused) while connecting to upstream, ${common} "GET /none HTTP/1.1", upstream: "http://IP:80/none", host: "front"`,
  );
  expect(said).toContain(
    `echo could not be resolved (3: Host not found), ${common} "GET /short HTTP/1.1", host: "front"`,
  );
  expect(said).toContain(
    `no resolver defined to resolve a.default.svc.cluster.local, ${common} "GET /noresolver HTTP/1.1", host: "front"`,
  );
});

test('the trace goes on behind nginx', async () => {
  await get('/var');
  const { exchange } = lab.exchanges
    .since(lab.exchanges.total - 5)
    .findLast(({ from }) => from === 'pod/default/front' && true)!;
  expect(exchange.ok).toBe(true);
  const places = exchange.trace.map(({ at, reason }) => [at, reason.code]);
  expect(places).toContainEqual(['pod/default/front', 'nginx-passed']);
  expect(places).toContainEqual(['pod/default/a', 'answered']);
});

const state = (name: string): unknown => {
  const status = lab.cluster.storage.get<Pod>('pods', `default/${name}`)!.status.containerStatuses![0]!;
  return [status.lastState?.terminated?.exitCode ?? status.state?.terminated?.exitCode, status.restartCount! > 0];
};

test('a name that nobody has ends nginx when it starts', async () => {
  expect(state('lost')).toEqual([1, true]);
  expect(
    (await logsOf('lost', '--previous'))
      .split('\n')
      .slice(-3, -1)
      .map((line) => line.replace(/^[\d/]+ [\d:]+ /, '')),
  ).toEqual([
    '[emerg] 1#1: host not found in upstream "nowhere" in /etc/nginx/conf.d/default.conf:4',
    'nginx: [emerg] host not found in upstream "nowhere" in /etc/nginx/conf.d/default.conf:4',
  ]);
});

test('a directive that nginx does not know', async () => {
  expect(state('typo')).toEqual([1, true]);
  expect(await logsOf('typo', '--previous')).toContain(
    'nginx: [emerg] unknown directive "locatoin" in /etc/nginx/conf.d/default.conf:3\n',
  );
});

test('nginx -t and -s reload', async () => {
  const run = async (line: string) => {
    const { stdout, stderr, exitCode } = await prompt.capture(`kubectl exec front -- ${line}`);
    return `${stdout}${stderr}[${exitCode}]`;
  };
  expect(await run('nginx -t')).toBe(
    'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n[0]',
  );
  await run(`sh -c 'echo "server { listen 80; return 200 \\"fresh\\"; }" > /etc/nginx/nginx.new'`);
  await run(`sh -c 'echo "events {} http { server { listen 80; return 200 fresh; } }" > /etc/nginx/nginx.conf'`);
  expect(await get('/hostname')).not.toBe('fresh[200]');
  expect(await run('nginx -s reload')).toMatch(/^[\d/]+ [\d:]+ \[notice\] 45#45: signal process started\n\[0\]$/);
  expect(await get('/hostname')).toBe('fresh[200]');
  await run(`sh -c 'echo "events {} http { server { listn 80; } }" > /etc/nginx/nginx.conf'`);
  expect(await run('nginx -s reload')).toContain(
    'nginx: [emerg] unknown directive "listn" in /etc/nginx/nginx.conf:1\n',
  );
  expect(await get('/hostname')).toBe('fresh[200]');
});
