// gRPC end to end: from grpcurl in a Pod and on the laptop, by Service, Ingress and Gateway, and a kubelet's probe.
// What grpcurl prints was checked against its source, v1.9.1, and moul/grpcbin's.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import { Lab } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import { pki } from '#pki/loader.ts';
import { documentOf } from '../../src/cli/documents.ts';
import { realTime } from '../../src/cli/real-time.ts';

await preload();

const AGNHOST = 'registry.k8s.io/e2e-test-images/agnhost:2.53';
const pod = (name: string, container: object, labels: object = { app: name }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels },
  spec: { containers: [{ name: 'main', ...container }] },
});
const service = (name: string, ports: readonly object[]) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { selector: { app: name }, ports },
});
const GATEWAY = 'gateway.networking.k8s.io/v1';
const INSTALL = [
  'https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.13.3/deploy/static/provider/cloud/deploy.yaml',
  'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.3.0/standard-install.yaml',
  'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.1.0/deploy/crds.yaml',
  'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.1.0/deploy/default/deploy.yaml',
];

const probed = (name: string, args: readonly string[], grpc: object) =>
  pod(name, {
    image: AGNHOST,
    args: ['grpc-health-checking', ...args],
    livenessProbe: { grpc, failureThreshold: 1000 },
    readinessProbe: { grpc },
  });

const OWN = ((): { certificate: string; key: string } => {
  const { generateKey, publicKeyOf, privateKeyPem, issueCertificate, nameOf } = pki();
  const key = generateKey('P-256', () => 0.3);
  const certificate = issueCertificate({
    subject: nameOf(['CN', 'grpc.example.com']),
    publicKey: publicKeyOf(key),
    notBeforeMs: 0,
    notAfterMs: Date.UTC(2100, 0, 1),
    serial: '4a',
    issuer: { key },
    alternativeNames: [{ type: 'dns', value: 'grpc.example.com' }],
  });
  return { certificate, key: privateKeyPem(key) };
})();

const ingress = (name: string, host: string, backend: string, annotations: Readonly<Record<string, string>>) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'default', annotations },
  spec: {
    ingressClassName: 'nginx',
    tls: [{ hosts: [host], secretName: 'own' }],
    rules: [
      {
        host,
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: backend, port: { number: 9000 } } } }],
        },
      },
    ],
  },
});

let lab: Lab;
let stop: () => void;
let prompt: LaptopShell;

beforeAll(async () => {
  lab = new Lab({ nodes: 2, documents: documentOf });
  stop = lab.drive(realTime);
  await lab.machines.warm();
  prompt = new LaptopShell(lab);
  for (const url of INSTALL) expect((await prompt.capture(`kubectl apply -f ${url}`)).exitCode).toBe(0);
  expect(
    lab.apply([
      pod('grpcbin', { image: 'moul/grpcbin' }),
      pod('grpcbin-2', { image: 'moul/grpcbin' }, { app: 'grpcbin' }),
      service('grpcbin', [
        { name: 'plain', port: 9000 },
        { name: 'secure', port: 9001 },
      ]),
      pod('box', { image: 'nicolaka/netshoot', command: ['sleep', 'infinity'] }),
      pod('web', { image: 'nginx:1.27' }),
      service('web', [{ port: 80 }]),
      service('none', [{ port: 9000 }]),
      probed('well', [], { port: 5000 }),
      probed('named', ['--service=a'], { port: 5000, service: 'a' }),
      probed('ill', ['--delay-unhealthy-sec=0'], { port: 5000 }),
      probed('unknown', [], { port: 5000, service: 'b' }),
      probed('http', [], { port: 8080 }),
      probed('closed', [], { port: 5001 }),
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'own', namespace: 'default' },
        type: 'kubernetes.io/tls',
        data: { 'tls.crt': btoa(OWN.certificate), 'tls.key': btoa(OWN.key) },
      },
      ingress('grpc', 'grpc.example.com', 'grpcbin', { 'nginx.ingress.kubernetes.io/backend-protocol': 'GRPC' }),
      ingress('plain', 'plain.example.com', 'grpcbin', {}),
      {
        apiVersion: GATEWAY,
        kind: 'Gateway',
        metadata: { name: 'gw', namespace: 'default' },
        spec: { gatewayClassName: 'nginx', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
      },
      {
        apiVersion: GATEWAY,
        kind: 'GRPCRoute',
        metadata: { name: 'hello', namespace: 'default' },
        spec: {
          parentRefs: [{ name: 'gw' }],
          hostnames: ['grpc.example.com'],
          rules: [
            {
              matches: [{ method: { service: 'hello.HelloService' } }],
              backendRefs: [{ name: 'grpcbin', port: 9000 }],
            },
            {
              matches: [{ method: { service: 'addsvc.Add', method: 'Sum' } }],
              backendRefs: [{ name: 'none', port: 9000 }],
            },
          ],
        },
      },
    ]),
  ).toBeUndefined();
  lab.settle();
}, 120_000);
afterAll(() => stop());

