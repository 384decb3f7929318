import { expect, test } from 'vitest';
import { parseGoTemplate } from '#kubectl/print/go-template.ts';
import { parseJsonPath } from './jsonpath.ts';

const service = {
  kind: 'Service',
  metadata: { name: 'cip', labels: { app: 'web', 'a.b/c': 'd' } },
  spec: {
    clusterIP: '10.96.10.1',
    ports: [
      { name: 'a', port: 80 },
      { name: 'b', port: 443 },
    ],
    type: 'ClusterIP',
  },
  items: [{ n: 'x', on: true }, { n: 'y', on: false }, { n: 'z' }],
};

test.each([
  ['{.nosuch}', ''],
  ['{.spec.ports[*].port}', '80 443'],
  ['{.spec.ports[-1:].port}', '443'],
  ['{.spec.ports[-1].port}', '443'],
  ['{.spec.ports[0:2].name}', 'a b'],
  ['{.spec.ports}', '[{"name":"a","port":80},{"name":"b","port":443}]'],
  ['{.items[?(@.n=="y")].n}', 'y'],
  ['{.items[?(@.on)].n}', 'x y'],
  ['{.items[?(@.on==true)].n}', 'x'],
  ['{.spec.ports[?(@.port>100)].name}', 'b'],
  ["{.spec['clusterIP','type']}", '10.96.10.1 ClusterIP'],
  ['{.metadata.labels.a\\.b/c}', 'd'],
  ["{.metadata.labels['a\\.b/c']}", 'd'],
  ['{range .items[*]}{.n}{"\\t"}{end}!', 'x\ty\tz\t!'],
  ['{range .items[*]}{.n}', 'xyz'],
  ['{..port}', '80 443'],
  ['{$.metadata.name}-{@.kind}', 'cip-Service'],
  ['plain', 'plain'],
])('jsonpath %s', (template, printed) => {
  expect(parseJsonPath(template).print(service)).toBe(printed);
});

test.each([
  ['{.spec.clusterIP', 'unclosed action'],
  ['{.spec.ports[a]}', 'invalid array index a'],
  ['{.spec.ports[0}', 'unterminated array'],
  ['{.spec.ports[5].port}', 'array index out of bounds: index 5, length 2'],
  ['{.items[?(@.n==y)].n}', 'unrecognized identifier y'],
  ['{end}', 'not in range, nothing to end'],
])('jsonpath %s fails: %s', (template, message) => {
  expect(() => parseJsonPath(template).print(service)).toThrow(message);
});

const render = (template: string, missingIsError = false): string => {
  let text = '';
  parseGoTemplate(template).run(service, (piece) => (text += piece), { missingIsError });
  return text;
};

test.each([
  ['{{.metadata.name}}', 'cip'],
  ['{{.metadata.nme}}', '<no value>'],
  ['{{range .spec.ports}}{{.port}} {{end}}', '80 443 '],
  ['{{range $i, $p := .spec.ports}}{{if $i}},{{end}}{{$p.name}}{{end}}', 'a,b'],
  ['{{if eq .kind "Pod"}}p{{else if eq .kind "Service"}}s{{else}}?{{end}}', 's'],
  ['{{with .spec}}{{.type}} {{$.kind}}{{end}}', 'ClusterIP Service'],
  ['{{index .spec.ports 0 "name"}} {{(index .spec.ports 1).port}}', 'a 443'],
  ['{{printf "%-5s|%d|%q" .kind (len .items) .metadata.name}}', 'Service|3|"cip"'],
  ['{{$x := "a"}}{{$x = "b"}}{{$x | printf "%s!"}}', 'b!'],
  ['a {{- " b " -}} c', 'a b c'],
  ['{{"aGk=" | base64decode}}{{/* none */}}', 'hi'],
  ['{{.spec}}', 'map[clusterIP:10.96.10.1 ports:[map[name:a port:80] map[name:b port:443]] type:ClusterIP]'],
])('go-template %s', (template, printed) => {
  expect(render(template)).toBe(printed);
});

test.each([
  ['{{.metadata.name', 'template: output:1: unclosed action'],
  ['{{foo}}', 'template: output:1: function "foo" not defined'],
  ['{{.metadata.nme}}', 'template: output:1:11: executing "output" at <.metadata.nme>: map has no entry for key "nme"'],
  [
    '{{.metadata.name.x}}',
    `template: output:1:11: executing "output" at <.metadata.name.x>: can't evaluate field x in type interface {}`,
  ],
  [
    '{{index .spec.ports 9}}',
    'template: output:1:2: executing "output" at <index .spec.ports 9>: error calling index: index out of range: 9',
  ],
  [
    '{{.metadata.name | base64decode}}',
    'template: output:1:19: executing "output" at <base64decode>: error calling base64decode: base64 decode failed: illegal base64 data at input byte 0',
  ],
])('go-template %s fails', (template, message) => {
  expect(() => render(template, true)).toThrow(message);
});
