// The pages about errors: each shows what is printed, and what is printed leads to it; what has gone well leads nowhere.
// RECORD_ERRORS=1 writes content/errors/shown anew: read what it wrote.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lintWords } from '#grading/lint/reading.ts';
import { preload } from '#lab/preload.ts';
import { lastOutput, Recogniser } from '../src/site/errors/recognise.ts';
import { ERRORS, SPOKEN, shownBy, shownFile } from './errors/replay.ts';

const recogniser = new Recogniser(ERRORS);
const idsIn = (text: string): readonly string[] => recogniser.in(text.split('\n')).map(({ error }) => error.id);

await preload();

test.each(ERRORS.map((error) => [error.id, error] as const))(
  '%s: its page shows what is printed',
  async (id, error) => {
    const shown = await shownBy(error);
    for (const language of SPOKEN) {
      const file = shownFile(id, language);
      const isOwn = language === 'en' || shown[language] !== shown.en;
      if (process.env['RECORD_ERRORS']) {
        mkdirSync(new URL('.', file), { recursive: true });
        if (isOwn) writeFileSync(file, shown[language]);
        else rmSync(file, { force: true });
      }
      expect(existsSync(file), `${language}: recorded`).toBe(isOwn);
      if (isOwn) expect(shown[language]).toBe(readFileSync(file, 'utf8'));
      expect(idsIn(shown[language])).toContain(id);
    }
  },
);

/** `$ command`, then what it prints, what it complains about behind `! `; in some releases only, behind `[1.32, 1.33]`. */
const FOLDERS = ['transcripts', 'recorded'].map((name) => new URL(`conformance/${name}/`, import.meta.url));
const COMPLAINT = /^(\[[\d., -]+\] )?! /;

test('of what the real kubectl was seen to print, only what says that something is wrong leads to a page', () => {
  const led = { complaint: 0, state: 0 };
  for (const folder of FOLDERS)
    for (const file of readdirSync(folder)) {
      const lines = readFileSync(new URL(file, folder), 'utf8').split('\n');
      for (const { error, line } of recogniser.in(lines.map((text) => text.replace(COMPLAINT, '')))) {
        const isState = ERRORS.some(({ id, isState }) => id === error.id && isState);
        led[isState ? 'state' : 'complaint']++;
        const asked = lines.slice(0, line).findLast((text) => text.startsWith('$ '));
        if (!isState && !asked?.includes('2>&1'))
          expect(lines[line], `${file}:${line + 1} as ${error.id}`).toMatch(COMPLAINT);
      }
    }
  expect(led.complaint).toBeGreaterThan(200);
  // Tables: 28 000 lines of them, and few Pods in trouble.
  expect(led.state).toBeLessThan(20);
});

test.each([
  ['NAME   POD-SELECTOR   AGE', 'deny   <none>         5s'],
  [
    'NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE',
    'web    ClusterIP   10.96.0.9    <none>        80/TCP    5s',
  ],
  ['NAME   STATUS   ROLES    AGE   VERSION', 'n1     Ready    <none>   5m    v1.34.0'],
  ['NAME   READY   STATUS   SECRET', 'web    1/1     Running  5s'],
  ['404 boats, 502 of them with a Pending bill'],
])('%s: nothing is wrong', (...lines) => expect(recogniser.in(lines)).toEqual([]));

