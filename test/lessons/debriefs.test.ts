// What a hunt's debrief tells one to look at, looked at in each of its broken clusters: it shows what the debrief says.

import { describe, expect, test } from 'vitest';
import { parseLesson } from '#grading/lesson.ts';
import { everyValue } from '#grading/params.ts';
import { Seat, type Standing } from '#grading/seat.ts';
import { LOCALES } from '#grading/text.ts';
import { readLessonFolder } from '../../src/cli/lesson-files.ts';
import { realTime } from '../../src/cli/real-time.ts';

interface Look {
  /** As the debrief has it. Undefined: it says so in words. */
  readonly said?: string;
  /** What is typed. Default: what is said. */
  readonly run?: string;
  /** Default 0. */
  readonly exit?: number | readonly number[];
  /** For each value of what is drawn; one for all, if it is the same. */
  readonly shows?: readonly RegExp[];
  /** What it does not show, in the same way. */
  readonly lacks?: readonly RegExp[];
}

const inside = 'kubectl exec client -- curl -s -m 5 http://api/hostname';
const refused: Look = { run: inside, exit: 7 };
const nodes = 'kubectl get nodes -o jsonpath=\'{.items[*].status.addresses[?(@.type=="ExternalIP")].address}\'';
const shop = 'curl -si -m 5 http://shop.mydomain.com/hostname';
const status = `curl -s -m 5 -o /dev/null -w '%{http_code}' http://shop.mydomain.com/`;

/** In the order of the debrief. */
const looks: Readonly<Record<string, readonly Look[]>> = {
  'one-letter': [
    { ...refused, said: 'curl' },
    { said: 'kubectl get endpointslices', shows: [/^api-\S+ +IPv4 +<unset> +<unset>/m] },
    { said: 'kubectl get service api -o wide', shows: [/app=apl$/m, /app=API$/m] },
    { said: 'kubectl get pods --show-labels', shows: [/^api-.* app=api,/m] },
  ],
  'wrong-port': [
    refused,
    { said: 'kubectl describe service api', shows: [/Endpoints: +[\d.]+:8088,/, /Endpoints: +[\d.]+,[\d.]+$/m] },
    { said: 'kubectl get endpointslices', shows: [/^api-\S+ +IPv4 +8088 /m, /^api-\S+ +IPv4 +<unset> +10\./m] },
  ],
  'no-name': [
    { run: inside, exit: 6 },
    { said: 'kubectl exec client -- nslookup web.default.svc.cluster.local', shows: [/^Address: 10\.\d+\.\d+\.\d+$/m] },
    { said: 'kubectl get services', shows: [/^apis /m, /^app-api /m], lacks: [/^api /m] },
  ],
  'not-ready': [
    refused,
    { said: 'kubectl get pods', shows: [/^api-\S+ +0\/1 +Running/m] },
    {
      said: 'kubectl describe pod',
      run: 'kubectl describe pod -l app=api',
      shows: [
        /Unhealthy .*Get "http:.*:8090\/": dial tcp .* connection refused\n*$/,
        /Unhealthy .*http: server gave HTTP response to HTTPS client\n*$/,
      ],
    },
  ],
  'no-image': [
    { said: 'kubectl get pods', shows: [/^api-\S+ +0\/1 +ImagePullBackOff/m] },
    { said: 'kubectl describe pod', shows: [/Image: .*agnhots:2\.53/, /Image: .*agnhost:253/] },
    { said: 'kubectl rollout undo', run: 'kubectl rollout undo deployment api', shows: [/rolled back/] },
    { run: inside, shows: [/^api-/] },
  ],
  'not-started': [
    {
      said: 'kubectl get pods',
      shows: [/^api-\S+ +0\/1 +CrashLoopBackOff/m, /^api-\S+ +0\/1 +CreateContainerConfigError/m],
    },
    {
      said: 'kubectl describe pod',
      run: 'kubectl describe pod -l app=api',
      shows: [
        /Failed .*"\/agnhots": no such file|Failed .*stat \/agnhots: no such file/,
        /Failed .*configmap "settings" not found\n*$/,
      ],
    },
    // Empty, or nothing that there are logs of.
    { run: 'kubectl logs -l app=api', exit: [0, 1], lacks: [/\d{4}\/|listen/i] },
  ],
  'some-nodes': [
    {
      run: `for ip in $(${nodes}); do curl -s -m 3 -o /dev/null http://$ip:30080/; echo "node $?"; done`,
      shows: [/^(?=[\s\S]*node 0)(?=[\s\S]*node 28)/, /^(node 7\n){3}$/],
    },
    {
      run: 'kubectl describe service demo',
      shows: [/External Traffic Policy: +Local/, /NodePort: +http +30008\/TCP/],
    },
  ],
  'no-balancer': [
    { run: 'kubectl exec client -- curl -s -m 5 http://web/hostname', shows: [/^web-/] },
    { said: 'kubectl get service web', shows: [/LoadBalancer +\S+ +198\.18\./, /LoadBalancer +\S+ +<pending>/] },
    {
      run: 'kubectl describe service web',
      shows: [/LoadBalancer Source Ranges: +10\.0\.0\.0\/8/, /Events: +<none>/],
    },
    {
      run: "curl -s -m 3 http://$(kubectl get service web -o jsonpath='{.status.loadBalancer.ingress[0].ip}')/",
      // Silence; without an address there is nothing to ask.
      exit: [28, 3],
    },
  ],
  'closed-door': [
    { run: 'kubectl exec deployment/web -- curl -s -m 3 http://api/', exit: 28 },
    { said: 'kubectl describe networkpolicies', shows: [/PodSelector: app=wbe/, /To Port: 80\/TCP/] },
    { run: 'kubectl get pods --show-labels', shows: [/^web-.* app=web,/m] },
  ],
  'no-question': [
    {
      said: 'curl -m 5',
      run: 'kubectl exec deployment/web -- curl -sS -m 5 http://api/',
      exit: 28,
      shows: [/Resolving timed out after 5\d{3} milliseconds/],
    },
    {
      run: 'kubectl exec client -- curl -sS -m 5 http://no-such-name/',
      exit: 6,
      shows: [/Could not resolve host: no-such-name/],
    },
    {
      said: 'kubectl describe networkpolicies',
      shows: [/Allowing egress/, /To Port: 53\/TCP/],
      lacks: [/UDP/],
    },
  ],
  nobodys: [
    { run: shop, shows: [/^HTTP\/1\.1 404 [\s\S]*<center>nginx<\/center>/] },
    // NAME, CLASS, HOSTS, no ADDRESS, PORTS.
    {
      said: 'kubectl get ingress',
      shows: [/^shop +nignx +shop\.mydomain\.com +80 /m, /^shop +<none> +shop\.mydomain\.com +80 /m],
    },
    { said: 'kubectl get ingressclass', shows: [/^nginx /m], lacks: [/nignx/] },
  ],
  unavailable: [
    { run: shop, shows: [/^HTTP\/1\.1 503 /] },
    {
      said: 'kubectl describe ingress shop',
      shows: [/ wbe:80 \(<error: services "wbe" not found>\)/, / web:8000 \(\)/],
    },
  ],
  'old-address': [
    { said: 'dig +short shop.mydomain.com', shows: [/^198\.18\.0\.9\n$/, /^$/] },
    { said: 'kubectl get ingress', shows: [/^shop +nginx +\S+ +198\.18\.0\.(?!9 )\d+ /m] },
  ],
  unattached: [
    {
      run: "curl -si -m 5 -H 'Host: shop.mydomain.com' http://$(kubectl get gateway door -o jsonpath='{.status.addresses[0].value}')/",
      shows: [/^HTTP\/1\.1 404 /],
    },
    { said: 'kubectl describe gateway door', shows: [/Attached Routes: +0$/m, /Attached Routes: +1$/m] },
    {
      run: 'kubectl get httproute shop -o yaml',
      shows: [/parentRefs:\n[\s\S]*name: dor\n/, /hostnames:\n *- shop\.mydomian\.com\n/],
    },
  ],
  'two-faults': [
    refused,
    { run: 'kubectl rollout undo deployment api' },
    refused,
    { run: 'kubectl get pods', shows: [/^api-\S+ +1\/1 +Running/m] },
  ],
  'three-faults': [
    { run: status, exit: [6, 28] },
    { run: 'dnszone delete shop.mydomain.com', exit: [1, 0] },
    {
      run: "dnszone add shop.mydomain.com A $(kubectl -n ingress-nginx get service ingress-nginx-controller -o jsonpath='{.status.loadBalancer.ingress[0].ip}')",
    },
    { run: status, shows: [/^404$/] },
    { run: `kubectl patch ingress shop -p '{"spec":{"ingressClassName":"nginx"}}'` },
    { run: status, shows: [/^503$/] },
    { run: `kubectl patch service web -p '{"spec":{"selector":{"app":"web"}}}'` },
    { run: status, shows: [/^200$/] },
  ],
};