/** What a line prints in the Pod `box`, both streams, and how it ends. */
async function inBox(line: string): Promise<string> {
  const { stdout, stderr, exitCode } = await prompt.capture(
    `kubectl exec box -- sh -c '${`${line} 2>&1; echo "[$?]"`.replaceAll("'", "'\\''")}'`,
  );
  expect(exitCode, stderr).toBe(0);
  return stdout.replace(/\[0\]\n$/, '');
}

test.each([
  [
    '-plaintext grpcbin:9000 list',
    'addsvc.Add\ngrpc.reflection.v1alpha.ServerReflection\ngrpcbin.GRPCBin\nhello.HelloService\n',
  ],
  [
    '-plaintext grpcbin:9000 list hello.HelloService',
    'hello.HelloService.BidiHello\nhello.HelloService.LotsOfGreetings\nhello.HelloService.LotsOfReplies\nhello.HelloService.SayHello\n',
  ],
  ['-plaintext grpcbin:9000 list nope', 'Failed to list methods for service "nope": Symbol not found: nope\n[1]\n'],
  [
    '-plaintext grpcbin:9000 describe hello.HelloService.SayHello',
    'hello.HelloService.SayHello is a method:\nrpc SayHello ( .hello.HelloRequest ) returns ( .hello.HelloResponse );\n',
  ],
  [
    '-plaintext grpcbin:9000 describe hello.HelloRequest',
    'hello.HelloRequest is a message:\nmessage HelloRequest {\n  optional string greeting = 1;\n}\n',
  ],
  [
    '-plaintext grpcbin:9000 describe grpcbin.HeadersMessage',
    'grpcbin.HeadersMessage is a message:\nmessage HeadersMessage {\n  map<string, .grpcbin.HeadersMessage.Values> Metadata = 1;\n  message Values {\n    repeated string values = 1;\n  }\n}\n',
  ],
  [`-plaintext -d '{"greeting":"you"}' grpcbin:9000 hello.HelloService/SayHello`, '{\n  "reply": "hello you"\n}\n'],
  ['-plaintext grpcbin:9000 hello.HelloService.SayHello', '{\n  "reply": "hello noname"\n}\n'],
  [`-plaintext -d '{"a":2,"b":3}' grpcbin:9000 addsvc.Add/Sum`, '{\n  "v": "5"\n}\n'],
  [
    `-plaintext -d '{"greeting":"a"}{"greeting":"b"}' grpcbin:9000 hello.HelloService/LotsOfGreetings`,
    '{\n  "reply": "hello a, b"\n}\n',
  ],
  [
    `-plaintext -d '{"code":5,"reason":"gone"}' grpcbin:9000 grpcbin.GRPCBin/SpecificError`,
    'ERROR:\n  Code: NotFound\n  Message: gone\n[69]\n',
  ],
  [
    `-plaintext -d '{"nope":1}' grpcbin:9000 hello.HelloService/SayHello`,
    'Error invoking method "hello.HelloService/SayHello": error getting request data: message type hello.HelloRequest has no known field named nope\n[1]\n',
  ],
  [
    `-plaintext -d '{"greeting":1}' grpcbin:9000 hello.HelloService/SayHello`,
    'Error invoking method "hello.HelloService/SayHello": error getting request data: bad input: expecting string ; instead got 1\n[1]\n',
  ],
  [
    `-plaintext -d 'x' grpcbin:9000 hello.HelloService/SayHello`,
    'Error invoking method "hello.HelloService/SayHello": error getting request data: invalid character \'x\' looking for beginning of value\n[1]\n',
  ],
  [
    '-plaintext grpcbin:9000 hello.Nope/SayHello',
    'Error invoking method "hello.Nope/SayHello": target server does not expose service "hello.Nope"\n[1]\n',
  ],
  [
    '-plaintext grpcbin:9000 hello.HelloService/Nope',
    'Error invoking method "hello.HelloService/Nope": service "hello.HelloService" does not include a method named "Nope"\n[1]\n',
  ],
  ['-insecure grpcbin:9001 hello.HelloService/SayHello', '{\n  "reply": "hello noname"\n}\n'],
  [
    'grpcbin:9001 list',
    'Failed to dial target host "grpcbin:9001": tls: failed to verify certificate: x509: certificate relies on legacy Common Name field, use SANs instead\n[1]\n',
  ],
  [
    'grpcbin:9000 list',
    'Failed to dial target host "grpcbin:9000": tls: first record does not look like a TLS handshake\n[1]\n',
  ],
  ['-plaintext grpcbin:9001 list', 'Failed to dial target host "grpcbin:9001": context deadline exceeded\n[1]\n'],
  ['-plaintext web:80 list', 'Failed to dial target host "web:80": context deadline exceeded\n[1]\n'],
  [
    '-plaintext nowhere:9000 list',
    'Failed to dial target host "nowhere:9000": dial tcp: lookup nowhere on 10.96.0.10:53: no such host\n[1]\n',
  ],
  ['-plaintext grpcbin', "Too few arguments.\nTry 'grpcurl -help' for more details.\n[2]\n"],
])('grpcurl %s', async (args, expected) => {
  expect(await inBox(`grpcurl ${args}`)).toBe(expected);
});

