// The reachability tables through the real kubectl: what `kubectl exec … curl`, `kubectl proxy` and `kubectl port-forward` come to is
// what the tables say, and what `POST /portolan/v1/connect` says with its trace. Where proxy and port-forward are no connections to a
// Service, the rule of their own stands here. Sources: kubernetes-facts.md 2.3 and 8.2; k8s.io/kubectl pkg/cmd/portforward, pkg/polymorphichelpers.
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoints, Service, ServicePort } from '#api/core/types.ts';
import { manifestsOf, matches, nameOf, parseTable, placeOf, urlOf } from '../reachability/table.ts';
import { type Answer, Ground, kubectl } from './ground.ts';

const tables = new URL('../reachability/', import.meta.url).pathname;

describe.skipIf(!existsSync(kubectl)).each(['services', 'edges', 'fronts'])('kubectl exec … curl: %s.txt', (name) => {
  const ground = new Ground();
  const text = readFileSync(`${tables}${name}.txt`, 'utf8');
  beforeAll(() => ground.open(manifestsOf(name, text)));
  afterAll(() => ground.close());
  const cases = parseTable(text);
  // One exec for each Pod, with all of its cases.
  const clients = [...new Set(cases.map(({ from }) => from))].filter((from) => placeOf(from).startsWith('pod/'));
  test.each(clients)('%s: as the table and the trace say', async (from) => {
    const own = cases.filter((c) => c.from === from && !c.to.startsWith('udp:'));
    const [, namespace = '', name = ''] = placeOf(from).split('/');
    const urls = own.map(({ to }) => urlOf(to, ground.addresses));
    const script = urls.map((found, i) =>
      'missing' in found
        ? ''
        : [
            `echo; echo "@${i}"`,
            `curl -s -m 5 -w '\\n%{http_code}' '${found.url}'; echo " $?"`,
            // Who answers, and at what address it sees the client, are two questions to agnhost.
            ...(found.url.endsWith('/clientip')
              ? [`curl -s -m 5 '${found.url.replace(/clientip$/, 'hostname')}'`]
              : []),
          ].join('\n'),
    );
    const [container] = ground.pods.find((p) => p.metadata.name === name && p.metadata.namespace === namespace)!.spec
      .containers;
    const command = ['exec', '-i', '-n', namespace, name, '-c', container!.name, '--', 'sh'];
    const ran = await ground.run(command, `${script.join('\n')}\ntrue\n`);
    if (own.every(({ expected }) => expected.cloud.startsWith('usage'))) {
      // What has no network has no container to be in either.
      expect([ran.code, ran.stdout]).toEqual([1, '']);
      return;
    }
    expect(ran.stderr).toBe('');
    const told = new Map(
      ran.stdout.split(/^@/m).flatMap((part) => {
        const [, i, body = '', status = '', exit = '', host = ''] =
          /^(\d+)\n([\s\S]*)\n(\d{3}) (\d+)\n([\s\S]*)$/.exec(part) ?? [];
        return i === undefined
          ? []
          : [[Number(i), { body, status: Number(status), exit: Number(exit), host: host.trim() }] as const];
      }),
    );
    const wrong: string[] = [];
    for (const [i, { to, expected, line }] of own.entries()) {
      const found = urls[i]!;
      if ('missing' in found) {
        expect(expected.cloud).toBe(`no address {${found.missing}}`);
        continue;
      }
      const got = told.get(i);
      const answer = await ground.connect(placeOf(from), found.url);
      const trace = answer.ok ? String(answer.status) : `exit ${answer.error.curlExitCode}`;
      const curl = got === undefined ? 'nothing' : got.exit === 0 ? String(got.status) : `exit ${got.exit}`;
      const says = `line ${line}: ${from} to ${to}: expected ${expected.cloud}, curl ${curl}, trace ${trace}`;
      const failure = /^[\w*]+ (\d+) at (.*)$/.exec(expected.cloud);
      const isAsTable = failure
        ? curl === `exit ${failure[1]}`
        : got !== undefined && matches(outcomeOf(got, ground.addresses, expected.cloud), expected.cloud);
      const end = short(answer.trace.at(-1)!.at);
      const isAsTrace =
        curl === trace && answer.trace.at(-1)!.ok === answer.ok && (!failure || matches(end, failure[2]!));
      if (!isAsTable || !isAsTrace) wrong.push(`${says} (${JSON.stringify(got)}, ends at ${end})`);
    }
    expect(wrong).toEqual([]);
    expect(told.size).toBeGreaterThan(0);
  });
});

