// The cloud's application load balancers as machines: where they stand, and since when. What they do with a request is in l7-proxy.ts.

import type { Ingress } from '#api/networking/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { isGce } from '#controllers/gceingress/class.ts';
import { Lazy } from '#machine/lazy.ts';
import type { HttpHandler, Place } from '#machine/program.ts';
import type { OutsideHost } from '#network/topology.ts';
import type { L7Deps, L7Proxy } from './l7-proxy.ts';

export const l7Code = new Lazy(() => import('./l7-proxy.ts'));

const INGRESSES = 'ingresses.networking.k8s.io';
const PREFIX = 'l7-balancer/';

export class L7Balancers {
  readonly #deps: L7Deps;
  readonly #since = new Map<string, number>();
  #proxy: L7Proxy | undefined;
  #hosts: readonly OutsideHost[] = [];

  constructor(deps: L7Deps) {
    this.#deps = deps;
  }

  /** The same list until one comes or goes. */
  get hosts(): readonly OutsideHost[] {
    return this.#hosts;
  }

  /** After the cache has heard of an event. */
  receive(resource: string): void {
    if (resource !== INGRESSES) return;
    const next = this.#deps.cache.list<Ingress>(INGRESSES).flatMap((ingress): OutsideHost[] => {
      const ip = ingress.status?.loadBalancer?.ingress?.[0]?.ip;
      if (!ip || !isGce(ingress)) return [];
      return [{ place: `${PREFIX}${keyOf(ingress)}`, ips: [ip], reachable: true, sharesNodeNetwork: true }];
    });
    if (JSON.stringify(next) === JSON.stringify(this.#hosts)) return;
    for (const { place } of next) if (!this.#since.has(place)) this.#since.set(place, this.#deps.now());
    for (const place of this.#since.keys()) if (!next.some((n) => n.place === place)) this.#since.delete(place);
    this.#hosts = next;
  }

  /** After a restore: what stands there has stood there long. */
  restart(): void {
    this.#hosts = [];
    this.receive(INGRESSES);
    for (const place of this.#since.keys()) this.#since.set(place, Number.NEGATIVE_INFINITY);
  }

  handlerAt(place: Place, port: number): HttpHandler | undefined {
    if (port !== 80 || !this.#hosts.some((host) => host.place === place)) return undefined;
    return async (request, { ip }) => {
      const code = l7Code.value ?? (await l7Code.load());
      this.#proxy ??= new code.L7Proxy(this.#deps);
      return this.#proxy.answer(place.slice(PREFIX.length), place, this.#since.get(place) ?? 0, request, ip);
    };
  }
}
