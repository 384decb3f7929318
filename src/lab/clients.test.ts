// Clients in Pods against servers of many protocols: what they print, and how they end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import { realTime } from '../cli/real-time.ts';
import { runAt } from './in-pod.test-helper.ts';
import type { Lab } from './lab.ts';
import { story } from './story.test-helper.ts';

const pod = (name: string, image: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: 'main', image, ...more }] },
});
const service = (name: string, ...ports: object[]) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports },
});
const forever = { command: ['sleep', 'infinity'] };

let lab: Lab;
let stop: () => void;
beforeAll(() => {
  ({ lab } = story([
    pod('web', 'nginx'),
    service('web', { name: 'http', port: 80 }, { name: 'shut', port: 81, targetPort: 8081 }),
    pod('redis', 'redis:7.4'),
    service('redis', { port: 6379 }),
    pod('db', 'postgres:17', { env: [{ name: 'POSTGRES_PASSWORD', value: 'secret' }] }),
    service('db', { port: 5432 }),
    pod('echo', 'kicbase/echo-server:1.0'),
    service('echo', { port: 80, targetPort: 8080 }),
    pod('who', 'traefik/whoami'),
    service('who', { port: 80 }),
    pod('httpd', 'httpd:2.4'),
    service('httpd', { port: 80 }),
    pod('net', 'registry.k8s.io/e2e-test-images/agnhost:2.53', { args: ['netexec'] }),
    service('net', { port: 8081, protocol: 'UDP' }),
    pod('agn', 'registry.k8s.io/e2e-test-images/agnhost:2.53', {}),
    {
      ...pod('porter', 'registry.k8s.io/e2e-test-images/agnhost:2.53', {
        args: ['porter'],
        env: [{ name: 'SERVE_PORT_80', value: 'eighty' }],
      }),
      spec: {
        containers: [
          {
            name: 'porter',
            image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
            args: ['porter'],
            env: [{ name: 'SERVE_PORT_80', value: 'eighty' }],
          },
          { name: 'reset', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: ['tcp-reset', '--port=81'] },
        ],
      },
    },
    service('porter', { name: 'a', port: 80 }, { name: 'b', port: 81 }),
    pod('box', 'busybox', forever),
    pod('shoot', 'nicolaka/netshoot', forever),
    pod('tool', 'redis:7.4', forever),
    pod('sql', 'postgres:17', forever),
  ]));
  stop = lab.drive(realTime);
});
afterAll(() => stop());

const IP = /\b10\.(?:9[6-9]|1[01]\d|244)(?:\.\d+){2}\b/g;
const at = async (name: string, line: string, stdin?: string) =>
  (await runAt(lab, name === 'laptop' ? name : `pod/default/${name}`, line, stdin)).replace(IP, 'IP');

