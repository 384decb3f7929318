#!/usr/bin/env node
// Differential test: the same shell steps, once with the real kubectl and once with this project's,
// each against its own simulated cluster, which begins anew with each case. What they print, how they exit and the state that
// they leave behind must be the same.
//
//   node kubectl-diff.mjs [--project DIR] [--kubectl BIN] [--only TEXT] [--jobs N] [--verbose] CASES.txt...
//
// It needs bin/portolan in the project and a real kubectl of the cluster's version (1.34):
// --kubectl, else $KUBECTL, else the one that the project's test set-up unpacked, else `kubectl` on PATH.
// Node 20 or later, bash; no packages.
//
// A case file:
//   ### name [manifest.yaml, other.yaml]     manifests are looked up in manifests/ beside the case's folder
//   $ kubectl expose deployment web --port=80
//   $ kubectl apply -f - <<'Y'
//   ...the step goes on until the next line that begins with "$ " or "###"
// A step is run by bash, in an empty folder with the manifests' folder as $MANIFESTS.
// A line `#unordered` before a step compares its lines as a set.

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';

const STEP_LIMIT_MS = 20_000;
const START_LIMIT_MS = 20_000;

function parseArguments(argv) {
  const options = {
    project: process.cwd(),
    kubectl: process.env.KUBECTL,
    only: '',
    jobs: 2,
    verbose: false,
    files: [],
  };
  for (let i = 0; i < argv.length; i++) {
    const a = argv[i];
    if (a === '--verbose') options.verbose = true;
    else if (a === '--jobs') options.jobs = Number(argv[++i]);
    else if (['--project', '--kubectl', '--only'].includes(a)) options[a.slice(2)] = argv[++i];
    else if (a.startsWith('--')) fail(`unknown option ${a}`);
    else options.files.push(a);
  }
  if (options.files.length === 0) fail('name at least one case file');
  options.project = resolve(options.project);
  const unpacked = join(options.project, 'node_modules/.cache/portolan/kubectl');
  options.kubectl ??= existsSync(unpacked) ? unpacked : 'kubectl';
  return options;
}

function fail(message) {
  console.error(`kubectl-diff: ${message}`);
  process.exit(2);
}

export function parseCases(text, file) {
  const cases = [];
  let current,
    step,
    unordered = false;
  const endStep = () => {
    if (step) current.steps.push(step);
    step = undefined;
  };
  for (const line of text.split('\n')) {
    const head = /^### (\S+)(?: \[([^\]]*)\])?\s*$/.exec(line);
    if (head) {
      endStep();
      current = {
        name: head[1],
        file,
        manifests: (head[2] ?? '')
          .split(',')
          .map((m) => m.trim())
          .filter(Boolean),
        steps: [],
      };
      cases.push(current);
    } else if (line.startsWith('$ ')) {
      endStep();
      step = { script: line.slice(2), unordered };
      unordered = false;
    } else if (line === '#unordered') {
      endStep();
      unordered = true;
    } else if (step) {
      step.script += `\n${line}`;
    }
  }
  endStep();
  for (const c of cases) for (const s of c.steps) s.script = s.script.trimEnd();
  return cases;
}

async function startCluster(options, manifests, folder) {
  const kubeconfig = join(folder, 'kubeconfig');
  const args = ['cluster', '--port', '0', '--kubeconfig', kubeconfig, '--seed', '1', '--time', 'instant'];
  for (const m of manifests) args.push('--apply', m);
  const child = spawn(join(options.project, 'bin/portolan'), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (d) => {
    errors += d;
  });
  const ready = new Promise((ok, no) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      try {
        const m = JSON.parse(line);
        if (m.ready) ok(m);
      } catch {
        /* other output */
      }
    });
    child.on('exit', (code) => no(new Error(`cluster exited ${code} before it was ready: ${errors.slice(-400)}`)));
    child.on('error', no);
    setTimeout(
      () => no(new Error(`cluster not ready in ${START_LIMIT_MS} ms: ${errors.slice(-400)}`)),
      START_LIMIT_MS,
    ).unref();
  });
  let server;
  try {
    ({ server } = await ready);
  } catch (e) {
    child.kill('SIGKILL');
    throw e;
  }
  const token = /token: (\S+)/.exec(readFileSync(kubeconfig, 'utf8'))?.[1];
  const snapshot = async (method, body) => {
    const answer = await fetch(`${server}/portolan/v1/snapshot`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body && { body }),
    });
    if (!answer.ok) throw new Error(`${method} snapshot: ${answer.status} ${await answer.text()}`);
    return answer.text();
  };
  const beginning = await snapshot('GET');
  return {
    kubeconfig,
    stored: async () => JSON.parse(await snapshot('GET')).storage.objects,
    again: () => snapshot('PUT', beginning),
    stop: () => child.kill('SIGTERM'),
  };
}