test('refused: nobody is behind the Service', async () => {
  const ip = lab.cluster.storage.get<{ spec: { clusterIP: string } } & Pod>('services', 'default/none')!.spec.clusterIP;
  expect(await inBox('grpcurl -plaintext none:9000 list')).toBe(
    `Failed to dial target host "none:9000": dial tcp ${ip}:9000: connect: connection refused\n[1]\n`,
  );
});

test('a server without reflection', async () => {
  const ip = lab.cluster.storage.get<Pod>('pods', 'default/well')!.status.podIP!;
  expect(await inBox(`grpcurl -plaintext ${ip}:5000 list`)).toBe(
    'Failed to list services: server does not support the reflection API\n[1]\n',
  );
  const proto =
    'syntax = "proto3"; package grpc.health.v1; message Q { string service = 1; } message R { int32 status = 1; } service Health { rpc Check(Q) returns (R); }';
  expect(
    await inBox(`echo '${proto}' > h.proto; grpcurl -plaintext -proto h.proto ${ip}:5000 grpc.health.v1.Health/Check`),
  ).toBe('{\n  "status": 1\n}\n');
});

test('one connection stays on one Pod', async () => {
  const seen = lab.exchanges.total;
  expect(await inBox('grpcurl -plaintext grpcbin:9000 hello.HelloService/SayHello')).toContain('noname');
  const traces = lab.exchanges
    .since(seen)
    .filter(({ from }) => from === 'pod/default/box')
    .map(({ exchange }) => exchange.trace);
  const last = traces.map((trace) => trace.at(-1)?.at);
  expect(new Set(last).size).toBe(1);
  expect(traces.slice(1).map((trace) => trace[0]?.did.replace(/[\d.]+:/, 'IP:'))).toEqual(
    traces.slice(1).map(() => 'sent it on its open connection to IP:9000'),
  );
});

test('an HTTP/1 client sees the first frame of HTTP/2', async () => {
  expect(await inBox('curl -sS grpcbin:9000')).toBe('curl: (1) Received HTTP/0.9 when not allowed\n[1]\n');
});

const readiness = (name: string): string | undefined =>
  lab.cluster.storage.get<Pod>('pods', `default/${name}`)?.status.conditions?.find(({ type }) => type === 'Ready')
    ?.status;