test.each([
  ['shoot', 'nc -zv web 80', 'Connection to web (IP) 80 port [tcp/http] succeeded!\n'],
  ['shoot', 'nc -zv web 81', 'nc: connect to web (IP) port 81 (tcp) failed: Connection refused\n[exit 1]'],
  ['shoot', 'nc -z web 81', '[exit 1]'],
  ['shoot', 'nc -zvw2 web 82', 'nc: connect to web (IP) port 82 (tcp) timed out: Operation now in progress\n[exit 1]'],
  ['shoot', 'nc -zv nowhere 80', 'nc: getaddrinfo for host "nowhere" port 80: Name or service not known\n[exit 1]'],
  ['box', 'nc -zv web 80', 'web (IP:80) open\n'],
  ['box', 'nc -z web 81', '[exit 1]'],
  ['box', 'nc nowhere 80', "nc: bad address 'nowhere'\n[exit 1]"],
  ['box', 'printf "PING\\r\\nQUIT\\r\\n" | nc redis 6379', '+PONG\r\n+OK\r\n'],
  ['shoot', 'printf "GET /nowhere HTTP/1.0\\r\\n\\r\\n" | nc web 80 | head -1', 'HTTP/1.1 404 Not Found\r\n'],
  ['shoot', 'echo hostname | nc -u -w1 net 8081', 'net'],
  ['shoot', 'nc -zvu net 8081', 'Connection to net (IP) 8081 port [udp/*] succeeded!\n'],
  [
    'shoot',
    'printf "PING\\nQUIT\\n" | telnet redis 6379',
    "Trying IP...\nConnected to redis.\nEscape character is '^]'.\n+PONG\r\n+OK\r\nConnection closed by foreign host.\n[exit 1]",
  ],
  ['box', 'telnet web 81', "telnet: can't connect to remote host (IP): Connection refused\n[exit 1]"],
  ['shoot', 'curl -sS redis:6379', 'curl: (52) Empty reply from server\n[exit 52]'],
  ['shoot', 'curl -sS db:5432', 'curl: (52) Empty reply from server\n[exit 52]'],
  ['tool', 'redis-cli -h redis SET a 1', 'OK\n'],
  ['tool', 'redis-cli -h redis --no-raw LPUSH list x y', '(integer) 2\n'],
  ['tool', 'redis-cli -h redis --no-raw LRANGE list 0 -1', '1) "y"\n2) "x"\n'],
  [
    'tool',
    'redis-cli -h redis --no-raw NOPE x',
    "(error) ERR unknown command 'NOPE', with args beginning with: 'x' \n[exit 1]",
  ],
  ['tool', 'redis-cli ping', 'Could not connect to Redis at 127.0.0.1:6379: Connection refused\n[exit 1]'],
  ['redis', 'redis-cli ping', 'PONG\n'],
  ['sql', 'pg_isready -h db', 'db:5432 - accepting connections\n'],
  ['sql', 'pg_isready -h web', 'web:5432 - no response\n[exit 2]'],
  ['db', 'psql -U postgres -tAc "select 1"', '1\n'],
  ['db', 'pg_isready', '/var/run/postgresql:5432 - accepting connections\n'],
  [
    'db',
    'psql',
    'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: FATAL:  role "root" does not exist\n[exit 2]',
  ],
  [
    'sql',
    'psql -U postgres',
    'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?\n[exit 2]',
  ],
  ['db', 'psql --version', 'psql (PostgreSQL) 17.6\n'],
  ['sql', 'PGPASSWORD=secret psql -h db -U postgres -tAc "select 1"', '1\n'],
  [
    'sql',
    'PGPASSWORD=wrong psql -h db -U postgres -c "select 1"',
    'psql: error: connection to server at "db" (IP), port 5432 failed: FATAL:  password authentication failed for user "postgres"\n[exit 2]',
  ],
  [
    'laptop',
    'websocat ws://nowhere/',
    'websocat: WebSocketError: I/O failure: failed to lookup address information: Name or service not known\nwebsocat: error running\n[exit 1]',
  ],
  ['shoot', 'printf "hi\\nyou\\n" | websocat ws://echo/', 'Request served by echo\nhi\nyou\n'],
  [
    'shoot',
    'websocat ws://web/',
    'websocat: WebSocketError: Received unexpected status code (200)\nwebsocat: error running\n[exit 1]',
  ],
  ['agn', 'agnhost connect web:80 --timeout=2s', ''],
  ['agn', 'agnhost connect web:81 --timeout=2s', 'REFUSED\n[exit 1]'],
  ['agn', 'agnhost connect web:82 --timeout=2s', 'TIMEOUT\n[exit 1]'],
  ['agn', 'agnhost dns-suffix', 'default.svc.cluster.local,svc.cluster.local,cluster.local\n'],
  ['shoot', 'curl -sS porter:80', 'eighty'],
  ['shoot', 'curl -sS porter:81', 'curl: (56) Recv failure: Connection reset by peer\n[exit 56]'],
  ['shoot', 'curl -s httpd', '<html><body><h1>It works!</h1></body></html>\n'],
  ['shoot', 'curl -s who | head -1', 'Hostname: who\n'],
] as const)('%s$ %s', async (from, line, expected) => {
  expect(await at(from, line)).toBe(expected);
});

test('ping, of iputils and of BusyBox', async () => {
  expect(await at('shoot', 'ping -c 2 web')).toMatch(
    /^PING web \(IP\) 56\(84\) bytes of data\.\n\n--- web ping statistics ---\n2 packets transmitted, 0 received, 100% packet loss, time 10\d\dms\n\n\[exit 1\]$/,
  );
  const ip = lab.cluster.storage.get<Pod>('pods', 'default/web')!.status.podIP!;
  expect(await at('box', `ping -c 1 ${ip}`)).toMatch(
    /^PING IP \(IP\): 56 data bytes\n64 bytes from IP: seq=0 ttl=\d+ time=\d\.\d{3} ms\n\n--- IP ping statistics ---\n1 packets transmitted, 1 packets received, 0% packet loss\nround-trip min\/avg\/max = /,
  );
  expect(await at('shoot', `traceroute -n ${ip}`)).toMatch(
    /^traceroute to IP \(IP\), 30 hops max, 60 byte packets\n 1 {2}IP {2}\d/,
  );
});

test('hey spreads its requests and counts the answers', async () => {
  expect(await at('laptop', 'hey -n 20 -c 5 http://example.com/')).toMatch(
    /Requests\/sec:\t\d[\s\S]*Status code distribution:\n {2}\[200\]\t20 responses\n/,
  );
});

test('nc listens, and answers one who asks', async () => {
  const ip = lab.cluster.storage.get<Pod>('pods', 'default/box')!.status.podIP!;
  const heard = at('box', 'echo hello | nc -l -p 9000');
  expect(await at('shoot', `echo hi | nc -N ${ip} 9000`)).toBe('hello\n');
  expect(await heard).toBe('hi\n');
});
