// What people do with kubectl all day, by `portolan kubectl`'s own parts over real TLS sockets: client certificates, tokens, programs that
// bring credentials, merged kubeconfigs, a proxy; reading, changing, watching, exec, port-forward. One cluster, one story, in order.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { toYaml } from '#apimachinery/yaml.ts';
import { groups } from '#kubectl/cmd/index.ts';
import { makeKubectl } from '#kubectl/kubectl.ts';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { textInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { execute } from './execute.ts';
import { makeCertificates } from './http/certificates.ts';
import { type Served, serveApi } from './http/server.ts';
import { httpTransport } from './http-transport.ts';
import { nodeFiles } from './node-files.ts';
import { nodeHost } from './node-process.ts';
import { realTime } from './real-time.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-tasks-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
let served: Served;
let stop: () => void;
let proxy: Server;
/** What clients asked the proxy for. */
const tunnels: string[] = [];

await preload();
// A machine that is busy with other things too.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

beforeAll(async () => {
  const made = await makeCertificates(LEARNER, Date.now());
  const lab = new Lab({ time: 'instant', startMs: Date.now() - 70_000, authority: made.authority });
  stop = lab.drive(realTime);
  served = await serveApi({
    port: 0,
    token: undefined,
    holder: undefined,
    tls: made,
    handle: (request, user) => lab.handle(request, user),
    portolan: async () => undefined,
  });
  proxy = createServer();
  proxy.on('connect', ({ url = '' }, socket) => {
    tunnels.push(url);
    const [host, port] = url.split(':');
    const on = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(on).pipe(socket);
    });
    on.on('error', () => socket.destroy());
    socket.on('error', () => on.destroy());
  });
  await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready));

  const server = `https://127.0.0.1:${served.port}`;
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const authority = { 'certificate-authority-data': base64(made.authority.certificate) };
  const ca = file('ca.crt', made.authority.certificate);
  const certificate = {
    'client-certificate-data': base64(made.client.cert),
    'client-key-data': base64(made.client.key),
  };
  const login = file(
    'login',
    `#!/bin/sh\ntoken=$(cat ${join(folder, 'token')})\necho '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"'$token'"}}'\n`,
  );
  chmodSync(login, 0o755);
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: login, interactiveMode: 'Never' };
  const configOf = (name: string, cluster: object, user: object): string =>
    toYaml({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster }],
      users: [{ name, user }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      'current-context': name,
    });
  file('certs', configOf('certs', { server, ...authority }, certificate));
  file(
    'files',
    configOf(
      'files',
      { server, 'certificate-authority': ca },
      {
        'client-certificate': file('client.crt', made.client.cert),
        'client-key': file('client.key', made.client.key),
      },
    ),
  );
  file('nobody', configOf('nobody', { server, ...authority }, {}));
  file('login.yaml', configOf('login', { server, ...authority }, { exec }));
  file('nologin', configOf('nologin', { server, ...authority }, { exec: { ...exec, command: '/nowhere/login' } }));
  file('stranger', configOf('stranger', { server }, certificate));
  file('insecure', configOf('insecure', { server, 'insecure-skip-tls-verify': true }, certificate));
  file('named', configOf('named', { server, ...authority, 'tls-server-name': 'kubernetes.default' }, certificate));
  file('misnamed', configOf('misnamed', { server, ...authority, 'tls-server-name': 'example.com' }, certificate));
  const { port } = proxy.address() as AddressInfo;
  file('proxied', configOf('proxied', { server, ...authority, 'proxy-url': `http://127.0.0.1:${port}` }, certificate));
  file('socks', configOf('socks', { server, ...authority, 'proxy-url': 'socks5://127.0.0.1:1' }, certificate));
  file('clusters.yaml', toYaml({ clusters: [{ name: 'here', cluster: { server, ...authority } }] }));
  file(
    'contexts.yaml',
    toYaml({
      users: [{ name: 'me', user: certificate }],
      contexts: [{ name: 'merged', context: { cluster: 'here', user: 'me', namespace: 'kube-system' } }],
      'current-context': 'merged',
    }),
  );
  const web = (image: string): string =>
    toYaml({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'nginx', image, ports: [{ containerPort: 80 }] }] },
        },
      },
    });
  file('web.yaml', web('nginx:1.27'));
  file('web-new.yaml', web('nginx:1.28'));
  file(
    'settings.yaml',
    toYaml({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1' } }),
  );
});

