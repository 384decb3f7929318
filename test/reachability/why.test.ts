// For each usual mistake: the reason, the object, the field, and words in both languages that name what is particular to it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentOf } from '../../src/cli/documents.ts';
import { realTime } from '../../src/cli/real-time.ts';
import { Lab } from '../../src/lab/lab.ts';
import { LaptopShell } from '../../src/lab/laptop-shell.ts';
import { preload } from '../../src/lab/preload.ts';
import type { Explanation } from '../../src/lab/why/explain.ts';
import { deployment, pod, ROWS, type Row, service } from './mistakes.ts';

await preload();

let lab: Lab;
let stop = (): void => undefined;
let shell: LaptopShell;

const run = async (line: string): Promise<string> => (await shell.capture(line)).stdout;
const namespaceOf = (row: Row): string => `row-${ROWS.indexOf(row) + 1}`;
const inNamespace = (object: object, namespace: string): object => {
  const { metadata, ...rest } = object as { readonly metadata: object };
  return { ...rest, metadata: { ...metadata, namespace } };
};
const namespace = (name: string): object => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

beforeAll(async () => {
  lab = new Lab({ documents: documentOf });
  stop = lab.drive(realTime);
  await lab.machines.warm();
  shell = new LaptopShell(lab);
  const deploy =
    'https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.13.3/deploy/static/provider/cloud/deploy.yaml';
  await run(`kubectl apply -f ${deploy}`);
  const shop = [
    namespace('shop'),
    ...[pod('goods'), service('pears', { selector: { app: 'goods' } })].map((o) => inNamespace(o, 'shop')),
  ];
  expect(lab.apply(shop)).toBeUndefined();
  await run('sleep 120');
}, 120_000);
afterAll(() => stop());

/** What `why` says, as a value and as text. */
async function said(row: Row, language: string): Promise<{ readonly value: Explanation; readonly text: string }> {
  const ns = namespaceOf(row);
  const line = `LANG=${language} why ${(row.why ?? '').replaceAll(/\bNS\b/g, ns)}`;
  const value = JSON.parse(await run(`${line} -o json`)) as Explanation;
  return { value, text: await run(line) };
}

const texts = new Map<Row, string>();

describe.each(ROWS.map((row) => [row.name, row] as const))('%s', (_name, row) => {
  test('is told by its reason, its field, and in both languages', async () => {
    const ns = namespaceOf(row);
    const fill = (text: string): string => text.replaceAll(/\bNS\b/g, ns);
    const objects = [...row.objects, pod('client')].map((object) => inNamespace(object, ns));
    expect(lab.apply([namespace(ns), ...objects])).toBeUndefined();
    lab.settle();
    for (const line of row.lines ?? []) await run(fill(line));
    const asked = await shell.capture(fill(row.ask));
    const told = `${asked.stdout}${asked.stderr}`;
    const [en, zh] = [await said(row, 'en_US.UTF-8'), await said(row, 'zh_CN.UTF-8')];
    if (row.after) await run(fill(row.after));
    const { broken } = en.value;
    expect(broken, `${told}${en.text}`).toMatchObject({ code: row.code });
    expect([broken!.decided?.object, broken!.decided?.path, broken!.decided?.absent], en.text).toEqual([
      row.object && fill(row.object),
      row.path,
      row.absent,
    ]);
    for (const words of [...row.both, row.en].map(fill)) expect(en.text).toContain(words);
    for (const words of [...row.both, row.zh].map(fill)) expect(zh.text).toContain(words);
    expect(zh.value.broken).toMatchObject({ code: row.code });
    // The cluster's own words stay English; ours do not.
    expect(zh.text).not.toMatch(/Because|Decided|Mend:|Nothing|opens a|resolved \S+ to|accepted the/);
    expect(`${en.text}${zh.text}`).not.toMatch(/\{\w+\}/);
    texts.set(row, en.text.replaceAll(ns, 'NS'));
  }, 60_000);
});

test('no row is content with what is said of others', () => {
  for (const row of texts.keys()) {
    const words = [...row.both, row.en];
    const others = [...texts].filter(([other, text]) => other !== row && words.every((word) => text.includes(word)));
    expect(others.length, `${row.name}: ${others.map(([{ name }]) => name).join('; ')}`).toBeLessThanOrEqual(2);
  }
  expect(texts.size).toBeGreaterThan(60);
});

test('the line of the manifest: in the object, and in the learner’s own file', async () => {
  await run('mkdir -p shop');
  const file = `# what the shop is
apiVersion: apps/v1
kind: Deployment
metadata:
  name: till
spec:
  selector: {matchLabels: {app: till}}
  template:
    metadata: {labels: {app: till}}
    spec:
      containers:
      - name: till
        image: ${(deployment('x', 1).spec.template.spec.containers[0] as { image: string }).image}
        args: [netexec, --http-port=8080]
---
apiVersion: v1
kind: Service
metadata:
  name: till
spec:
  selector:
    app: till
  ports:
  - port: 80
    # the application's
    targetPort: 9999
`;
  lab.machines.laptop.files.write('/home/learner/shop/till.yaml', file);
  await run(
    'kubectl apply -f shop/till.yaml; sleep 10; kubectl run asks --image=curlimages/curl --command -- sleep inf; sleep 10',
  );
  await run('kubectl exec asks -- curl -s -m 3 http://till');
  const line = file.split('\n').findIndex((text) => text.includes('9999')) + 1;
  const text = await run('why');
  expect(text).toContain(
    `Decided by: Service/default/till spec.ports[0].targetPort (written by kubectl-client-side-apply), shop/till.yaml:${line}\n`,
  );
  expect(text).toContain('    ports:\n    - port: 80\n      protocol: TCP\n  →   targetPort: 9999\n');
}, 60_000);

test('what a server answers by itself is no broken link', async () => {
  const at = "http://$(kubectl get pod -l app=till -o jsonpath='{.items[0].status.podIP}'):8080/echo?code=404";
  await run(`kubectl exec asks -- curl -s -m 3 "${at}"`);
  expect(await run('why')).toMatch(/Nothing is broken on the way: 404 is what pod\/default\/till-\S+ answered\.\n$/);
  expect(await run('LANG=zh_CN.UTF-8 why')).toMatch(
    /一路上没有断开的环节：404 是 pod\/default\/till-\S+ 自己的回答。\n$/,
  );
}, 60_000);
