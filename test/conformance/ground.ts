// A simulated cluster with a real kubectl, and one kubectl proxy through which all else is asked of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node, Pod, Service } from '#api/core/types.ts';
import { addressesOf } from '../reachability/table.ts';
import { type Cluster, startCluster } from './play.ts';

const root = new URL('../..', import.meta.url).pathname;
export const kubectl = join(root, 'node_modules/.cache/portolan/kubectl');

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

interface Traced {
  readonly trace: readonly { readonly at: string; readonly did: string; readonly ok: boolean }[];
}
/** As the contract has the answer of `POST /portolan/v1/connect`. */
export type Answer =
  | (Traced & { readonly ok: true; readonly status: number; readonly body: string })
  | (Traced & { readonly ok: false; readonly error: { readonly kind: string; readonly curlExitCode: number } });

export class Ground {
  services: readonly Service[] = [];
  pods: readonly Pod[] = [];
  /** By the names that the reachability tables use. */
  addresses: ReadonlyMap<string, string> = new Map();
  /** Where kubectl proxy listens. */
  proxy = '';
  readonly #folder = mkdtempSync(join(tmpdir(), 'portolan-ground-'));
  readonly #children: ChildProcess[] = [];
  #cluster: Cluster | undefined;

  /** `manifests`: paths in the project. With TLS, since kubectl proxy takes no credentials along without. */
  async open(manifests: readonly string[]): Promise<void> {
    const apply = manifests.map((path) => `--apply ${join(root, path)}`);
    this.#cluster = await startCluster(this.#folder, ['--tls', '--provider cloud', ...apply]);
    const { line, stderr } = await this.firstLine(this.start(['proxy', '--port=0']));
    const [, address] = /^Starting to serve on (127\.0\.0\.1:\d+)$/.exec(line ?? '') ?? [];
    if (address === undefined) throw new Error(`kubectl proxy: ${line} ${stderr()}`);
    this.proxy = `http://${address}`;
    const list = async <T>(of: string): Promise<T[]> => (await this.get<{ items: T[] }>(`/api/v1/${of}`)).items;
    this.services = await list<Service>('services');
    this.pods = await list<Pod>('pods');
    this.addresses = addressesOf({ nodes: await list<Node>('nodes'), pods: this.pods, services: this.services });
  }

  async close(): Promise<void> {
    for (const child of this.#children) if (child.exitCode === null) child.kill('SIGKILL');
    await this.#cluster?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  start(args: readonly string[]): ChildProcess {
    const env = { ...process.env, HOME: this.#folder, KUBECONFIG: this.#cluster!.kubeconfig };
    const child = spawn(kubectl, args, { env });
    this.#children.push(child);
    return child;
  }

  run(args: readonly string[], stdin = ''): Promise<Ran> {
    return new Promise((resolve) => {
      const child = this.start(args);
      let [stdout, stderr] = ['', ''];
      child.stdout!.on('data', (text) => (stdout += text));
      child.stderr!.on('data', (text) => (stderr += text));
      child.once('close', (code) => resolve({ stdout, stderr, code }));
      child.stdin!.end(stdin);
    });
  }

  /** The first line that a child prints; undefined: it ended without one. */
  firstLine(child: ChildProcess): Promise<{ readonly line: string | undefined; readonly stderr: () => string }> {
    return new Promise((resolve) => {
      let [stdout, stderr] = ['', ''];
      const done = (line: string | undefined): void => resolve({ line, stderr: () => stderr });
      child.stderr!.on('data', (text) => (stderr += text));
      child.stdout!.on('data', (text) => {
        stdout += text;
        if (stdout.includes('\n')) done(stdout.split('\n')[0]);
      });
      child.once('close', () => done(undefined));
    });
  }

  async get<T>(path: string): Promise<T> {
    return (await (await fetch(`${this.proxy}${path}`)).json()) as T;
  }

  async connect(from: string, url: string): Promise<Answer> {
    const body = JSON.stringify({ from, url, timeoutSeconds: 5 });
    return (await (await fetch(`${this.proxy}/portolan/v1/connect`, { method: 'POST', body })).json()) as Answer;
  }
}