const said = (name: string): string | undefined =>
  lab.cluster.storage
    .list<{ reason: string; message: string; involvedObject: { name: string } } & Pod>('events')
    .find(
      (event) =>
        event.reason === 'Unhealthy' && event.involvedObject.name === name && event.message.startsWith('Readiness'),
    )
    ?.message.replace(/\d+\.\d+\.\d+\.\d+/, 'IP');

test.each([
  ['well', 'True', undefined],
  ['named', 'True', undefined],
  ['ill', 'False', 'Readiness probe failed: service unhealthy (responded with "NOT_SERVING")'],
  [
    'unknown',
    'False',
    'Readiness probe failed: error: health rpc probe failed: rpc error: code = NotFound desc = unknown service',
  ],
  [
    'http',
    'False',
    'Readiness probe failed: timeout: failed to connect service "IP:8080" within 1s: context deadline exceeded',
  ],
  [
    'closed',
    'False',
    'Readiness probe failed: timeout: failed to connect service "IP:5001" within 1s: context deadline exceeded',
  ],
])('gRPC probe of %s', (name, ready, message) => {
  expect([readiness(name), said(name)]).toEqual([ready, message]);
});

describeThrough('ingress-nginx', async () => {
  const svc = lab.cluster.storage.get<{ status: { loadBalancer: { ingress: { ip: string }[] } } } & Pod>(
    'services',
    'ingress-nginx/ingress-nginx-controller',
  );
  return svc!.status.loadBalancer.ingress[0]!.ip;
});

function describeThrough(what: string, address: () => Promise<string>): void {
  test(`through ${what}, by TLS and ALPN`, async () => {
    const ip = await address();
    const call = async (flags: string, method: string, port = 443) =>
      await prompt.capture(`grpcurl ${flags} ${ip}:${port} ${method}; echo "[$?]"`);
    const well = await call('-insecure -authority grpc.example.com', 'hello.HelloService/SayHello');
    expect(well.stdout).toBe('{\n  "reply": "hello noname"\n}\n[0]\n');
    // Without the annotation nginx speaks HTTP/1.1 to a server that does not.
    const plain = await call('-insecure -authority plain.example.com', 'list');
    expect(plain.stderr).toBe(
      'Failed to list services: rpc error: code = Unavailable desc = unexpected HTTP status code received from server: 502 (Bad Gateway); transport: received unexpected content-type "text/html"\n',
    );
    const lost = await call('-insecure -authority nobody.example.com', 'list');
    expect(lost.stderr).toBe('Failed to list services: server does not support the reflection API\n');
  });
}

test('through a GRPCRoute', async () => {
  const gw = lab.cluster.storage.get<{ status: { addresses: { value: string }[] } } & Pod>(
    'gateways.gateway.networking.k8s.io',
    'default/gw',
  );
  const ip = gw!.status.addresses[0]!.value;
  await prompt.capture(
    `printf 'syntax = "proto2"; package hello; message Q { optional string greeting = 1; } message R { optional string reply = 1; } service HelloService { rpc SayHello(Q) returns (R); rpc Nope(Q) returns (R); }' > hello.proto`,
  );
  await prompt.capture(
    `printf 'syntax = "proto3"; package addsvc; message Q { int64 a = 1; } service Add { rpc Sum(Q) returns (Q); rpc Concat(Q) returns (Q); }' > add.proto`,
  );
  const call = async (args: string) => {
    const { stdout, stderr, exitCode } = await prompt.capture(`grpcurl -plaintext -authority grpc.example.com ${args}`);
    return `${stdout}${stderr}[${exitCode}]`;
  };
  expect(await call(`-proto hello.proto ${ip}:80 hello.HelloService/SayHello`)).toBe(
    '{\n  "reply": "hello noname"\n}\n[0]',
  );
  expect(await call(`-proto add.proto ${ip}:80 addsvc.Add/Concat`)).toBe(
    'ERROR:\n  Code: Unimplemented\n  Message: unexpected HTTP status code received from server: 404 (Not Found); transport: received unexpected content-type "text/html"\n[76]',
  );
  expect(await call(`-proto add.proto ${ip}:80 addsvc.Add/Sum`)).toBe(
    'ERROR:\n  Code: Unavailable\n  Message: unavailable\n[78]',
  );
});
