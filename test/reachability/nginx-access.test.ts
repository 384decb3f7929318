// What an nginx of the learner's own refuses, lists and closes: a configuration in a ConfigMap, asked by curl from another Pod.
// Source: nginx.org's documentation of ngx_http_core, _access, _auth_basic, _autoindex and _rewrite; nginx 1.27's source for its pages.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAt } from '#lab/in-pod.test-helper.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../src/cli/real-time.ts';

await preload();

const CONF = `client_max_body_size 30;
server {
  listen 80;
  allow 10.0.0.0/8;
  deny all;
  location /small { client_max_body_size 10; return 200 "never reached by what is large\\n"; }
  location /any { client_max_body_size 0; return 200 ok; }
  location /inherited { return 200 ok; }
  location /auth { auth_basic "members"; auth_basic_user_file conf.d/users; root /usr/share/nginx/html; try_files /index.html =404; }
  location /nofile { auth_basic "members"; auth_basic_user_file /none; }
  location /mine { allow 10.244.0.0/16; deny all; return 200; }
  location /closed { return 444; }
  location /list/ { alias /data/; autoindex on; }
  location /bare/ { alias /data/; }
  location = /one/two { return 200 merged; }
  location /denied { deny 10.0.0.0/8; }
}
server {
  listen 80;
  server_name other.test;
  location / { return 200 "$host $http_host $uri $request_uri $arg_q [$http_x_dash$http_x_under]\\n"; }
}
`;
const pod = (name: string, container: object, volumes: readonly object[] = []) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: 'main', ...container }], volumes },
});
const objects = [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'conf' },
    data: { 'own.conf': CONF, users: 'ann:{PLAIN}secret\nbob:$2y$05$abc\n' },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'data' },
    data: { 'a.txt': 'four', 'b.html': '' },
  },
  pod(
    'web',
    {
      image: 'nginx:1.27',
      volumeMounts: [
        { name: 'conf', mountPath: '/etc/nginx/conf.d' },
        { name: 'data', mountPath: '/data' },
      ],
    },
    [
      { name: 'conf', configMap: { name: 'conf' } },
      { name: 'data', configMap: { name: 'data' } },
    ],
  ),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  },
  pod('box', { image: 'curlimages/curl', command: ['sleep', 'infinity'] }),
];

let lab: Lab;
let stop: () => void;
beforeAll(() => {
  lab = new Lab({ nodes: 1 });
  expect(lab.apply(objects)).toBeUndefined();
  stop = lab.drive(realTime);
});
afterAll(() => stop());

const CODE = '-o /dev/null -w %{http_code}';
test.each([
  [`web/small -d 12345678901 ${CODE}`, '413'],
  ['web/small -d 12345678901 | head -2', '<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n'],
  ['-i web/small -d 12345678901 | grep Connection', 'Connection: close\r\n'],
  [`web/small -d 1234567890 ${CODE}`, '200'],
  [`web/inherited -d 1234567890123456789012345678901 ${CODE}`, '413'],
  [`web/any -d 1234567890123456789012345678901 ${CODE}`, '200'],
  [`web/auth ${CODE}`, '401'],
  ['-i web/auth | grep WWW', 'WWW-Authenticate: Basic realm="members"\r\n'],
  [`-u ann:secret web/auth ${CODE}`, '200'],
  [`-u ann:wrong web/auth ${CODE}`, '401'],
  [`-u bob:x web/auth ${CODE}`, '500'],
  [`-u ann:secret web/nofile ${CODE}`, '403'],
  [`web/mine ${CODE}`, '200'],
  [`web/denied ${CODE}`, '403'],
  ['-S web/closed 2>&1; echo $?', 'curl: (52) Empty reply from server\n52\n'],
  ['web//one///two', 'merged'],
  [`web/bare/ ${CODE}`, '403'],
  // The Host header decides on the server; variables are as nginx has them.
  [
    `-H 'Host: Other.test:80' -H 'X-Dash: 1' -H 'X_Under: 2' --path-as-is 'web/a/./b%2F//c%3F?q=%41'`,
    'other.test Other.test:80 /a/b/c? /a/./b%2F//c%3F?q=%41 %41 [1]\n',
  ],
  [`-H 'Host: other.test' web/%zz ${CODE}`, '400'],
  ['-i -H Connection:close web/any | grep ^Connection', 'Connection: close\r\n'],
  [
    'web/list/ | tail -n +4',
    `<h1>Index of /list/</h1><hr><pre><a href="../">../</a>\r
<a href="a.txt">a.txt</a>                                              DATE                   4\r
<a href="b.html">b.html</a>                                             DATE                   0\r
</pre><hr></body>\r
</html>\r
`,
  ],
])('curl -s %s', async (args, told) => {
  const answer = await runAt(lab, 'pod/default/box', `curl -s ${args}`);
  expect(answer.replaceAll(/\d\d-\w{3}-\d{4} \d\d:\d\d/g, 'DATE')).toBe(told);
});