/** A Service's port, and where it is. */
interface Asked {
  readonly service: Service;
  readonly port: ServicePort;
}

/** All Services of the ground, with all of their ports, and one that each does not have. */
const askedOf = ({ services }: Ground): readonly Asked[] =>
  services.flatMap((service) => [...(service.spec.ports ?? []), { port: 4711 }].map((port) => ({ service, port })));

describe.skipIf(!existsSync(kubectl)).each(['services', 'edges', 'fronts'])('each Service of %s.yaml', (name) => {
  const ground = new Ground();
  beforeAll(() => ground.open(manifestsOf(name, readFileSync(`${tables}${name}.txt`, 'utf8'))));
  afterAll(() => ground.close());

  test('kubectl proxy: one ready Pod of the Endpoints, as a node reaches it, whatever policies between Pods and kube-proxy say', async () => {
    const wrong: string[] = [];
    const seen = new Set<string>();
    for (const { service, port } of askedOf(ground)) {
      const { name, namespace } = service.metadata;
      const path = `/api/v1/namespaces/${namespace}/services/${name}:${port.port}/proxy/hostname`;
      const got = await answerAt(`${ground.proxy}${path}`);
      const endpoints = await ground.get<Endpoints & { code?: number }>(
        `/api/v1/namespaces/${namespace}/endpoints/${name}`,
      );
      const rule = await proxied(service, port.port, endpoints, ground);
      seen.add(got.slice(0, 3));
      if (!rule.includes(got)) wrong.push(`${namespace}/${name}:${port.port}: ${got}, not ${rule.join(' or ')}`);
    }
    expect(wrong).toEqual([]);
    expect(seen).toContain('200');
    expect(seen).toContain('503');
  }, 120_000);

  test('kubectl port-forward: what the Pod’s own localhost comes to', async () => {
    const wrong: string[] = [];
    const left = askedOf(ground).filter(
      ({ service: { spec }, port }) => port === spec.ports?.[0] || spec.ports === undefined,
    );
    let answered = 0;
    const one = async ({ service, port }: Asked): Promise<void> => {
      const { name, namespace } = service.metadata;
      const args = ['port-forward', '-n', namespace ?? '', '--pod-running-timeout=1s'];
      const child = ground.start([...args, `svc/${name}`, `:${port.port}`]);
      const { line, stderr } = await ground.firstLine(child);
      const [, local] = /^Forwarding from 127\.0\.0\.1:(\d+) -> \d+$/.exec(line ?? '') ?? [];
      const got = local === undefined ? stderr().trim() : await answerAt(`http://127.0.0.1:${local}/hostname`);
      child.kill('SIGINT');
      if (local !== undefined) answered++;
      const rule = await forwarded(service, port, ground);
      if (!rule.includes(got)) wrong.push(`${namespace}/${name}:${port.port}: ${got}, not ${rule.join(' or ')}`);
    };
    const next = async (): Promise<void> => {
      for (let asked = left.pop(); asked; asked = left.pop()) await one(asked);
    };
    await Promise.all([next(), next(), next()]);
    expect(wrong).toEqual([]);
    expect(answered).toBeGreaterThan(5);
  }, 240_000);
});