afterAll(() => {
  stop();
  served.close();
  proxy.closeAllConnections();
  proxy.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `kubeconfig`: a file in the folder, or several with a colon between them. */
async function kubectl(
  line: string | readonly string[],
  kubeconfig = 'certs',
  { stdin = '', signal = new AbortController().signal, stdout = new TextSink() } = {},
): Promise<Ran> {
  const stderr = new TextSink();
  const argv = typeof line === 'string' ? line.split(' ') : line;
  const code = await makeKubectl(
    { connect: httpTransport, execute, edit: async () => undefined },
    groups,
  )({
    argv: ['kubectl', ...argv],
    env: {
      HOME: folder,
      PATH: process.env.PATH ?? '',
      KUBECONFIG: kubeconfig
        .split(':')
        .map((name) => join(folder, name))
        .join(':'),
    },
    cwd: folder,
    files: nodeFiles,
    stdin: textInput(stdin),
    stdout,
    stderr,
    signal,
    host: nodeHost,
  });
  return { code, out: stdout.text, err: stderr.text };
}

/** A task, what it prints (both streams), and with which kubeconfig. Exit code 0, if the text does not begin with `N:`. */
const tasks: readonly { readonly line: string; readonly expected: string | RegExp; readonly kubeconfig?: string }[] = (
  [
    ['auth whoami -o jsonpath={.status.userInfo.username}', LEARNER.name],
    ['get nodes -o name', 'node/node-1\nnode/node-2\nnode/node-3\n', 'files'],
    ['version', /Server Version: v1\.34/],
    ['cluster-info', /is running at https:\/\/127\.0\.0\.1/],
    ['auth can-i create deployments', 'yes\n'],
    ['create namespace team', 'namespace/team created\n'],
    ['create serviceaccount robot', 'serviceaccount/robot created\n'],
    [
      'create rolebinding robot --clusterrole=view --serviceaccount=default:robot',
      'rolebinding.rbac.authorization.k8s.io/robot created\n',
    ],
    [
      'get pods',
      /^1:.*\nError from server \(Forbidden\): forbidden: User "system:anonymous" cannot get path/s,
      'nobody',
    ],
    [
      'get pods',
      /^1:.*\nUnable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority\n$/s,
      'stranger',
    ],
    ['get ns team -o name', 'namespace/team\n', 'insecure'],
    ['get ns team -o name', 'namespace/team\n', 'named'],
    [
      'get ns team -o name',
      /^1:.*\nUnable to connect to the server: tls: failed to verify certificate: x509: certificate is valid for localhost, kubernetes, kubernetes\.default, kubernetes\.default\.svc, not example\.com\n$/s,
      'misnamed',
    ],
    ['get ns team -o name', 'namespace/team\n', 'proxied'],
    ['get ns team -o name', /^1:error: Portolan does not simulate proxies of socks5/, 'socks'],
    ['get svc kube-dns -o name', 'service/kube-dns\n', 'clusters.yaml:contexts.yaml'],
    ['config get-contexts -o name', 'certs\nfiles\n', 'certs:files'],
    ['get ns team -o name --context files', 'namespace/team\n', 'certs:files'],
    ['get pods', /^1:.*executable \/nowhere\/login not found/s, 'nologin'],
    ['apply -f settings.yaml', 'configmap/settings created\n'],
    ['apply -f settings.yaml', 'configmap/settings unchanged\n'],
    ['apply -f web.yaml', 'deployment.apps/web created\n'],
    ['rollout status deployment/web', 'deployment "web" successfully rolled out\n'],
    ['expose deployment web --port=80', 'service/web exposed\n'],
    ['get svc web -o jsonpath={.spec.ports[0].targetPort}', '80'],
    ['get endpointslices -l kubernetes.io/service-name=web -o jsonpath={.items[0].ports[0].port}', '80'],
    ['describe svc web', /^Name: +web\n[\s\S]*Endpoints: +10\.244\.\d+\.\d+:80,10\.244\./],
    ['wait --for=condition=Available deployment/web --timeout=10s', 'deployment.apps/web condition met\n'],
    ['scale deployment web --replicas=3', 'deployment.apps/web scaled\n'],
    ['set image deployment/web nginx=nginx:1.28', 'deployment.apps/web image updated\n'],
    ['rollout history deployment/web', /REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>/],
    ['rollout undo deployment/web', 'deployment.apps/web rolled back\n'],
    ['label deployment web tier=front', 'deployment.apps/web labeled\n'],
    ['annotate deployment web note=x', 'deployment.apps/web annotated\n'],
    ['patch svc web -p {"spec":{"type":"NodePort"}}', 'service/web patched\n'],
    ['apply --server-side -f web-new.yaml', /^1:error: Apply failed with \d+ conflicts?: conflicts? with "kubectl/],
    ['apply --server-side --force-conflicts -f web-new.yaml', 'deployment.apps/web serverside-applied\n'],
    ['get deployment web -o jsonpath={..image}', 'nginx:1.28'],
    ['exec deployment/web -- hostname', /^web-/],
    ['exec deployment/web -- sh -c exit\u00a03', /^3:command terminated with exit code 3\n/],
    ['logs deployment/web --tail=1', /.+\n$/],
    ['get --raw /readyz', 'ok'],
    ['top pods --no-headers -l app=web', /web-/],
    ['api-resources --api-group=networking.k8s.io -o name', /^ingressclasses\.networking\.k8s\.io\n/],
    ['delete configmap settings', 'configmap "settings" deleted from default namespace\n'],
    ['drain node-1 --ignore-daemonsets --delete-emptydir-data', /node\/node-1 drained\n$/],
    ['uncordon node-1', 'node/node-1 uncordoned\n'],
  ] as const
).map(([line, expected, kubeconfig]) => ({ line, expected, ...(kubeconfig && { kubeconfig }) }));

test.each(tasks)('kubectl $line', async ({ line, expected, kubeconfig }) => {
  const { code, out, err } = await kubectl(
    line.split(' ').map((word) => word.replaceAll('\u00a0', ' ')),
    kubeconfig,
  );
  const printed = `${code === 0 ? '' : `${code}:`}${out}${err}`;
  if (typeof expected === 'string') expect(printed).toBe(expected);
  else expect(printed).toMatch(expected);
});

test('a proxy has been asked for a tunnel to the API server', () => {
  expect(new Set(tunnels)).toEqual(new Set([`127.0.0.1:${served.port}`]));
});

test('a token of a service account, by flag and by a program that brings it', async () => {
  const { out: token } = await kubectl('create token robot');
  file('token', token);
  expect(await kubectl(`auth whoami -o name --token ${token.trim()}`, 'nobody')).toMatchObject({ code: 0 });
  const who = await kubectl('auth whoami -o jsonpath={.status.userInfo.username}', 'login.yaml');
  expect(who).toEqual({ code: 0, out: 'system:serviceaccount:default:robot', err: '' });
  expect((await kubectl('get svc web -o name', 'login.yaml')).out).toBe('service/web\n');
  expect((await kubectl('delete svc web', 'login.yaml')).err).toMatch(
    /^Error from server \(Forbidden\): services "web" is forbidden/,
  );
});

test('manifests from standard input', async () => {
  const stdin = toYaml({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'piped' },
    spec: { ports: [{ port: 80 }] },
  });
  expect((await kubectl('apply -f -', 'certs', { stdin })).out).toBe('service/piped created\n');
});

/** Runs it, does `meanwhile` once it has printed `seen`, and interrupts it when that is done and it has printed `enough`. */
async function until(
  line: string,
  seen: RegExp,
  meanwhile: (text: string) => Promise<unknown>,
  enough = seen,
): Promise<Ran> {
  const ended = new AbortController();
  let working: Promise<unknown> | undefined;
  const stdout: TextSink = new TextSink(() => {
    if (!working && seen.test(stdout.text)) working = meanwhile(stdout.text);
    if (working && enough.test(stdout.text)) void working.finally(() => ended.abort('SIGINT'));
  });
  const ran = await kubectl(line, 'certs', { signal: ended.signal, stdout });
  await working;
  return ran;
}

test('a watch hears of what others do', async () => {
  const change = ['patch', 'svc', 'piped', '-p', '{"spec":{"type":"NodePort"}}'];
  const watch = 'get svc piped -w --no-headers -o custom-columns=T:.spec.type';
  const ran = await until(watch, /ClusterIP\n/, () => kubectl(change), /NodePort\n/);
  expect(ran.out).toBe('ClusterIP\nNodePort\n');
});

test('port-forward carries a request to a Pod', async () => {
  let body = '';
  await until('port-forward svc/web :80', /Forwarding from 127\.0\.0\.1:\d+/, async (text) => {
    const port = /127\.0\.0\.1:(\d+)/.exec(text)![1];
    body = await new Promise<string>((resolve, reject) => {
      get(`http://127.0.0.1:${port}/`, (answer) => {
        let all = '';
        answer.on('data', (piece) => (all += piece)).on('end', () => resolve(all));
      }).on('error', reject);
    });
  });
  expect(body).toContain('Welcome to nginx!');
});

test('kubectl proxy lets a client in, and streams a watch through', async () => {
  let first = '';
  await until('proxy --port=0', /Starting to serve on 127\.0\.0\.1:\d+\n/, async (text) => {
    const port = /:(\d+)\n/.exec(text)![1];
    const answer = await fetch(
      `http://127.0.0.1:${port}/api/v1/namespaces/default/services?watch=1&allowWatchBookmarks=0`,
    );
    const reader = answer.body!.getReader();
    first = new TextDecoder().decode((await reader.read()).value);
    await reader.cancel();
  });
  expect(JSON.parse(first.split('\n')[0]!)).toMatchObject({ type: 'ADDED', object: { kind: 'Service' } });
});
