import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const core = [
  'pki',
  'api',
  'apimachinery',
  'apiserver',
  'client',
  'controllers',
  'scheduler',
  'kubelet',
  'machine',
  'network',
  'kubectl',
  'shell',
];

/** Which rooms a room may import, beside itself. Read it as the building's plan. */
const plan: Record<string, readonly string[]> = {
  apimachinery: [],
  pki: [],
  machine: ['pki'],
  api: ['apimachinery'],
  apiserver: ['api', 'apimachinery', 'machine', 'pki'],
  client: ['apimachinery'],
  controllers: ['api', 'apimachinery', 'client', 'pki'],
  scheduler: ['api', 'apimachinery', 'client', 'controllers'],
  kubelet: ['api', 'apimachinery', 'client', 'machine', 'controllers', 'scheduler', 'pki'],
  network: ['api', 'apimachinery', 'machine', 'pki'],
  kubectl: ['api', 'apimachinery', 'machine', 'pki'],
  shell: ['machine', 'pki'],
  lab: core,
  grading: ['api', 'apimachinery', 'machine', 'network', 'pki', 'lab'],
  authoring: ['apimachinery', 'machine', 'network', 'lab', 'grading'],
  site: ['api', 'apimachinery', 'machine', 'shell', 'kubectl', 'lab', 'grading', 'authoring'],
  library: [...core, 'lab'],
  cli: [...core, 'lab', 'grading', 'authoring', 'library'],
};

/** Only these may know time, chance, the page or the machine. A timer that was handed in (`real.setTimeout(…)`) is not the global one. */
const FORBIDDEN =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|(?<![.\w])(?:globalThis\.)?set(?:Timeout|Interval)\((?!\w+:)/;
const MAY = new Set(['site', 'cli', 'library']);

const src = new URL('../src/', import.meta.url).pathname;
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (f) => /\.(ts|astro)$/.test(f) && f.includes('/'),
);

test.each(files)('%s keeps to its room', (file) => {
  const room = file.split('/')[0]!;
  const text = readFileSync(src + file, 'utf8');
  const isTest = file.endsWith('.test.ts');
  const targets = [...text.matchAll(/(?:\bfrom|\bimport) *\(?\s*'([^']+)'/g)].map(([, target]) => target!);
  for (const target of targets) {
    const other = target.startsWith('#')
      ? target.slice(1).split('/')[0]!
      : target.startsWith('.')
        ? join(dirname(file), target).split('/')[0]!
        : undefined;
    if (other && !isTest)
      expect([room, ...(plan[room] ?? [])], `${room} may not import ${other} (${target})`).toContain(other);
    if (target.startsWith('node:') && !isTest) expect(room, `only cli knows Node (${target})`).toBe('cli');
  }
  if (!isTest && !MAY.has(room))
    expect(text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, ''), 'time and chance come from the lab').not.toMatch(FORBIDDEN);
});

test('the plan and package.json name the same rooms', () => {
  const { imports } = JSON.parse(readFileSync(`${src}../package.json`, 'utf8')) as { imports: Record<string, string> };
  const named = Object.keys(imports)
    // What stands for one file is said beside it.
    .filter((k) => k.endsWith('/*'))
    .map((k) => k.slice(1, -2))
    .sort();
  expect(named).toEqual(
    Object.keys(plan)
      .filter((room) => !MAY.has(room))
      .sort(),
  );
});
