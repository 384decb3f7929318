// Writes the address under which Ingresses are reached into their status, once a minute. Models internal/ingress/status/status.go.
// Differs: when the controller is stopped, the addresses stay.

import type { Node, Pod, Service } from '#api/core/types.ts';
import type { Ingress } from '#api/networking/types.ts';
import type { ContainerView } from '../../image.ts';
import { ask } from './ask.ts';
import type { Flags } from './flags.ts';
import { infoS, klog } from './klog.ts';
import { type Addresses, nodeAddresses, sameAddresses, serviceAddresses } from './status.ts';

/** Source: status.go UpdateInterval. */
const STATUS_MS = 60_000;

/** What the controller knows. */
export interface PublisherView {
  isLeader(): boolean;
  own(): readonly Ingress[];
  service(key: string): Service | undefined;
  /** The controller's own. */
  pod(): Pod | undefined;
}

export class StatusPublisher {
  readonly #container: ContainerView;
  readonly #flags: Flags;
  readonly #cluster: PublisherView;
  #lastMs = Number.NEGATIVE_INFINITY;
  #isDue = false;

  constructor(container: ContainerView, flags: Flags, cluster: PublisherView) {
    this.#container = container;
    this.#flags = flags;
    this.#cluster = cluster;
  }

  /** Where an address is missing or wrong, the next turn is waited for: it comes once a minute. */
  plan(): void {
    if (!this.#cluster.isLeader() || this.#isDue || this.#stale().length === 0) return;
    this.#isDue = true;
    const dueMs = this.#lastMs + STATUS_MS;
    this.#container.after(Math.max(0, dueMs - this.#container.now()), () => {
      this.#isDue = false;
      this.publish();
    });
  }

  publish(): void {
    if (!this.#cluster.isLeader() || !this.#flags.updateStatus) return;
    // The turns come once a minute since the controller was elected, asked for or not.
    const now = this.#container.now();
    if (Number.isFinite(this.#lastMs)) this.#lastMs += Math.floor((now - this.#lastMs) / STATUS_MS) * STATUS_MS;
    else this.#lastMs = now;
    const wanted = this.#addresses();
    if (!wanted) return;
    for (const ingress of this.#stale()) {
      const { namespace = 'default', name } = ingress.metadata;
      const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}`;
      const current = ask(this.#container, { method: 'GET', path });
      if ('unreachable' in current || current.code !== 200) continue;
      const values = {
        namespace: JSON.stringify(namespace),
        ingress: JSON.stringify(name),
        currentValue: JSON.stringify(ingress.status?.loadBalancer?.ingress ?? null),
        newValue: JSON.stringify(wanted),
      };
      klog(this.#container, 'I', 'status.go:304', infoS('updating Ingress status', values));
      const body = { ...(current.body as Ingress), status: { loadBalancer: { ingress: [...wanted] } } };
      const updated = ask(this.#container, { method: 'PUT', path: `${path}/status`, body });
      if (!('unreachable' in updated) && updated.code >= 400)
        klog(
          this.#container,
          'W',
          'status.go:308',
          `error updating ingress rule: ${(updated.body as { message: string }).message}`,
        );
    }
  }

  #stale(): readonly Ingress[] {
    const wanted = this.#addresses();
    if (!wanted) return [];
    return this.#cluster.own().filter(({ status }) => !sameAddresses(status?.loadBalancer?.ingress ?? [], wanted));
  }

  /** Undefined: it cannot be said. */
  #addresses(): Addresses | undefined {
    const { publishAddress, publishService } = this.#flags;
    if (publishAddress !== '')
      return publishAddress.split(/,\s*/).map((a) => (/^[\d.]+$|:/.test(a) ? { ip: a } : { hostname: a }));
    if (publishService !== '') {
      const service = this.#cluster.service(publishService);
      return service && serviceAddresses(service);
    }
    const { namespace } = this.#container;
    const labels = Object.entries(this.#cluster.pod()?.metadata.labels ?? {})
      .filter(([name]) => !/^(pod-template-hash|controller-revision-hash|pod-template-generation)$/.test(name))
      .map(([name, value]) => `${name}=${value}`);
    const query = `labelSelector=${encodeURIComponent(labels.join(','))}`;
    const pods = ask(this.#container, { method: 'GET', path: `/api/v1/namespaces/${namespace}/pods?${query}` });
    if ('unreachable' in pods || pods.code !== 200) return undefined;
    return nodeAddresses((pods.body as { items: Pod[] }).items, (name) => {
      const node = ask(this.#container, { method: 'GET', path: `/api/v1/nodes/${name}` });
      return 'unreachable' in node || node.code !== 200 ? undefined : (node.body as Node);
    });
  }
}