describe.skipIf(!existsSync(kubectl))('kubectl proxy and port-forward', () => {
  const ground = new Ground();
  beforeAll(() => ground.open(['test/reachability/services.yaml']));
  afterAll(() => ground.close());

  test('kubectl proxy to a Pod says what a node’s own connection comes to', async () => {
    for (const { metadata, status } of ground.pods.filter(({ metadata: m }) =>
      /^(web-\d|sick|onnode|ported)$/.test(m.name),
    ))
      for (const target of [8080, 9090, 81]) {
        const response = await fetch(
          `${ground.proxy}/api/v1/namespaces/default/pods/${metadata.name}:${target}/proxy/hostname`,
        );
        const answer = await ground.connect('node/node-3', `http://${status!.podIP}:${target}/hostname`);
        const dial = `dial tcp ${status!.podIP}:${target}: connect: connection refused`;
        const text = await response.text();
        expect(response.ok ? text : JSON.parse(text).message, `${metadata.name}:${target}`).toBe(
          answer.ok ? answer.body : `error trying to reach service: ${dial}`,
        );
      }
  });

  // What a learner forwards, and what kubectl says or the answer is. One Pod is chosen when it starts; readiness, policies, Service
  // addresses and traffic policies do not matter to it: the kubelet connects to localhost in the Pod.
  test.each([
    // Of several the one that has been ready longest.
    ['svc/web', '80', '200 web-*'],
    ['svc/lb-multi', '8000', '200 web-*'],
    ['svc/lb-multi', '8001', 'closed: failed to connect to localhost:8081'],
    ['svc/wrong', '80', 'closed: failed to connect to localhost:80'],
    ['svc/sick', '80', '200 sick'],
    ['svc/inner', '80', '200 web-2'],
    // Of a headless Service the port itself is taken, not targetPort.
    ['svc/headless', '80', 'closed: failed to connect to localhost:80'],
    ['svc/foreign', '80', '200 web-*'],
    ['pod/onnode', '9090', '200 node-1'],
    ['svc/web', '99', 'error: Service web does not have a service port 99'],
    ['svc/noname', '80', "error: Pod 'web-*' does not have a named port 'metrics'"],
    ['svc/datagrams', '80', 'error: UDP protocol is not supported for 80'],
    ['svc/empty', '80', 'error: timed out waiting for the condition'],
    [
      'svc/elsewhere',
      '80',
      "error: cannot attach to *v1.Service: invalid service 'elsewhere': Service is defined without a selector",
    ],
    [
      'svc/manual',
      '80',
      "error: cannot attach to *v1.Service: invalid service 'manual': Service is defined without a selector",
    ],
  ])('kubectl port-forward %s :%s: %s', async (what, port, expected) => {
    const child = ground.start(['port-forward', '--pod-running-timeout=1s', what, `:${port}`]);
    const { line, stderr } = await ground.firstLine(child);
    let outcome: string;
    const local = /^Forwarding from 127\.0\.0\.1:(\d+) -> (\d+)$/.exec(line ?? '');
    if (local) {
      try {
        const body = await (await fetch(`http://127.0.0.1:${local[1]}/hostname`)).text();
        const peer = await (await fetch(`http://127.0.0.1:${local[1]}/clientip`)).text();
        outcome = `200 ${body}${peer.startsWith('127.0.0.1:') ? '' : `, seen at ${peer}`}`;
      } catch {
        outcome = `closed: ${/failed to connect to localhost:\d+/.exec(stderr())?.[0] ?? stderr()}`;
      }
      // The trace of one who asks that Pod itself says the same.
      const pod = ground.pods.find(
        ({ metadata: m }) => m.name === (body(outcome) === 'node-1' ? 'onnode' : body(outcome)),
      );
      const ip = pod?.status?.podIP ?? ground.addresses.get('pod web-1')!;
      const answer = await ground.connect('node/node-3', `http://${ip}:${local[2]}/hostname`);
      expect(answer.ok, JSON.stringify(answer)).toBe(outcome.startsWith('200'));
      if (answer.ok) expect(`200 ${answer.body}`).toBe(outcome);
      else expect(answer.error.kind).toBe('refused');
    } else outcome = stderr().trim();
    child.kill('SIGINT');
    expect(matches(outcome, expected) ? expected : outcome).toBe(expected);
  });

  test('a NetworkPolicy stops exec’s curl and the proxy, not port-forward', async () => {
    const policy = JSON.stringify({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'shut' },
      spec: { podSelector: { matchLabels: { at: 'node-2' } }, policyTypes: ['Ingress'] },
    });
    expect((await ground.run(['apply', '-f', '-'], policy)).code).toBe(0);
    const curl = await ground.run([
      'exec',
      'client',
      '--',
      'curl',
      '-s',
      '-m',
      '5',
      `http://${ground.addresses.get('pod web-2')}:8080/`,
    ]);
    expect([curl.code, curl.stderr.trim()]).toEqual([28, 'command terminated with exit code 28']);
    expect(
      await ground.connect('pod/default/client', `http://${ground.addresses.get('pod web-2')}:8080/`),
    ).toMatchObject({
      ok: false,
      error: { kind: 'timeout', curlExitCode: 28 },
    });
    const raw = await ground.run(['get', '--raw', '/api/v1/namespaces/default/services/self:80/proxy/hostname']);
    expect(raw.stdout).toBe('web-1');
    const dropped = await ground.run(['get', '--raw', '/api/v1/namespaces/default/pods/web-2:8080/proxy/hostname']);
    expect(dropped.stderr.trim()).toBe(
      `Error from server (ServiceUnavailable): error trying to reach service: dial tcp ${ground.addresses.get('pod web-2')}:8080: i/o timeout`,
    );
    const child = ground.start(['port-forward', 'pod/web-2', ':8080']);
    const local = /127\.0\.0\.1:(\d+)/.exec((await ground.firstLine(child)).line ?? '')?.[1];
    expect(await (await fetch(`http://127.0.0.1:${local}/hostname`)).text()).toBe('web-2');
    child.kill('SIGINT');
    expect((await ground.run(['delete', 'networkpolicy', 'shut'])).code).toBe(0);
  });
});