const base = new URL('../..', import.meta.url).pathname;
const dir = 'content/lessons/14-fault-hunts';
const read = readLessonFolder(dir, base);
if ('problems' in read) throw new Error(`${dir} does not keep to the format`);
const { folder } = read;
const standing: Standing = new Map();
const PROGRAM = /^(kubectl|curl|dig|nslookup|dnszone|cloud)\b/;

test.each(folder.lesson.exercises)(
  'the debrief of $id names no command that is not looked at here',
  ({ id, debrief }) => {
    for (const locale of LOCALES) {
      const commands = [...debrief![locale].matchAll(/`([^`]+)`/g)]
        .map(([, code]) => code!)
        .filter((code) => PROGRAM.test(code));
      expect(commands).toEqual((looks[id] ?? []).flatMap(({ said }) => said ?? []));
    }
  },
);

describe.each(everyValue(folder.lesson.params).map((values, draw) => ({ values, draw })))(
  'draw $draw',
  ({ values, draw }) => {
    const parsed = parseLesson(`${dir}/lesson.yaml`, folder.text, values);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const { lesson } = parsed;

    test.each(lesson.exercises)('$id shows what its debrief says', async (exercise) => {
      const seat = await Seat.take({ ...folder, lesson }, realTime, exercise, standing);
      for (const { said, run = said!, exit = 0, shows, lacks } of looks[exercise.id]!) {
        const [{ stdout, stderr, exitCode }] = (await seat.run([run])) as [Awaited<ReturnType<typeof seat.run>>[0]];
        const shown = stdout + stderr;
        expect(exitCode, `${run}\n${shown}`).toBe(typeof exit === 'number' ? exit : exit[draw]);
        if (shows) expect(shown, run).toMatch(shows[draw] ?? shows[0]!);
        if (lacks) expect(shown, run).not.toMatch(lacks[draw] ?? lacks[0]!);
      }
      seat.leave();
    });
  },
);