const REACHED = "Failed to connect to web port 80 after 3070 ms: Couldn't connect to server";
test.each<[string | undefined, string]>([
  [
    'forbidden',
    'Error from server (Forbidden): pods is forbidden: User "eve" cannot list resource "pods" in API group ""',
  ],
  ['forbidden', 'error: failed to create service: services is forbidden: User "eve" cannot create resource "services"'],
  ['forbidden', String.raw`  "message": "forbidden: User \"system:anonymous\" cannot get path \"/\"",`],
  [
    'admission',
    'Error from server (Forbidden): pods "two" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1',
  ],
  [
    'admission',
    'Error from server (Forbidden): pods "two" is forbidden: failed quota: few: must specify cpu for: main',
  ],
  [
    'admission',
    'Error from server (Forbidden): pods "two" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot',
  ],
  ['admission', 'pods "big" is forbidden: maximum memory usage per Container is 800Mi, but limit is 1Gi'],
  [
    'admission',
    'pods "big" is forbidden: [minimum cpu usage per Pod is 1, but request is 500m, cpu max limit to request ratio',
  ],
  [
    'admission',
    'pods "big" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 4.0',
  ],
  [
    'admission',
    'pods "web" is forbidden: unable to create new content in namespace shop because it is being terminated',
  ],
  ['admission', 'Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted'],
  [
    'admission',
    `deployments.apps "two" is forbidden: ValidatingAdmissionPolicy 'few' with binding 'few' denied request: no`,
  ],
  [undefined, 'Error from server (Forbidden): pods "p" is forbidden: pod rejected: RuntimeClass "nope" not found'],
  [
    'network-policy-timeout',
    '  ✗ pod/default/web: NetworkPolicies default/a, default/b isolate it, and no rule lets this connection in',
  ],
  [
    'network-policy-timeout',
    'Because: NetworkPolicy default/a, default/b isolates Pod default/web (Ingress), and none of its rules',
  ],
  [
    'network-policy-timeout',
    '原因：NetworkPolicy default/deny 隔离了 Pod default/web（Ingress），没有任何规则允许这个连接',
  ],
  [
    'network-policy-timeout',
    '  ✗ pod/default/web：NetworkPolicy default/a, default/b 隔离了 Pod default/web，没有规则允许',
  ],
  ['curl-28', 'curl: (28) Connection timed out after 3000 milliseconds'],
  ['curl-28', `curl: (28) ${REACHED}`],
  ['curl-28', 'telnet: Unable to connect to remote host: Connection timed out'],
  ['slow-server', 'curl: (28) Operation timed out after 3001 milliseconds with 0 bytes received'],
  ['slow-server', 'curl: (28) SSL connection timeout'],
  ['dns-timeout', 'curl: (28) Resolving timed out after 5000 milliseconds'],
  ['dns-timeout', ';; connection timed out; no servers could be reached'],
  ['dns-timeout', ';; communications error to 10.96.0.10#53: timed out'],
  [
    'webhook',
    'error: failed to create ingress: Internal error occurred: failed calling webhook "validate.nginx.ingress.kubernetes.io": failed',
  ],
  ['curl-7', `curl: (7) ${REACHED}`],
  ['curl-7', "wget: can't connect to remote host (10.96.0.9): Connection refused"],
  ['no-route', "wget: can't connect to remote host (10.244.1.9): No route to host"],
  ['no-route', 'nc: connect to 10.244.1.9 port 80 (tcp) failed: No route to host'],
  ['no-route', 'telnet: Unable to connect to remote host: No route to host'],
])('%s is met in: %s', (id, line) => expect(idsIn(line)).toEqual(id ? [id] : []));

test('Chinese words are those of the course', () => {
  const wrong: string[] = [];
  const lint = (at: string, text: string): void =>
    lintWords(at, text, 'zh', (_, __, message) => wrong.push(`${at}: ${message}`));
  for (const { id, means, hop, find, mend } of ERRORS)
    for (const { zh } of [means, hop, ...find, ...mend]) lint(id, zh);
  for (const line of readFileSync(new URL('../content/glossary.yaml', import.meta.url), 'utf8').split('\n'))
    lint(line.slice(0, 30), line);
  expect(wrong).toEqual([]);
});

const PROMPT = 'learner@laptop:~$';
test.each([
  ['while the prompt is not back yet', [`${PROMPT} a`, 'one', `${PROMPT} b`, 'two'], ['two']],
  ['when it is back', [`${PROMPT} a`, 'one', `${PROMPT} b`, 'two', PROMPT], ['two']],
  ['when it printed nothing', [`${PROMPT} a`, 'one', `${PROMPT} b`, PROMPT], []],
  ['when nothing was entered', [PROMPT], []],
] as const)('what was printed last, %s', (_, screen, printed) => expect(lastOutput(screen)).toEqual(printed));