const body = (outcome: string): string => outcome.replace(/^200 /, '');
const short = (at: string): string => at.replace(/^pod\/(default\/)?/, '').replace(/^node\//, '');

/** What curl printed, in the table's words. A Pod on its node's network has the node's host name; kube-proxy says none. */
function outcomeOf(
  { status, body: text, host }: { readonly status: number; readonly body: string; readonly host: string },
  addresses: ReadonlyMap<string, string>,
  expected: string,
): string {
  const peer = /^([\d.]+):\d+$/.exec(text.trim())?.[1];
  const [, by = ''] = /^\d+ by (\S+)/.exec(expected) ?? [];
  const who = /^[a-z][\w-]*$/.test(host) && !/^node-\d$/.test(host) ? host : by;
  return `${status} by ${who}${peer === undefined ? '' : ` seeing ${nameOf(peer, addresses)}`}`;
}

/** An answer through the API server: the Pod's, or what the API server says itself. */
function told(status: number, text: string): string {
  if (status < 400) return `${status} ${text}`;
  try {
    return `${status} ${(JSON.parse(text) as { message?: string }).message}`;
  } catch {
    return `${status} of the Pod`;
  }
}

const own = (answer: Answer): string =>
  answer.ok
    ? answer.status < 400
      ? `${answer.status} ${answer.body}`
      : `${answer.status} of the Pod`
    : answer.error.kind;

/** Of whoever waits for a server that says nothing. */
const PATIENCE_MS = 5000;

async function answerAt(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return told(response.status, await response.text());
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'timeout' : 'closed';
  }
}

