// How fast packets are followed, and rules compiled.

import { bundled } from './bundled.mjs';
import { median, print } from './figures.ts';

const SERVICES = 10_000;
const PODS_EACH = 15;

export async function network() {
  const { Rules, cluster, networkOf, withOneUnready } = await bundled('network');

  let view = cluster(SERVICES, PODS_EACH);
  const milliseconds = (run) => {
    const start = performance.now();
    run();
    return performance.now() - start;
  };
  /** Compiled whole, each endpoint looked at: kube-proxy's full sync. */
  const compile = () => {
    const rules = new Rules();
    rules.update(view.services, view.endpointSlices);
    let endpoints = 0;
    for (const { target } of rules.byAddress.values()) endpoints += target.backends.length;
    if (endpoints < SERVICES * PODS_EACH) throw new Error(`${endpoints} endpoints compiled`);
    return rules;
  };
  const rules = compile();
  print('network.rules-10000-services-150000-endpoints', median([1, 2, 3].map(() => milliseconds(compile))), 'ms');
  const changes = Array.from({ length: 101 }, (_, i) => {
    view = withOneUnready(view, (i * 97) % SERVICES);
    return milliseconds(() => {
      rules.update(view.services, view.endpointSlices);
      void rules.byAddress.get(`10.96.${(((i * 97) % SERVICES) + 2) >> 8}.${(((i * 97) % SERVICES) + 2) & 255}:80:TCP`)
        .target.backends;
    });
  });
  print('network.rules-one-endpoint-changes', median(changes), 'ms');

  const net = networkOf(() => view);
  const ways = {
    service: ['pod/default/s-1-0', '10.96.0.2', 80],
    nodeport: ['internet', '203.0.113.13', 30_000],
    loadbalancer: ['internet', '198.18.0.0', 80],
  };
  for (const [name, [from, ip, port]] of Object.entries(ways)) {
    const perSecond = (n, start) => (n * 1000) / (performance.now() - start);
    const connect = () => {
      const start = performance.now();
      for (let i = 0; i < 100_000; i++)
        if (net.dial(from, { ip, port }).trace.verdict !== 'delivered') throw new Error(`${name}: not delivered`);
      return perSecond(100_000, start);
    };
    const request = { method: 'GET', url: `http://${ip}:${port}/`, headers: [], body: '' };
    const fetch = async () => {
      const start = performance.now();
      for (let i = 0; i < 30_000; i++) if (!(await net.fetch(from, request)).ok) throw new Error(`${name}: no answer`);
      return perSecond(30_000, start);
    };
    connect();
    print(`network.connections-${name}`, median([connect(), connect(), connect()]), '/s');
    await fetch();
    print(`network.requests-${name}`, median([await fetch(), await fetch(), await fetch()]), '/s');
  }
}
