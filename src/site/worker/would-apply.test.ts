import { beforeAll, expect, test } from 'vitest';
import { Lab } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import { wouldApply } from './would-apply.ts';

beforeAll(() => preload());

const PAIR = ['web', 'api']
  .map(
    (name) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {ports: [{port: 80}], selector: {app: ${name}}}\n`,
  )
  .join('---\n');

test('what is new, what would change, nothing, and what is refused; nothing of it is done', async () => {
  const lab = new Lab({ home: { 'pair.yaml': PAIR } });
  const { laptop } = lab.machines;
  const { shell, capture } = bound(new LaptopShell(lab));
  const path = `${laptop.homeDir}/pair.yaml`;
  const ask = (): ReturnType<typeof wouldApply> => wouldApply(lab, shell, path);

  const fresh = await ask();
  if (typeof fresh === 'string') throw new Error(fresh);
  expect(fresh.live).toBe('');
  expect(fresh.merged.match(/^ {2}name: .*|^---$/gm)).toEqual(['  name: web', '---', '  name: api']);
  expect((await capture('kubectl get services -o name')).stdout).toBe('service/kubernetes\n');

  await capture('kubectl apply -f pair.yaml');
  const same = await ask();
  expect(same).toMatchObject({ printed: '' });
  expect(same).toHaveProperty('merged', (same as { live: string }).live);

  laptop.files.write(path, PAIR.replace('port: 80}], selector: {app: api}', 'port: 81}], selector: {app: api}'));
  // The learner's own program for differences has no say here.
  await capture('export KUBECTL_EXTERNAL_DIFF=no-such-program');
  const changed = await ask();
  if (typeof changed === 'string') throw new Error(changed);
  const lines = changed.printed.split('\n').filter((line) => /^[-+] /.test(line));
  expect(lines).toEqual(expect.arrayContaining(['-  - port: 80', '+  - port: 81']));
  expect(changed.live).toContain('  - port: 80\n    protocol: TCP\n    targetPort: 80\n');
  expect(changed.merged).toContain('  - port: 81\n');

  laptop.files.write(path, PAIR.replace('port: 80', 'port: 99999'));
  expect(await ask()).toMatch(/^The Service "web" is invalid:/);
});

test('what the server warns of is told, and that applying refuses what comparing only warns of', async () => {
  const text =
    'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nselector: {app: web}\nspec: {ports: [{port: 80}]}\n';
  const lab = new Lab({ home: { 'web.yaml': text } });
  const { shell, capture } = bound(new LaptopShell(lab));
  const path = `${lab.machines.laptop.homeDir}/web.yaml`;
  const would = await wouldApply(lab, shell, path);
  const refused = (await capture(`kubectl apply -f ${path}`)).stderr.trim();
  expect(refused).toContain('unknown field "selector"');
  expect(would).toMatchObject({ warned: 'Warning: unknown field "selector"', refused });
  // Of what was made otherwise, applying warns.
  await capture('kubectl create service clusterip web --tcp 80');
  lab.machines.laptop.files.write(path, text.replace('selector: {app: web}\n', ''));
  expect(await wouldApply(lab, shell, path)).toMatchObject({
    warned: expect.stringMatching(
      /^Warning: resource services\/web is missing the kubectl.kubernetes.io\/last-applied-configuration/,
    ),
    refused: '',
  });
});

test('what comes later is named as if nobody had compared', async () => {
  const pods = (name: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {replicas: 2, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: nginx}]}}}\n`;
  const named = async (compares: boolean): Promise<string> => {
    const lab = new Lab({ home: { 'web.yaml': `${pods('web')}---\n${PAIR}` }, seed: 7 });
    const { shell, capture } = bound(new LaptopShell(lab));
    const ask = async (): Promise<void> => {
      if (compares)
        expect(await wouldApply(lab, shell, `${lab.machines.laptop.homeDir}/web.yaml`)).toBeTypeOf('object');
    };
    await ask();
    await capture('kubectl apply -f web.yaml');
    await ask();
    await capture('kubectl delete pod -l app=web');
    const columns = 'NAME:.metadata.name,UID:.metadata.uid,IP:.spec.clusterIP';
    return (await capture(`kubectl get pods,services -o custom-columns=${columns}; echo $RANDOM`)).stdout;
  };
  const without = await named(false);
  expect(without.match(/^web-/gm)).toHaveLength(2);
  expect(await named(true)).toBe(without);
});

function bound(laptop: LaptopShell): { shell: LaptopShell['shell']; capture: LaptopShell['capture'] } {
  return { shell: laptop.shell, capture: (line) => laptop.capture(line) };
}
