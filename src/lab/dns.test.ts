// DNS as learners meet it: search lists, CoreDNS' configuration, what breaks without CoreDNS, and a public zone of one's own.
import { afterEach, expect, test } from 'vitest';
import { realTime } from '../cli/real-time.ts';
import { runAt } from './in-pod.test-helper.ts';
import { type Story, story } from './story.test-helper.ts';

const pod = (
  name: string,
  image: string,
  spec: object = {},
  container: object = { command: ['sleep', 'infinity'] },
) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: 'main', image, ...container }], ...spec },
});
const objects = [
  pod('web', 'nginx', {}, {}),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { clusterIP: '10.96.0.50', selector: { app: 'web' }, ports: [{ port: 80 }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'far' },
    spec: { type: 'ExternalName', externalName: 'example.com' },
  },
  pod('box', 'busybox:1.37'),
  pod('old', 'busybox:1.28'),
  pod('shoot', 'nicolaka/netshoot'),
  pod('own', 'nicolaka/netshoot', {
    dnsPolicy: 'None',
    dnsConfig: {
      nameservers: ['10.96.0.10'],
      searches: ['svc.cluster.local'],
      options: [{ name: 'ndots', value: '1' }],
    },
  }),
  pod('plain', 'nicolaka/netshoot', { dnsPolicy: 'Default' }),
];

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});
function world(): Story & { at(name: string, line: string, stdin?: string): Promise<string> } {
  const told = story(objects);
  stops.push(told.lab.drive(realTime));
  return {
    ...told,
    at: (name, line, stdin) => runAt(told.lab, name === 'laptop' ? name : `pod/default/${name}`, line, stdin),
  };
}
const corefile = (text: string) => ({ data: { Corefile: text } });
const COREDNS = '/api/v1/namespaces/kube-system/configmaps/coredns';

