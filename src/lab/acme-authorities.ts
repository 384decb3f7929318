// The ACME authorities of the simulated internet: Let's Encrypt's, and its staging environment. What they keep is here, what they do in acme/.

import { Lazy } from '#machine/lazy.ts';
import type { Place } from '#machine/program.ts';
import { ACME_HOSTS, VALIDATOR } from '#network/acme-hosts.ts';
import type { Served } from '#network/listener.ts';
import type { Network } from '#network/network.ts';
import { loadPki, pki } from '#pki/loader.ts';
import type { AcmeServer } from './acme/server.ts';
import { type AcmeState, newState } from './acme/state.ts';

/** Clusters without an ACME issuer do without. */
export const acmeCode = new Lazy(async () => {
  await loadPki();
  return import('./acme/server.ts');
});

export interface AcmeAuthoritiesDeps {
  network(): Network;
  now(): number;
  random(): number;
  /** Chance for what an order leads to: see `ClusterDeps.names`. */
  names(): number;
}

/** By the authority's host. */
export type AcmeSnapshot = Readonly<Record<Place, AcmeState>>;

export class AcmeAuthorities {
  readonly #deps: AcmeAuthoritiesDeps;
  readonly #states = new Map<Place, AcmeState>();
  readonly #servers = new Map<Place, AcmeServer>();

  constructor(deps: AcmeAuthoritiesDeps) {
    this.#deps = deps;
  }

  listenerAt(place: Place, port: number): Served | undefined {
    if (port !== 443 || !Object.hasOwn(ACME_HOSTS, place)) return undefined;
    return {
      handler: (request) => {
        const code = acmeCode.value;
        if (code) return this.#serverAt(place, code).answer(request);
        return acmeCode.load().then((loaded) => this.#serverAt(place, loaded).answer(request));
      },
      tls: {
        identity: () => pki().siteIdentity([place], this.#deps.now(), 'letsencrypt'),
        alpn: ['h2', 'http/1.1'],
      },
    };
  }

  /** Undefined: nobody has asked them for anything. */
  snapshot(): AcmeSnapshot | undefined {
    return this.#states.size === 0 ? undefined : structuredClone(Object.fromEntries(this.#states));
  }

  restore(snapshot: AcmeSnapshot = {}): void {
    this.#servers.clear();
    this.#states.clear();
    for (const [place, state] of Object.entries(structuredClone(snapshot))) this.#states.set(place, state);
  }

  #serverAt(place: Place, code: { readonly AcmeServer: typeof AcmeServer }): AcmeServer {
    let server = this.#servers.get(place);
    if (!server) {
      const { network, now, random, names } = this.#deps;
      const state = this.#states.get(place) ?? newState();
      this.#states.set(place, state);
      server = new code.AcmeServer({
        ...{ host: place, state, now, random, names },
        environment: ACME_HOSTS[place]!.environment,
        viewpoint: {
          lookup: (name) => network().lookup(VALIDATOR.name, name, 'A', { search: false }),
          fetch: (request, options) => network().fetch(VALIDATOR.name, request, options),
        },
      });
      this.#servers.set(place, server);
    }
    return server;
  }
}
