import { expect, test } from 'vitest';
import { endpoint, pod, service, slice, web1, web2 } from '../fixtures.test-data.ts';
import { resolveInCluster } from './cluster-dns.ts';
import { candidates, hostsEntry, parseResolvConf, resolvConfOf } from './resolv-conf.ts';
import { compileZone } from './zone.ts';

const named = [{ name: 'http', port: 80, targetPort: 8080 }];
const zone = compileZone(
  [
    service('web', { clusterIP: '10.96.0.2', ports: named }),
    service('empty', { clusterIP: '10.96.0.3', ports: [{ port: 80 }] }),
    service('set', { clusterIP: 'None', ports: named }),
    service('nobody', { clusterIP: 'None', ports: named }),
    service('sixth', { clusterIP: 'None', ports: named }),
    service('out', { type: 'ExternalName', externalName: 'example.com' }),
    service('nowhere', { type: 'ExternalName', externalName: 'no.such.name' }),
    service('inward', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' }),
    service('ring', { type: 'ExternalName', externalName: 'gnir.default.svc.cluster.local' }),
    service('gnir', { type: 'ExternalName', externalName: 'ring.default.svc.cluster.local' }),
  ],
  [
    slice('web', [endpoint(web1)], [['http', 8080]]),
    slice('set', [{ ...endpoint(web1), hostname: 'set-0' }, endpoint(web2)], [['http', 8080]]),
    {
      ...slice('sixth', [], [['http', 8080]]),
      addressType: 'IPv6',
      endpoints: [{ addresses: ['2001:db8::10'] }],
    },
    slice('nobody', [endpoint(web1, { ready: false })], [['http', 8080]]),
  ],
  ['default', 'bare'],
);

test.each([
  ['A', 'web.default.svc.cluster.local', '10.96.0.2'],
  ['A', 'WEB.default.svc.cluster.local.', '10.96.0.2'],
  ['A', 'empty.default.svc.cluster.local', '10.96.0.3'],
  ['AAAA', 'web.default.svc.cluster.local', 'NODATA'],
  ['A', 'web.other.svc.cluster.local', 'NXDOMAIN'],
  ['A', 'wbe.default.svc.cluster.local', 'NXDOMAIN'],
  ['A', 'default.svc.cluster.local', 'NODATA'],
  ['A', 'bare.svc.cluster.local', 'NODATA'],
  ['A', 'svc.cluster.local', 'NODATA'],
  ['A', 'cluster.local', 'NODATA'],
  ['A', 'foo.cluster.local', 'NXDOMAIN'],
  ['A', 'set.default.svc.cluster.local', '10.244.1.4 10.244.2.4'],
  ['A', 'sixth.default.svc.cluster.local', 'NODATA'],
  ['AAAA', 'sixth.default.svc.cluster.local', '2001:db8::10'],
  ['AAAA', '2001-db8--10.sixth.default.svc.cluster.local', '2001:db8::10'],
  ['A', 'nobody.default.svc.cluster.local', 'NXDOMAIN'],
  ['A', 'set-0.set.default.svc.cluster.local', '10.244.1.4'],
  ['A', '10-244-2-4.set.default.svc.cluster.local', '10.244.2.4'],
  ['A', 'set-7.set.default.svc.cluster.local', 'NXDOMAIN'],
  ['SRV', '_http._tcp.web.default.svc.cluster.local', '0 100 80 web.default.svc.cluster.local.'],
  ['SRV', 'http.tcp.web.default.svc.cluster.local', '0 100 80 web.default.svc.cluster.local.'],
  ['A', '_http._tcp.web.default.svc.cluster.local', '10.96.0.2'],
  ['A', '_http._tcp.set.default.svc.cluster.local', '10.244.1.4 10.244.2.4'],
  ['A', '_http._tcp.out.default.svc.cluster.local', 'NXDOMAIN'],
  ['A', 'x.10-244-0-5.default.pod.cluster.local', '10.244.0.5'],
  ['A', 'x.y.z.10-244-0-5.default.pod.cluster.local', 'NXDOMAIN'],
  ['A', 'set-0.out.default.svc.cluster.local', 'NXDOMAIN'],
  ['SRV', '_http._udp.web.default.svc.cluster.local', 'NXDOMAIN'],
  [
    'SRV',
    '_http._tcp.set.default.svc.cluster.local',
    '0 50 8080 set-0.set.default.svc.cluster.local. 0 50 8080 10-244-2-4.set.default.svc.cluster.local.',
  ],
  ['PTR', '2.0.96.10.in-addr.arpa', 'web.default.svc.cluster.local.'],
  ['PTR', '4.2.244.10.in-addr.arpa', '10-244-2-4.set.default.svc.cluster.local.'],
  ['PTR', '9.9.96.10.in-addr.arpa', 'NXDOMAIN'],
  ['A', 'out.default.svc.cluster.local', 'example.com. 192.0.2.10'],
  ['A', 'nowhere.default.svc.cluster.local', 'no.such.name.'],
  ['A', 'inward.default.svc.cluster.local', 'web.default.svc.cluster.local. 10.96.0.2'],
  ['CNAME', 'out.default.svc.cluster.local', 'example.com.'],
  ['A', 'ring.default.svc.cluster.local', 'gnir.default.svc.cluster.local. ring.default.svc.cluster.local.'],
  ['A', '10-244-0-5.default.pod.cluster.local', '10.244.0.5'],
  ['A', '10-244-0-5.nowhere.pod.cluster.local', 'NXDOMAIN'],
  ['A', 'web-1.default.pod.cluster.local', 'NXDOMAIN'],
  ['TXT', 'dns-version.cluster.local', '"1.1.0"'],
  ['A', 'example.com', '192.0.2.10'],
  ['A', 'node-1', 'NXDOMAIN'],
] as const)('%s %s → %s', (type, name, expected) => {
  const { code, answers } = resolveInCluster(name, type, zone);
  expect(code === 'NOERROR' ? answers.map(({ data }) => data).join(' ') || 'NODATA' : code).toBe(expected);
});

test('a Pod tries the search list first; enough dots, or a final one, turn that round', () => {
  const conf = parseResolvConf(resolvConfOf(pod('p', '10.244.1.1', 'one', {}), 'nameserver 192.0.2.53\n'));
  expect(conf).toMatchObject({ nameservers: ['10.96.0.10'], ndots: 5, timeoutSeconds: 5, attempts: 2 });
  expect(candidates('web.other', conf)).toEqual([
    'web.other.default.svc.cluster.local',
    'web.other.svc.cluster.local',
    'web.other.cluster.local',
    'web.other',
  ]);
  expect(candidates('a.b.c.d.e.f', conf)[0]).toBe('a.b.c.d.e.f');
  expect(candidates('web.', conf)).toEqual(['web']);
});

test.each([
  [{ hostNetwork: true }, 'nameserver 192.0.2.53\n'],
  [{ dnsPolicy: 'Default' }, 'nameserver 192.0.2.53\n'],
  [
    {
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['9.9.9.9'], searches: ['x.y'], options: [{ name: 'ndots', value: '2' }] },
    },
    'search x.y\nnameserver 9.9.9.9\noptions ndots:2\n',
  ],
])('resolv.conf of a Pod with %j', (spec, expected) => {
  expect(resolvConfOf(pod('p', '10.244.1.1', 'one', {}, true, spec), 'nameserver 192.0.2.53\n')).toBe(expected);
});

test('a hosts file answers by any of its names', () => {
  const hosts = '# hello\n127.0.0.1\tlocalhost\n::1 ip6\n10.244.1.9\tweb web.example # mine\n';
  expect([hostsEntry(hosts, 'WEB.example'), hostsEntry(hosts, 'mine'), hostsEntry(hosts, 'ip6')]).toEqual([
    '10.244.1.9',
    undefined,
    undefined,
  ]);
});