/** Clusters that have been used stand as they began again, for the next case with the same manifests: a restored one is a fresh one. */
export class Clusters {
  #options;
  #idle = new Map();
  #all = [];

  constructor(options) {
    this.#options = options;
  }

  async take(manifests) {
    const idle = this.#idle.get(manifests.join());
    if (idle?.length) return idle.pop();
    const folder = mkdtempSync(join(tmpdir(), 'kubectl-diff-cluster-'));
    const cluster = await startCluster(this.#options, manifests, folder);
    this.#all.push({ cluster, folder });
    return cluster;
  }

  async give(manifests, cluster) {
    await cluster.again();
    this.#idle.set(manifests.join(), [...(this.#idle.get(manifests.join()) ?? []), cluster]);
  }

  stop() {
    for (const { cluster, folder } of this.#all) {
      cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function run(script, env, cwd) {
  return new Promise((done) => {
    const child = spawn('bash', ['-c', script], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '',
      stderr = '';
    child.stdout.on('data', (d) => {
      stdout += d;
    });
    child.stderr.on('data', (d) => {
      stderr += d;
    });
    const timer = setTimeout(() => {
      stderr += '\n[step timed out]';
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        /* gone */
      }
    }, STEP_LIMIT_MS);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      done({ stdout, stderr, code: code ?? signal });
    });
  });
}

// What may honestly differ between two runs: clock, identity, port numbers that the system chose.
export function normalise(text) {
  return text
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, '<time>')
    .replace(/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<date>')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>')
    .replace(/(resourceVersion"?: ?)"?\d+"?/g, '$1<rv>')
    .replace(/(127\.0\.0\.1|localhost):\d+/g, '<server>')
    .replace(/(-[0-9a-z]{5,10})-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1-#####')
    .replace(/(?<=[ (])(?:\d+y)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)(?=[ )\n]|$)/g, '<age>')
    .replace(/[IWE]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ /g, '<klog> ');
}

function prune(value) {
  if (Array.isArray(value)) return value.map(prune);
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? normalise(value) : value;
  const out = {};
  for (const key of Object.keys(value).sort()) {
    if (
      [
        'uid',
        'resourceVersion',
        'creationTimestamp',
        'time',
        'startTime',
        'startedAt',
        'finishedAt',
        'lastTransitionTime',
        'lastUpdateTime',
        'lastProbeTime',
        'lastHeartbeatTime',
        'containerID',
      ].includes(key)
    )
      continue;
    out[key] = prune(value[key]);
  }
  return out;
}

const STATE =
  'services,deployments,replicasets,pods,configmaps,secrets,ingresses,endpointslices,jobs,statefulsets,daemonsets,namespaces';

async function finalState(options, env, cwd) {
  const got = await run(
    `"$REAL_KUBECTL" get ${STATE} -A -o json --show-managed-fields`,
    { ...env, REAL_KUBECTL: options.kubectl },
    cwd,
  );
  if (got.code !== 0) return { error: got.stderr };
  const items = JSON.parse(got.stdout).items.map(prune);
  return items.filter((o) => o.metadata.namespace !== 'kube-system').sort((a, b) => key(a).localeCompare(key(b)));
}
const key = (o) => `${o.kind}/${o.metadata.namespace ?? ''}/${o.metadata.name}`;

/** `kubectl plugin list` tells of folders that are not there: another machine's PATH names others. */
const onPath = (process.env.PATH ?? '')
  .split(':')
  .filter((folder) => isAbsolute(folder) && existsSync(folder))
  .join(':');

/** Where steps are run, with that kubectl on the PATH. */
function openSide(folder, target, cluster, manifestsDir) {
  const bin = join(folder, 'bin');
  const cwd = join(folder, 'cwd');
  for (const d of [bin, cwd]) mkdirSync(d, { recursive: true });
  writeFileSync(join(bin, 'kubectl'), `#!/bin/sh\nexec ${target} "$@"\n`);
  chmodSync(join(bin, 'kubectl'), 0o755);
  const env = {
    PATH: `${bin}:${onPath}`,
    HOME: folder,
    KUBECONFIG: cluster.kubeconfig,
    MANIFESTS: manifestsDir,
    LANG: 'C.UTF-8',
    COLUMNS: '200',
  };
  return { env, cwd };
}

function manifestsOf(testCase) {
  const manifestsDir = resolve(dirname(testCase.file), '../manifests');
  return { manifestsDir, manifests: testCase.manifests.map((m) => join(manifestsDir, m)) };
}

/** What the real kubectl alone prints, step by step, and what is stored before and afterwards. */
export async function playCase(options, testCase, clusters) {
  const base = mkdtempSync(join(tmpdir(), 'kubectl-diff-'));
  const { manifestsDir, manifests } = manifestsOf(testCase);
  const cluster = await clusters.take(manifests);
  try {
    const side = openSide(base, `"${options.kubectl}"`, cluster, manifestsDir);
    const before = await cluster.stored();
    const outcomes = [];
    for (const { script } of testCase.steps) outcomes.push(await run(script, side.env, side.cwd));
    return { outcomes, before, after: await cluster.stored() };
  } finally {
    await clusters.give(manifests, cluster);
    rmSync(base, { recursive: true, force: true });
  }
}

export async function runCase(options, testCase, clusters) {
  const base = mkdtempSync(join(tmpdir(), 'kubectl-diff-'));
  const { manifestsDir, manifests } = manifestsOf(testCase);
  const taken = [];
  try {
    const sides = [];
    for (const side of ['real', 'ours']) {
      const target = side === 'real' ? `"${options.kubectl}"` : `"${join(options.project, 'bin/portolan')}" kubectl`;
      const cluster = await clusters.take(manifests);
      taken.push(cluster);
      sides.push(openSide(join(base, side), target, cluster, manifestsDir));
    }
    const faults = [];
    for (const step of testCase.steps) {
      const results = [];
      for (const s of sides) results.push(await run(step.script, s.env, s.cwd));
      const [a, b] = results.map((r) => ({ ...r, stdout: shape(r.stdout, step), stderr: shape(r.stderr, step) }));
      for (const part of ['stdout', 'stderr', 'code']) {
        if (a[part] !== b[part]) faults.push({ step: step.script, part, real: a[part], ours: b[part] });
      }
    }
    const [stateReal, stateOurs] = [
      await finalState(options, sides[0].env, sides[0].cwd),
      await finalState(options, sides[1].env, sides[1].cwd),
    ];
    for (const state of [stateReal, stateOurs])
      if (state.error) faults.push({ step: '(state left behind)', part: 'error', real: '', ours: state.error });
    if (!isDeepStrictEqual(stateReal, stateOurs))
      faults.push({ step: '(state left behind)', part: 'state', ...firstDifference(stateReal, stateOurs) });
    return faults;
  } catch (error) {
    return [{ step: '(set-up)', part: 'error', real: '', ours: String(error.message ?? error) }];
  } finally {
    for (const cluster of taken) await clusters.give(manifests, cluster);
    rmSync(base, { recursive: true, force: true });
  }
}

function shape(text, step) {
  const t = normalise(text);
  return step.unordered ? t.split('\n').sort().join('\n') : t;
}

function firstDifference(a, b, path = '') {
  if (isDeepStrictEqual(a, b)) return undefined;
  if (a && b && typeof a === 'object' && typeof b === 'object') {
    for (const k of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const label = Array.isArray(a) && a[k]?.kind ? key(a[k]) : k;
      const d = firstDifference(a[k], b[k], `${path}/${label}`);
      if (d) return d;
    }
  }
  return { real: `${path}: ${JSON.stringify(a)}`, ours: `${path}: ${JSON.stringify(b)}` };
}

async function main() {
  const options = parseArguments(process.argv.slice(2));
  if (!existsSync(join(options.project, 'bin/portolan'))) fail(`no bin/portolan in ${options.project}`);
  const probe = await run('"$REAL" version --client', { ...process.env, REAL: options.kubectl }, tmpdir());
  if (probe.code !== 0) fail(`no real kubectl: ${options.kubectl}`);
  const cases = options.files
    .flatMap((f) => parseCases(readFileSync(f, 'utf8'), resolve(f)))
    .filter((c) => c.name.includes(options.only));
  let next = 0,
    passed = 0,
    failed = 0;
  const failures = [];
  const clusters = new Clusters(options);
  await Promise.all(
    Array.from({ length: options.jobs }, async () => {
      while (next < cases.length) {
        const c = cases[next++];
        const faults = await runCase(options, c, clusters);
        if (faults.length === 0) {
          passed++;
          if (options.verbose) console.log(`ok   ${c.name}`);
        } else {
          failed++;
          failures.push(c.name);
          console.log(report(c, faults, options));
        }
      }
    }),
  );
  clusters.stop();
  if (failures.length) console.log(`differ: ${failures.join(' ')}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

export function report(c, faults, options) {
  const told = (options.verbose ? faults : faults.slice(0, 2)).map(
    (f) =>
      `  $ ${f.step.split('\n').join('\n    ')}\n  ${f.part}, real:\n${indent(f.real)}\n  ${f.part}, ours:\n${indent(f.ours)}`,
  );
  return [`DIFF ${c.name}`, ...told].join('\n');
}
const indent = (t) =>
  String(t)
    .split('\n')
    .map((l) => `    | ${l}`)
    .join('\n');

if (process.argv[1] && resolve(process.argv[1]) === resolve(new URL(import.meta.url).pathname)) await main();
