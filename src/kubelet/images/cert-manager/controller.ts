// cert-manager's controllers in their Pod, as one loop that looks at all there is.
// Models cmd/controller/app of cert-manager 1.18, without its election of a leader.

import type { Ingress } from '#api/networking/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { reflect } from '#client/reflector.ts';
import type { ContainerView } from '../../image.ts';
import { Accounts } from './acme/accounts.ts';
import { Challenges } from './acme/challenges.ts';
import { syncOrder } from './acme/orders.ts';
import type { Challenge, Order } from './acme/types.ts';
import { syncCertificate } from './certificates/certificates.ts';
import { ControllerContext, type Options } from './context.ts';
import { syncIssuer } from './issuers.ts';
import { syncRequest } from './requests/requests.ts';
import { GATEWAY_WATCHED, RESOURCES, WATCHED } from './resources.ts';
import { Shim } from './shim/shim.ts';
import type { Gateway } from './shim/wanted.ts';
import { ACME_API_VERSION, API_VERSION, type Certificate, type CertificateRequest, type Issuer } from './types.ts';

export class CertManager {
  readonly #container: ContainerView;
  readonly #context: ControllerContext;
  readonly #accounts: Accounts;
  readonly #challenges: Challenges;
  readonly #shim: Shim;
  readonly #synced = new Set<string>();
  readonly #watched: typeof WATCHED;
  #isDue = false;
  #renewal: { readonly atMs: number; readonly cancel: () => void } | undefined;

  constructor(container: ContainerView, options: Options) {
    this.#container = container;
    this.#context = new ControllerContext(container, options, () => this.#soon());
    this.#accounts = new Accounts(this.#context);
    this.#challenges = new Challenges(this.#context, this.#accounts);
    this.#shim = new Shim(this.#context);
    this.#watched = options.hasGatewayApi ? [...WATCHED, ...GATEWAY_WATCHED] : WATCHED;
  }

  run(): void {
    this.#context.log('starting cert-manager controller');
    for (const watched of this.#watched)
      reflect(watched, this.#context.cache, {
        request: (request) => this.#container.api.request(request),
        after: (ms, run, options) => this.#container.after(ms, run, options),
        changed: (resource) => {
          this.#synced.add(resource);
          this.#soon();
        },
        failed: (message) => this.#context.log(`"Failed to watch" err=${JSON.stringify(message)}`),
      });
  }

  #soon(): void {
    if (this.#isDue || this.#synced.size < this.#watched.length) return;
    this.#isDue = true;
    this.#container.after(0, () => {
      this.#isDue = false;
      this.#sync();
    });
  }

  /** Every write shows in a watch, which makes for another look: one step each is enough. */
  #sync(): void {
    const context = this.#context;
    const own = <T extends ApiObject>(resource: string, kind: string): readonly T[] =>
      context.list<T>(resource, API_VERSION, kind);
    for (const issuer of own<Issuer>(RESOURCES.issuers, 'Issuer')) syncIssuer(issuer, context, this.#accounts);
    for (const issuer of own<Issuer>(RESOURCES.clusterIssuers, 'ClusterIssuer'))
      syncIssuer(issuer, context, this.#accounts);
    for (const ingress of context.list<Ingress>(RESOURCES.ingresses, 'networking.k8s.io/v1', 'Ingress'))
      this.#shim.syncIngress(ingress);
    for (const gateway of context.list<Gateway>(RESOURCES.gateways, 'gateway.networking.k8s.io/v1', 'Gateway'))
      this.#shim.syncGateway(gateway);
    for (const request of own<CertificateRequest>(RESOURCES.requests, 'CertificateRequest'))
      syncRequest(request, context);
    for (const order of context.list<Order>(RESOURCES.orders, ACME_API_VERSION, 'Order'))
      syncOrder(order, context, this.#accounts);
    const challenges = context.list<Challenge>(RESOURCES.challenges, ACME_API_VERSION, 'Challenge');
    this.#challenges.schedule(challenges);
    for (const challenge of challenges) this.#challenges.sync(challenge);
    let nextMs = Number.POSITIVE_INFINITY;
    for (const certificate of own<Certificate>(RESOURCES.certificates, 'Certificate'))
      nextMs = Math.min(nextMs, syncCertificate(certificate, context));
    this.#wakeAt(nextMs);
  }

  #wakeAt(atMs: number): void {
    if (this.#renewal?.atMs === atMs) return;
    this.#renewal?.cancel();
    this.#renewal = undefined;
    if (!Number.isFinite(atMs)) return;
    const wait = Math.max(1000, atMs - this.#container.now());
    const cancel = this.#container.after(
      wait,
      () => {
        this.#renewal = undefined;
        this.#soon();
      },
      { endless: true },
    );
    this.#renewal = { atMs, cancel };
  }
}
