// Who of several controllers writes the status. Models client-go tools/leaderelection with a Lease, as status.go sets it up.

import type { Lease } from '#api/coordination/types.ts';
import { isStreaming } from '#apimachinery/wire.ts';
import type { ContainerView } from '../../image.ts';

/** Source: internal/ingress/controller/status.go: ttl 30 s, retried in a quarter of it. */
const LEASE_SECONDS = 30;
const RETRY_MS = 7500;

export class LeaderElection {
  readonly #container: ContainerView;
  readonly #name: string;
  readonly #elected: (lease: Lease) => void;
  #isLeader = false;

  constructor(container: ContainerView, name: string, elected: (lease: Lease) => void) {
    this.#container = container;
    this.#name = name;
    this.#elected = elected;
  }

  get isLeader(): boolean {
    return this.#isLeader;
  }

  /** Tries now and again and again. */
  run(): void {
    const lease = this.#acquire();
    if (lease && !this.#isLeader) {
      this.#isLeader = true;
      this.#elected(lease);
    } else if (!lease) this.#isLeader = false;
    // A leader only says again that it is one; whoever is not may become it.
    this.#container.after(RETRY_MS, () => this.run(), { endless: true, idle: this.#isLeader });
  }

  /** The lease, if it is ours now. */
  #acquire(): Lease | undefined {
    const { namespace, podName, api, now } = this.#container;
    const collection = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
    const at = `${new Date(now()).toISOString().slice(0, -1)}000Z`;
    const own = { holderIdentity: podName, leaseDurationSeconds: LEASE_SECONDS, renewTime: at };
    const answer = api.request({ method: 'GET', path: `${collection}/${this.#name}` });
    if ('unreachable' in answer || isStreaming(answer)) return undefined;
    if (answer.code === 404) {
      const made: Lease = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: this.#name, namespace },
        spec: { ...own, acquireTime: at, leaseTransitions: 0 },
      };
      const created = api.request({ method: 'POST', path: collection, body: made });
      return 'code' in created && created.code === 201 && 'body' in created ? (created.body as Lease) : undefined;
    }
    if (answer.code !== 200) return undefined;
    const lease = answer.body as Lease;
    const { holderIdentity, renewTime = '', leaseTransitions = 0, acquireTime = at } = lease.spec ?? {};
    const isOurs = holderIdentity === podName;
    if (!isOurs && holderIdentity && Date.parse(renewTime) + LEASE_SECONDS * 1000 > now()) return undefined;
    const taken = isOurs
      ? { acquireTime, leaseTransitions }
      : { acquireTime: at, leaseTransitions: leaseTransitions + 1 };
    const updated = api.request({
      method: 'PUT',
      path: `${collection}/${this.#name}`,
      body: { ...lease, spec: { ...own, ...taken } },
    });
    return 'code' in updated && updated.code === 200 && 'body' in updated ? (updated.body as Lease) : undefined;
  }
}