test('nslookup of BusyBox, new and old, and of bind', async () => {
  const { at } = world();
  expect(await at('box', 'nslookup web.default.svc.cluster.local')).toBe(
    'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.0.50\n\n\n',
  );
  // The search list is tried as a whole, for A and for AAAA.
  expect(await at('box', 'nslookup web')).toBe(
    `Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.0.50\n\n** server can't find web.svc.cluster.local: NXDOMAIN\n\n** server can't find web.cluster.local: NXDOMAIN\n\n\n** server can't find web.svc.cluster.local: NXDOMAIN\n\n** server can't find web.cluster.local: NXDOMAIN\n\n[exit 1]`,
  );
  // A name with a dot is complete for it.
  expect(await at('box', 'nslookup web.default')).toMatch(/can't find web\.default: NXDOMAIN/);
  expect(await at('old', 'nslookup web.default')).toBe(
    'Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\nName:      web.default\nAddress 1: 10.96.0.50 web.default.svc.cluster.local\n',
  );
  expect(await at('shoot', 'nslookup web.default')).toBe(
    'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.0.50\n\n',
  );
});

test.each([
  ['shoot', 'dig +short far.default.svc.cluster.local', 'example.com.\n192.0.2.10\n'],
  ['shoot', 'dig +short -x 10.96.0.50', 'web.default.svc.cluster.local.\n'],
  ['own', 'curl -s -o /dev/null -w %{http_code} web.default', '200'],
  ['own', 'curl -sS web', 'curl: (6) Could not resolve host: web\n[exit 6]'],
  ['plain', 'curl -sS web', 'curl: (6) Could not resolve host: web\n[exit 6]'],
  ['plain', 'curl -s -o /dev/null -w %{http_code} example.com', '200'],
])('%s$ %s', async (name, line, expected) => {
  expect(await world().at(name, line)).toBe(expected);
});

test('dig tells flags, counts, sections and sizes as CoreDNS sends them', async () => {
  const { at } = world();
  const told = await at('shoot', 'dig web.default.svc.cluster.local');
  expect(
    told
      .replace(/id: \d+/, 'id: N')
      .replace(/COOKIE: [0-9a-f]{16}/, 'COOKIE: C')
      .replace(/WHEN: .*/, 'WHEN: T'),
  ).toBe(`
; <<>> DiG 9.18.33 <<>> web.default.svc.cluster.local
;; global options: +cmd
;; Got answer:
;; WARNING: .local is reserved for Multicast DNS
;; You are currently testing what happens when an mDNS query is leaked to DNS
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: N
;; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1
;; WARNING: recursion requested but not available

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
; COOKIE: C (echoed)
;; QUESTION SECTION:
;web.default.svc.cluster.local.\tIN\tA

;; ANSWER SECTION:
web.default.svc.cluster.local. 30 IN\tA\t10.96.0.50

;; Query time: 0 msec
;; SERVER: 10.96.0.10#53(10.96.0.10) (UDP)
;; WHEN: T
;; MSG SIZE  rcvd: 115

`);
  // No such name, and no such record: the zone's SOA comes.
  for (const [asked, status] of [
    ['nope.default.svc.cluster.local', 'NXDOMAIN'],
    ['web.default.svc.cluster.local AAAA', 'NOERROR'],
    ['web.default.svc.cluster.local MX', 'NOERROR'],
  ])
    expect(await at('shoot', `dig ${asked} +noall +comments +authority`)).toMatch(
      new RegExp(
        `status: ${status}, .*\n;; flags: qr aa rd; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1\n[\\s\\S]*;; AUTHORITY SECTION:\ncluster.local.\t\t30\tIN\tSOA\tns.dns.cluster.local. hostmaster.cluster.local. [0-9]+ 7200 1800 86400 30\n`,
      ),
    );
  // What others have answered is told as theirs.
  expect(await at('shoot', 'dig +tcp @10.96.0.10 example.com')).toMatch(
    /\n; \(1 server found\)\n.*\n;; Got answer:\n;; ->>HEADER.*\n;; flags: qr rd ra; QUERY: 1, ANSWER: 1, [\s\S]*\nexample\.com\.\t\t300\tIN\tA\t192\.0\.2\.10\n[\s\S]*\(TCP\)\n/,
  );
  expect(await at('shoot', 'dig +time=1 +tries=1 @192.0.2.1 x +short')).toBe(
    ';; communications error to 192.0.2.1#53: timed out\n;; no servers could be reached\n[exit 9]',
  );
  expect(await at('shoot', 'dig +nope x')).toMatch(/^Invalid option: \+nope\nUsage:[\s\S]*\[exit 1\]$/);
});

test('a policy that lets TCP to port 53 alone: dig +tcp gets through, nothing else does', async () => {
  const { lab, at } = world();
  expect(
    lab.apply([
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'tcp-only', namespace: 'default' },
        spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ protocol: 'TCP', port: 53 }] }] },
      },
    ]),
  ).toBeUndefined();
  expect(await at('shoot', 'dig +tcp +short web.default.svc.cluster.local')).toBe('10.96.0.50\n');
  expect(await at('shoot', 'dig +time=1 +tries=2 +short web.default.svc.cluster.local')).toBe(
    `${';; communications error to 10.96.0.10#53: timed out\n'.repeat(2)};; no servers could be reached\n[exit 9]`,
  );
});

test('without CoreDNS: refused at once, and every tool says so in its own words', async () => {
  const { at, merge } = world();
  merge('/apis/apps/v1/namespaces/kube-system/deployments/coredns', { spec: { replicas: 0 } });
  const refused = ';; communications error to 10.96.0.10#53: connection refused\n'.repeat(3);
  expect(await at('shoot', 'dig web.default.svc.cluster.local')).toBe(
    `${refused}\n; <<>> DiG 9.18.33 <<>> web.default.svc.cluster.local\n;; global options: +cmd\n;; no servers could be reached\n[exit 9]`,
  );
  expect(await at('shoot', 'nslookup web')).toBe(`${refused};; no servers could be reached\n\n[exit 1]`);
  expect(await at('box', 'nslookup web')).toBe(
    "nslookup: write to '10.96.0.10': Connection refused\n;; connection timed out; no servers could be reached\n\n[exit 1]",
  );
  expect(await at('shoot', 'curl -sS web')).toBe('curl: (6) Could not resolve host: web\n[exit 6]');
  expect(await at('shoot', 'nc -z web 80')).toBe(
    'nc: getaddrinfo for host "web" port 80: Temporary failure in name resolution\n[exit 1]',
  );
  // Addresses still work, and so does the world for who does not ask cluster DNS.
  expect(await at('shoot', 'curl -s -o /dev/null -w %{http_code} 10.96.0.50')).toBe('200');
  expect(await at('plain', 'curl -s -o /dev/null -w %{http_code} example.com')).toBe('200');
});

