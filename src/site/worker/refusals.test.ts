import { assert, beforeAll, expect, test, vi } from 'vitest';
import { Fail } from '#kubectl/errors.ts';
import { Lab } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import type { JudgedFiles } from './protocol.ts';
import { REFUSED_PORT, REFUSED_SERVICE as SERVICE } from './refused-service.ts';
import { JudgedTeller } from './tell-judged.ts';

beforeAll(() => preload());

/** What is told when a file is applied; with `before`, when that was there already. */
async function judgedOf(text: string, line = 'kubectl apply -f web.yaml', before?: string): Promise<JudgedFiles> {
  const told: JudgedFiles[] = [];
  const teller: JudgedTeller = new JudgedTeller(
    () => lab.machines.laptop.files,
    (judged) => told.push(judged),
  );
  const lab = new Lab({ home: { 'web.yaml': before ?? text }, judged: (judged) => teller.judged(judged) });
  const shell = new LaptopShell(lab);
  const run = async (typed: string): Promise<JudgedFiles> => {
    const next = told.length;
    await shell.capture(typed);
    await teller.told;
    return told[next]!;
  };
  if (before !== undefined) {
    await run('kubectl apply -f web.yaml');
    lab.machines.laptop.files.write(`${lab.machines.laptop.homeDir}/web.yaml`, text);
  }
  return run(line);
}

/** `LINE underlined text: what is said`. */
const shown = ({ refused }: JudgedFiles): string[] =>
  refused.flatMap(({ text, refusals }) =>
    refusals.map(({ range: { line, column, endColumn }, text: said }) => {
      const underlined = text.split('\n')[line - 1]!.slice(column - 1, endColumn - 1);
      return `${line} ${underlined}: ${said}`;
    }),
  );

test.each<[string, string, readonly string[]]>([
  ['a field that is invalid', SERVICE, [`10 nodePort: 80: ${REFUSED_PORT}`]],
  [
    'an item without what it must have',
    SERVICE.replace('nodePort: 80', 'protocol: TCPP').replace('port: 80', 'name: http'),
    [
      '9 name: http: spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
      '10 protocol: TCPP: spec.ports[0].protocol: Unsupported value: "TCPP": supported values: "SCTP", "TCP", "UDP"',
      '9 name: http: spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive',
    ],
  ],
  [
    'fields that nobody knows',
    SERVICE.replace('nodePort: 80', 'nodePrt: 30080').replace('  type', '  typ'),
    // As kubectl sends them: by key.
    [
      '10 nodePrt: 30080: strict decoding error: unknown field "spec.ports[0].nodePrt"',
      '7 typ: NodePort: strict decoding error: unknown field "spec.typ"',
    ],
  ],
  [
    'a value of another type',
    SERVICE.replace('nodePort: 80', 'nodePort: low'),
    [
      '10 nodePort: low: json: cannot unmarshal string into Go struct field ServicePort.spec.ports.nodePort of type int32',
    ],
  ],
  [
    'a namespace that is not there, in the second document',
    `${SERVICE.replace('      nodePort: 80\n', '')}---\n${SERVICE.replace('name: web', 'name: web\n  namespace: shop')}`,
    ['16 namespace: shop: Error from server (NotFound): error when creating "web.yaml": namespaces "shop" not found'],
  ],
  [
    'a kind that there is not',
    SERVICE.replace('kind: Service', 'kind: Servce'),
    [
      '2 apiVersion: v1: resource mapping not found for name: "web" namespace: "" from "web.yaml": no matches for kind "Servce" in version "v1"\nensure CRDs are installed first',
    ],
  ],
  [
    'no kind',
    SERVICE.replace('kind: Service\n', ''),
    [
      '2 apiVersion: v1: error validating "web.yaml": error validating data: kind not set; if you choose to ignore these errors, turn validation off with --validate=false',
    ],
  ],
  [
    'an item of a List',
    `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: web}\n  spec: {ports: [{port: 99999}]}\n`,
    [
      '7 port: 99999: spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive',
      '7 {port: 99999}: spec.ports[0].targetPort: Invalid value: 99999: must be between 1 and 65535, inclusive',
    ],
  ],
  [
    'no YAML',
    SERVICE.replace('  name: web', '  name: web: x'),
    [
      '5 web: x: error parsing web.yaml: error converting YAML to JSON: yaml: line 5: mapping values are not allowed in this context',
    ],
  ],
])('%s', async (_, text, said) => {
  expect(shown(await judgedOf(text))).toEqual(said);
});

test('what is there already is patched, and its refusals have their places', async () => {
  const before = SERVICE.replace('nodePort: 80', 'nodePort: 30080');
  expect(shown(await judgedOf(SERVICE, undefined, before))).toEqual([`10 nodePort: 80: ${REFUSED_PORT}`]);
  expect(shown(await judgedOf(before.replace('nodePort', 'nodePrt'), undefined, before))).toEqual([
    '10 nodePrt: 30080: strict decoding error: unknown field "spec.ports[0].nodePrt"',
  ]);
});

