// TLS from end to end: who asks from where, what is wrong with the certificate, and what curl and openssl say. Words as curl 7.88.1 and
// OpenSSL 3.0.19 have them.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lab } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../src/cli/real-time.ts';

await preload();

const CONF = `server {
  listen 443 ssl;
  server_name web.test;
  ssl_certificate /tls/tls.crt;
  ssl_certificate_key /tls/tls.key;
}
`;
const pod = (name: string, secret: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'nginx',
        volumeMounts: [
          { name: 'tls', mountPath: '/tls' },
          { name: 'conf', mountPath: '/etc/nginx/conf.d' },
        ],
      },
    ],
    volumes: [
      { name: 'tls', secret: { secretName: secret } },
      { name: 'conf', configMap: { name: 'conf' } },
    ],
  },
});

let lab: Lab;
let prompt: LaptopShell;
let stop: () => void;

const run = async (line: string): Promise<{ code: number; out: string }> => {
  const { exitCode, stdout, stderr } = (await prompt.capture(line)) as {
    exitCode: number;
    stdout: string;
    stderr: string;
  };
  return { code: exitCode, out: stdout + stderr };
};

const SETUP = [
  'openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.crt -subj "/CN=my-ca" -days 3650',
  'openssl req -new -newkey rsa:1024 -nodes -keyout weak.key -out weak.csr -subj "/CN=web.test"',
  'openssl ecparam -name prime256v1 -genkey -noout -out web.key',
  'openssl req -new -key web.key -subj "/CN=web.test" -addext "subjectAltName=DNS:web.test,IP:127.0.0.1" -out web.csr',
  'openssl x509 -req -in web.csr -CA ca.crt -CAkey ca.key -days 30 -copy_extensions copyall -out web.crt',
  'kubectl create secret tls good --cert=web.crt --key=web.key',
  'kubectl create secret generic bad --from-file=tls.crt=web.crt --from-file=tls.key=ca.key',
];

beforeAll(async () => {
  lab = new Lab({});
  stop = lab.drive(realTime);
  await lab.machines.warm();
  prompt = new LaptopShell(lab);
  for (const line of SETUP) {
    const { code, out } = await run(line);
    expect(code, `${line}\n${out}`).toBe(0);
  }
  const objects = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'conf' }, data: { 'default.conf': CONF } },
    pod('web', 'good'),
    pod('broken', 'bad'),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 443, nodePort: 30443 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'client' },
      spec: { containers: [{ name: 'main', image: 'nicolaka/netshoot', command: ['sleep', 'infinity'] }] },
    },
  ];
  for (const object of objects)
    expect(lab.apply([{ ...object, metadata: { namespace: 'default', ...object.metadata } }])).toBeUndefined();
  lab.settle();
}, 120_000);
afterAll(() => stop());

const NODE = '203.0.113.11';
const AT = `--resolve web.test:30443:${NODE}`;

