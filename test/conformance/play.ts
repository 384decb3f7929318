// Plays a transcript's steps with one kubectl release against a fresh simulated cluster.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Outcome, Transcript } from './transcript.ts';

const dir = new URL('.', import.meta.url).pathname;
const root = new URL('../..', import.meta.url).pathname;
const cache = join(root, 'node_modules/.cache/portolan');
const STEP_LIMIT_MS = 30_000;

/** The releases of which scripts/setup-kubectl.mjs has unpacked a binary, such as `1.34`, oldest first. */
export const releases = (existsSync(cache) ? readdirSync(cache) : [])
  .flatMap((name) => /^kubectl-(1\.\d+)$/.exec(name)?.[1] ?? [])
  .sort();

export interface Cluster {
  readonly server: string;
  readonly kubeconfig: string;
  readonly stop: () => Promise<void>;
}

/** Starts `portolan cluster`; `given` are manifests' names and further options. */
export async function startCluster(folder: string, given: readonly string[] = []): Promise<Cluster> {
  const options = given.flatMap((what) =>
    what.startsWith('--') ? what.split(' ') : ['--apply', join(dir, 'manifests', what)],
  );
  if (!options.includes('--time')) options.push('--time', 'instant');
  const child = spawn(
    join(root, 'bin/portolan'),
    ['cluster', '--kubeconfig', join(folder, 'kubeconfig'), '--seed', '1', ...options],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let complaints = '';
  child.stderr.on('data', (text) => (complaints += text));
  const ready = await new Promise<{ server: string; kubeconfig: string }>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`portolan cluster ended with ${code}: ${complaints}`)));
  });
  return { ...ready, stop: () => end(child) };
}

const end = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });

/** What each step prints, in order. */
export async function play(transcript: Transcript, release: string): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), `portolan-${release}-`));
  let cluster: Cluster | undefined;
  try {
    for (const name of ['bin', 'cwd']) mkdirSync(join(folder, name));
    symlinkSync(join(cache, `kubectl-${release}`), join(folder, 'bin/kubectl'));
    cluster = await startCluster(folder, transcript.cluster);
    const env = {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      KUBECONFIG: cluster.kubeconfig,
      SERVER: cluster.server,
      MANIFESTS: join(dir, 'manifests'),
      LANG: 'C.UTF-8',
      COLUMNS: '200',
    };
    const outcomes: Outcome[] = [];
    for (const { script } of transcript.steps) outcomes.push(await runStep(script, env, join(folder, 'cwd')));
    return outcomes;
  } finally {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function runStep(script: string, env: NodeJS.ProcessEnv, cwd: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', script], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text) => (stdout += text));
    child.stderr.on('data', (text) => (stderr += text));
    const limit = setTimeout(() => {
      stderr += `\nnot done in ${STEP_LIMIT_MS} ms`;
      process.kill(-child.pid!, 'SIGKILL');
    }, STEP_LIMIT_MS);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      resolve({ stdout, stderr, code: code ?? signal! });
    });
  });
}