test('who may not, and whom another manager keeps from a field', async () => {
  const fine = SERVICE.replace('nodePort: 80', 'nodePort: 30080');
  expect(shown(await judgedOf(fine, 'kubectl apply -f web.yaml --as=nobody'))).toEqual([
    expect.stringMatching(/^2 apiVersion: v1: Error from server \(Forbidden\): [\s\S]*services "web" is forbidden/),
  ]);
  const other = 'kubectl apply -f web.yaml --server-side --field-manager=me';
  expect(shown(await judgedOf(fine.replace('30080', '30081'), other, fine))).toEqual([
    expect.stringMatching(/^10 nodePort: 30081: \.spec\.ports\S+nodePort: conflict with "kubectl-client-side-apply"/),
  ]);
});

const FINE = SERVICE.replace('nodePort: 80', 'nodePort: 30080');
/** The second of two documents is refused. */
const PAIR = `${FINE.replace('30080', '30090').replace('name: web', 'name: api')}---\n${SERVICE}`;
const PAIR_BEFORE = PAIR.replace('nodePort: 80', 'nodePort: 30080');

test.each([
  ['kubectl create -f web.yaml', undefined],
  ['kubectl replace -f web.yaml', PAIR_BEFORE],
  ['kubectl diff -f ~/web.yaml', PAIR_BEFORE],
])('%s tells as apply does', async (line, before) => {
  expect(shown(await judgedOf(PAIR, line, before))).toEqual([
    expect.stringMatching(/^21 nodePort: 80: spec\.ports\[0\]\.nodePort: Invalid value: 80/),
  ]);
});

test('a success tells of no refusal; what is there already is told of at its document', async () => {
  const home = await judgedOf(FINE, 'kubectl apply -f .');
  expect(home).toEqual({ paths: [expect.stringMatching(/^\/home\/\w+$/)], refused: [] });
  expect(shown(await judgedOf(FINE, 'kubectl create -f web.yaml', FINE))).toEqual([
    '2 apiVersion: v1: Error from server (AlreadyExists): error when creating "web.yaml": services "web" already exists',
  ]);
});

test('where nobody answers, it is so of each file, and nothing is known of a folder', async () => {
  const away = '--server=https://127.0.0.1:1';
  const [line] = shown(await judgedOf(FINE, `kubectl apply -f web.yaml ${away}`));
  expect(line).toMatch(/^2 apiVersion: v1: The connection to the server 127\.0\.0\.1:1 was refused/);
  expect(await judgedOf(FINE, `kubectl apply -f . ${away}`)).toEqual({ paths: [], refused: [] });
});

test('verdicts come one after the other, though a refusal takes longer to be told', async () => {
  const lab = new Lab({ home: { 'web.yaml': SERVICE } });
  const told: number[] = [];
  const path = `${lab.machines.laptop.homeDir}/web.yaml`;
  const teller = new JudgedTeller(
    () => lab.machines.laptop.files,
    ({ refused }) => told.push(refused.length),
  );
  teller.judged({ paths: [path], refused: [{ path, failure: new Fail('no') }] });
  teller.judged({ paths: [path], refused: [] });
  await teller.told;
  expect(told).toEqual([1, 0]);
});

test('where no place can be found, the words are told at the beginning of the file, and later verdicts come too', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const lab = new Lab({ home: { 'web.yaml': SERVICE } });
  const path = `${lab.machines.laptop.homeDir}/web.yaml`;
  const failure = new Fail('no');
  Object.defineProperty(failure, 'inFile', { get: () => assert.fail('no place') });
  const told: JudgedFiles[] = [];
  const teller = new JudgedTeller(
    () => lab.machines.laptop.files,
    (judged) => told.push(judged),
  );
  teller.judged({ paths: [path], refused: [{ path, failure }] });
  teller.judged({ paths: [path], refused: [] });
  await teller.told;
  expect(told.map(shown)).toEqual([[`1 ${SERVICE.split('\n')[0]}: no`], []]);
  expect(warned).toHaveBeenCalledOnce();
  warned.mockRestore();
});

test('a dry run of the client asks nobody: what was refused stays so', async () => {
  const told: JudgedFiles[] = [];
  const teller: JudgedTeller = new JudgedTeller(
    () => lab.machines.laptop.files,
    (judged) => told.push(judged),
  );
  const lab = new Lab({
    home: { 'web.yaml': FINE, 'bad.yaml': 'a: b: c\n' },
    judged: (judged) => teller.judged(judged),
  });
  const shell = new LaptopShell(lab);
  for (const verb of ['apply', 'create', 'apply --dry-run=server', 'apply --dry-run'])
    await shell.capture(`kubectl ${verb} -f web.yaml${verb.includes('dry') ? '' : ' --dry-run=client'}`);
  await shell.capture('kubectl apply -f web.yaml,bad.yaml --dry-run=client');
  await teller.told;
  expect(told.map(({ paths }) => paths.map((path) => path.split('/').at(-1)))).toEqual([['web.yaml'], ['bad.yaml']]);
  expect(told[1]!.refused).toHaveLength(1);
});
