// The few calls to a cluster's API that grading needs, through the same transport as kubectl's.

import type { ApiObject } from '#apimachinery/meta.ts';
import { isStatus } from '#apimachinery/status.ts';
import type { ApiResponse, ExecChannel, Method, Transport } from '#apimachinery/wire.ts';
import { NotJudged } from './not-judged.ts';

export interface Ran {
  /** Undefined: the program could not be started; `stderr` says why. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export class ClusterApi {
  readonly #transport: Transport;
  /** `apps` → `/apis/apps/v1`; undefined for a group that is not served. */
  readonly #roots = new Map<string, Promise<string | undefined>>([['', Promise.resolve('/api/v1')]]);

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Objects of every namespace. `resource`: `services`, `deployments.apps`. */
  async list(resource: string): Promise<readonly ApiObject[]> {
    const [plural = '', ...group] = resource.split('.');
    const root = await this.#root(group.join('.'));
    if (root === undefined) return [];
    const answer = await this.ask('GET', `${root}/${plural}`);
    if (answer.code === 404) return [];
    const { items } = this.#wanted<{ items: ApiObject[] }>(answer, `list ${resource}`);
    return items;
  }

  async pod(namespace: string, name: string): Promise<ApiObject | undefined> {
    const answer = await this.ask('GET', `/api/v1/namespaces/${namespace}/pods/${name}`);
    return answer.code === 404 ? undefined : this.#wanted<ApiObject>(answer, `get Pod ${namespace}/${name}`);
  }

  /** As it was made, with its uid. */
  async createPod(pod: ApiObject & { readonly spec: object }): Promise<ApiObject> {
    const { namespace, name } = pod.metadata;
    const answer = await this.ask('POST', `/api/v1/namespaces/${namespace}/pods`, pod);
    return this.#wanted<ApiObject>(answer, `make Pod ${namespace}/${name}`);
  }

  /** That very Pod, and none that has its name by now. One that is gone already is as good as deleted. False: it is still there. */
  async deletePod(namespace: string, name: string, uid: string): Promise<boolean> {
    const options = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      gracePeriodSeconds: 0,
      preconditions: { uid },
    };
    const { code } = await this.ask('DELETE', `/api/v1/namespaces/${namespace}/pods/${name}`, options);
    // 409: another one has its name.
    return code < 300 || code === 404 || code === 409;
  }

  /** Puts one more container into a running Pod. */
  async addEphemeralContainer(namespace: string, name: string, container: object): Promise<void> {
    const answer = await this.ask(
      'PATCH',
      `/api/v1/namespaces/${namespace}/pods/${name}/ephemeralcontainers`,
      { spec: { ephemeralContainers: [container] } },
      'application/strategic-merge-patch+json',
    );
    this.#wanted(answer, `put a container into Pod ${namespace}/${name}`);
  }

  /** Runs a command in a container and waits for its end. */
  async exec(namespace: string, pod: string, container: string, argv: readonly string[]): Promise<Ran> {
    const query = new URLSearchParams([
      ['container', container],
      ['stdout', 'true'],
      ['stderr', 'true'],
      ...argv.map((word): [string, string] => ['command', word]),
    ]);
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query}`;
    const opened = await this.#transport.exec({ method: 'GET', path }, new AbortController().signal);
    if (!isChannel(opened)) return { exitCode: undefined, stdout: '', stderr: wordsOf(opened) };
    let [stdout, stderr] = ['', ''];
    opened.onStdout((text) => {
      stdout += text;
    });
    opened.onStderr((text) => {
      stderr += text;
    });
    const end = await opened.done;
    if (end.status === 'Success') return { exitCode: 0, stdout, stderr };
    const code = end.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message;
    return { exitCode: code === undefined ? undefined : Number(code), stdout, stderr: stderr || (end.message ?? '') };
  }

  /** Who it is that answers: `Kubernetes v1.33.1 (linux/arm64)`, or `Portolan, as …`. */
  async voucher(): Promise<string> {
    const { gitVersion, platform } = this.#wanted<{ gitVersion: string; platform: string }>(
      await this.ask('GET', '/version'),
      'ask its version',
    );
    // A door that no other cluster has.
    const { code } = await this.ask('GET', '/portolan/v1/clock');
    return `${code === 200 ? 'Portolan, as ' : ''}Kubernetes ${gitVersion} (${platform})`;
  }

  /** An answer of any code. Rejects with `ConnectionError` when there is none. */
  ask(method: Method, path: string, body?: unknown, contentType = 'application/json'): Promise<ApiResponse> {
    const headers = { accept: 'application/json', ...(body !== undefined && { 'content-type': contentType }) };
    return this.#transport.request({ method, path, headers, ...(body !== undefined && { body }) });
  }

  #root(group: string): Promise<string | undefined> {
    let root = this.#roots.get(group);
    if (!root) {
      root = this.ask('GET', `/apis/${group}`).then((answer) => {
        if (answer.code === 404) return undefined;
        const found = this.#wanted<{ preferredVersion: { groupVersion: string } }>(answer, `discover ${group}`);
        return `/apis/${found.preferredVersion.groupVersion}`;
      });
      this.#roots.set(group, root);
    }
    return root;
  }

  #wanted<T>(answer: ApiResponse, what: string): T {
    if (answer.code >= 400) throw new NotJudged(`the cluster did not let the check ${what}: ${wordsOf(answer)}`);
    return answer.body as T;
  }
}

const isChannel = (opened: ExecChannel | ApiResponse): opened is ExecChannel => 'done' in opened;

function wordsOf({ body, code }: ApiResponse): string {
  return isStatus(body) ? (body.message ?? `HTTP ${code}`) : `HTTP ${code} ${String(body)}`.trim();
}