test('CoreDNS does what its ConfigMap says', async () => {
  const { at, merge, lab } = world();
  const set = (text: string): void => void merge(COREDNS, corefile(text));
  const kubernetes = 'kubernetes cluster.local in-addr.arpa {\n pods verified\n }';
  set(
    `.:53 {\n rewrite name shop.example.net web.default.svc.cluster.local\n hosts {\n 10.1.2.3 db.corp\n fallthrough\n }\n ${kubernetes}\n forward . /etc/resolv.conf\n}\nlocal.test:53 {\n forward . 10.9.9.9\n}\n`,
  );
  expect(await at('shoot', 'dig +short shop.example.net')).toBe('10.96.0.50\n');
  expect(await at('shoot', 'dig +short db.corp')).toBe('10.1.2.3\n');
  expect(await at('shoot', 'dig +short example.com')).toBe('192.0.2.10\n');
  expect(await at('shoot', 'dig a.local.test')).toMatch(/status: SERVFAIL/);
  expect(await at('shoot', 'dig +short 10-9-9-9.default.pod.cluster.local')).toBe('');
  const { podIP = '' } = lab.cluster.storage.get<
    { status: { podIP?: string } } & import('#apimachinery/meta.ts').ApiObject
  >('pods', 'default/web')!.status;
  expect(await at('shoot', `dig +short ${podIP.replaceAll('.', '-')}.default.pod.cluster.local`)).toBe(`${podIP}\n`);
  // What it cannot read it does not take over; who starts anew fails on it.
  set('.:53 {\n nonsense\n}\n');
  expect(await at('shoot', 'dig +short db.corp')).toBe('10.1.2.3\n');
  // Without `kubernetes` there is no cluster.
  set('.:53 {\n forward . 8.8.8.8\n}\n');
  expect(await at('shoot', 'dig web.default.svc.cluster.local')).toMatch(/status: NXDOMAIN/);
});

test('a public zone: created by the learner, seen by everybody', async () => {
  const { at } = world();
  expect(await at('laptop', 'curl -sS shop.example.org')).toBe(
    'curl: (6) Could not resolve host: shop.example.org\n[exit 6]',
  );
  expect(await at('laptop', 'dnszone add shop.example.org A 192.0.2.10')).toBe(
    'shop.example.org 300 IN A 192.0.2.10\n',
  );
  expect(await at('laptop', 'curl -s -o /dev/null -w %{http_code} shop.example.org')).toBe('200');
  expect(await at('laptop', 'nsupdate', 'update add *.example.org 60 CNAME shop.example.org.\nsend\n')).toBe('');
  expect(await at('shoot', 'dig +short any.example.org')).toBe('shop.example.org.\n192.0.2.10\n');
  expect(await at('laptop', 'dnszone list')).toMatch(
    /^NAME +TTL +TYPE +DATA\nshop\.example\.org +300 +A +192\.0\.2\.10\n\*\.example\.org +60 +CNAME +shop\.example\.org\.\n$/,
  );
  expect(await at('laptop', 'dnszone delete shop.example.org')).toBe('deleted 1 record\n');
  expect(await at('laptop', 'dnszone add shop A x')).toMatch(/is no record.*\n\[exit 1\]$/);
});