test.each<[string, string, number, string]>([
  ['trusted', `curl -sS --cacert ca.crt ${AT} -o /dev/null -w '%{http_code}' https://web.test:30443/`, 0, '404'],
  [
    'not trusted',
    `curl -sS ${AT} https://web.test:30443/`,
    60,
    'curl: (60) SSL certificate problem: unable to get local issuer certificate',
  ],
  [
    'the environment trusts',
    `SSL_CERT_FILE=ca.crt curl -sS ${AT} -o /dev/null -w '%{http_code}' https://web.test:30443/`,
    0,
    '404',
  ],
  ['insecure', `curl -sSk -o /dev/null -w '%{http_code} %{ssl_verify_result}' https://${NODE}:30443/`, 0, '404 20'],
  [
    'another name',
    `curl -sS --cacert ca.crt https://${NODE}:30443/`,
    60,
    `SSL: no alternative certificate subject name matches target host name '${NODE}'`,
  ],
  [
    'connect-to',
    `curl -sS --cacert ca.crt --connect-to web.test:443:${NODE}:30443 -o /dev/null -w '%{http_code}' https://web.test/`,
    0,
    '404',
  ],
  ['plain HTTP to TLS', `curl -s http://${NODE}:30443/`, 0, 'The plain HTTP request was sent to HTTPS port'],
  [
    'TLS to plain HTTP',
    'curl -sS --insecure https://example.com:80/',
    35,
    'curl: (35) error:0A00010B:SSL routines::wrong version number',
  ],
  [
    'through kubectl port-forward',
    `kubectl port-forward pod/web 9443:443 >pf & sleep 1; curl -sS --cacert ca.crt -o /dev/null -w '%{http_code} ' https://127.0.0.1:9443/; curl -sS -o /dev/null https://localhost:9443/; curl -sS http://localhost:9443/ | grep -o '<center>The.*<'; kill $!; cat pf`,
    0,
    '404 <center>The plain HTTP request was sent to HTTPS port<\nForwarding',
  ],
  ['a site of the internet', "curl -sS -o /dev/null -w '%{http_code}' https://example.com/", 0, '200'],
  ['HTTP/2 by ALPN', 'curl -sI https://kubernetes.io/', 0, 'HTTP/2 200 \r\ncontent-type: text/html'],
  ['its version', "curl -sSo /dev/null https://kubernetes.io/ -w '%{http_version}'", 0, '2'],
  [
    'the API server, from the laptop',
    'curl -sS https://192.168.49.2:6443/version',
    60,
    'unable to get local issuer certificate',
  ],
  [
    'the API server, from a Pod',
    'kubectl exec client -- curl -sS --cacert /var/run/secrets/kubernetes.io/serviceaccount/ca.crt https://kubernetes.default.svc/version',
    0,
    '"gitVersion"',
  ],
  [
    'plain HTTP to the API server',
    'curl -s http://192.168.49.2:6443/',
    0,
    'Client sent an HTTP request to an HTTPS server.',
  ],
  [
    'no such bundle',
    'curl -sS --cacert none.crt https://example.com/',
    77,
    'curl: (77) error setting certificate file: none.crt',
  ],
  [
    'a key of another certificate',
    'curl -sS --cert web.crt --key ca.key https://example.com/',
    58,
    'curl: (58) Private key does not match the certificate public key',
  ],
  [
    'a server with the wrong key',
    'kubectl logs broken',
    0,
    '[emerg] SSL_CTX_use_PrivateKey("/tls/tls.key") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)',
  ],
  [
    'a pair that kubectl refuses',
    'kubectl create secret tls no --cert=web.crt --key=ca.key',
    1,
    'error: tls: private key does not match public key\n',
  ],
  [
    'subject',
    'openssl x509 -in web.crt -noout -subject -issuer -ext subjectAltName',
    0,
    'subject=CN = web.test\nissuer=CN = my-ca\nX509v3 Subject Alternative Name: \n    DNS:web.test, IP Address:127.0.0.1\n',
  ],
  ['its end', 'openssl x509 -in web.crt -noout -enddate -checkend 86400', 0, 'notAfter=Feb  4 09:0'],
  ['it ends too soon', 'openssl x509 -in web.crt -noout -checkend 31536000', 1, 'Certificate will expire\n'],
  ['verified', 'openssl verify -CAfile ca.crt web.crt', 0, 'web.crt: OK\n'],
  ['not verified', 'openssl verify web.crt', 2, 'error 20 at 0 depth lookup: unable to get local issuer certificate'],
  [
    's_client, trusted',
    `openssl s_client -connect ${NODE}:30443 -servername web.test -CAfile ca.crt </dev/null`,
    0,
    'Verify return code: 0 (ok)\n---\nDONE\n',
  ],
  [
    's_client, not trusted',
    `openssl s_client -connect ${NODE}:30443 -servername web.test </dev/null`,
    0,
    'Verify return code: 21 (unable to verify the first certificate)',
  ],
  [
    's_client, by name',
    `openssl s_client -connect ${NODE}:30443 -servername web.test -CAfile ca.crt -verify_hostname web.test </dev/null`,
    0,
    'Verification: OK\nVerified peername: web.test\n---\n',
  ],
  [
    's_client, by another name',
    `openssl s_client -connect ${NODE}:30443 -servername web.test -CAfile ca.crt -verify_hostname other.test </dev/null 2>&1`,
    0,
    'verify error:num=62:hostname mismatch\nverify return:1\n',
  ],
  [
    's_client, by another name, its code',
    `openssl s_client -connect ${NODE}:30443 -servername web.test -CAfile ca.crt -verify_hostname other.test </dev/null`,
    0,
    'Verify return code: 62 (hostname mismatch)',
  ],
  ['s_client, refused', `openssl s_client -connect ${NODE}:30999 </dev/null`, 1, 'connect:errno=111'],
])('%s', async (_name, line, code, text) => {
  const ran = await run(line);
  expect(ran.out).toContain(text);
  expect(ran.code).toBe(code);
});

test('curl -v says what was agreed on', async () => {
  const { out } = await run(`curl -sv --cacert ca.crt ${AT} -o /dev/null https://web.test:30443/`);
  const told = out.replaceAll('\r', '').split('\n');
  expect(told.slice(2, told.indexOf('> GET / HTTP/1.1'))).toEqual(
    `* ALPN: offers h2,http/1.1
* TLSv1.3 (OUT), TLS handshake, Client hello (1):
*  CAfile: ca.crt
*  CApath: /etc/ssl/certs
* TLSv1.3 (IN), TLS handshake, Server hello (2):
* TLSv1.3 (IN), TLS handshake, Encrypted Extensions (8):
* TLSv1.3 (IN), TLS handshake, Certificate (11):
* TLSv1.3 (IN), TLS handshake, CERT verify (15):
* TLSv1.3 (IN), TLS handshake, Finished (20):
* TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):
* TLSv1.3 (OUT), TLS handshake, Finished (20):
* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384
* ALPN: server accepted http/1.1
* Server certificate:
*  subject: CN=web.test
*  start date: Jan  5 09:00:00 2026 GMT
*  expire date: Feb  4 09:00:00 2026 GMT
*  subjectAltName: host "web.test" matched cert's "web.test"
*  issuer: CN=my-ca
*  SSL certificate verify ok.
* using HTTP/1.1`
      .split('\n')
      .map((line) =>
        line.replace(/(start|expire) date: .*/, (all) => told.find((t) => t.includes(all.split(':')[0]!))!.slice(3)),
      ),
  );
});