/** All that the API server may answer for a Service's port: the documentation's algorithm, over the Endpoints that it shows. */
async function proxied(
  { metadata, spec }: Service,
  port: number,
  endpoints: Endpoints & { code?: number },
  ground: Ground,
): Promise<string[]> {
  const servicePort = spec.ports?.find((p) => p.port === port);
  if (!servicePort) return [`503 no service port ${port} found for service "${metadata.name}"`];
  if (endpoints.code === 404) return [`404 endpoints "${metadata.name}" not found`];
  const none = (id: string): string => `503 no endpoints available for service "${id}"`;
  if ((endpoints.subsets ?? []).length === 0) return [none(metadata.name)];
  const outcomes: string[] = [];
  for (const { addresses = [], ports = [] } of endpoints.subsets ?? [])
    for (const { port: number } of ports.filter(({ name = '' }) => name === (servicePort.name ?? '')))
      for (const { ip, targetRef } of addresses.filter((a) => a.targetRef?.kind === 'Pod')) {
        const pod = ground.pods.find(({ metadata: m }) => m.name === targetRef?.name)!;
        // The Pod's own node passes its policies; the API server stands on no node.
        const from = pod.spec.nodeName === 'node-3' ? 'node/node-2' : 'node/node-3';
        const answer = await ground.connect(from, `http://${ip}:${number}/hostname`);
        const isSilent = /did not answer in time/.test(answer.trace.at(-1)?.did ?? '');
        const failed = isSilent
          ? undefined
          : { refused: 'connect: connection refused', timeout: 'i/o timeout' }[own(answer)];
        outcomes.push(failed ? `503 error trying to reach service: dial tcp ${ip}:${number}: ${failed}` : own(answer));
      }
  return outcomes.length > 0 ? outcomes : [none(`${metadata.name}:${port}`)];
}

/** All that kubectl may say, or that may come through its port: of the Pods that it may choose, what each answers itself. */
async function forwarded({ metadata, spec }: Service, port: ServicePort, ground: Ground): Promise<string[]> {
  const selector = Object.entries(spec.selector ?? {});
  const { name, namespace } = metadata;
  if (selector.length === 0)
    return [`error: cannot attach to *v1.Service: invalid service '${name}': Service is defined without a selector`];
  const selected = ground.pods.filter(
    ({ metadata: m }) => m.namespace === namespace && selector.every(([key, value]) => m.labels?.[key] === value),
  );
  if (selected.length === 0) return ['error: timed out waiting for the condition'];
  if (port.port === 4711) return [`error: Service ${name} does not have a service port 4711`];
  const same = spec.ports?.filter((p) => p.port === port.port) ?? [];
  if (!same.some(({ protocol = 'TCP' }) => protocol === 'TCP'))
    return [`error: ${port.protocol} protocol is not supported for ${port.port}`];
  const running = selected.filter(({ status }) => status.phase === 'Running');
  const ready = running.filter(({ status }) =>
    status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'),
  );
  const outcomes: string[] = [];
  for (const pod of ready.length > 0 ? ready : running.length > 0 ? running : selected) {
    const { targetPort = port.port } = port;
    const number =
      spec.clusterIP === 'None'
        ? port.port
        : typeof targetPort === 'number'
          ? targetPort
          : pod.spec.containers.flatMap(({ ports }) => ports ?? []).find((p) => p.name === targetPort)?.containerPort;
    if (number === undefined)
      outcomes.push(`error: Pod '${pod.metadata.name}' does not have a named port '${targetPort}'`);
    else if (pod.status.phase !== 'Running')
      outcomes.push(`error: unable to forward port because pod is not running. Current status=${pod.status.phase}`);
    else {
      const at = `pod/${namespace}/${pod.metadata.name}`;
      const answer = await ground.connect(at, `http://127.0.0.1:${number}/hostname`);
      outcomes.push(answer.ok || answer.error.kind === 'timeout' ? own(answer) : 'closed');
    }
  }
  return outcomes;
}
