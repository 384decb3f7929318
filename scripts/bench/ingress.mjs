// Requests a second through ingress-nginx: from the internet by load balancer, node and controller to a Pod, the whole trace kept.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';
import { bundled } from './bundled.mjs';
import { median, print } from './figures.ts';

const REQUESTS = 2000;
export async function ingress() {
  const { Lab, preload, parseYamlDocuments, realTime } = await bundled('ingress');
  await preload();
  const lab = new Lab({ time: 'instant' });
  const apply = (objects) => {
    const refused = lab.apply(objects);
    if (refused) throw new Error(refused);
  };
  const manifest = join(root, 'content/manifests/ingress-nginx/controller-v1.13.3-cloud.yaml');
  apply(parseYamlDocuments(readFileSync(manifest, 'utf8')).ok);
  lab.advance(60_000);
  apply(web);
  lab.advance(120_000);
  const stop = lab.drive(realTime);
  const { ip } = lab.cluster.storage.get('ingresses.networking.k8s.io', 'default/web').status.loadBalancer.ingress[0];
  const request = { method: 'GET', url: `http://${ip}/`, headers: [['Host', 'web.example.com']], body: '' };
  const rate = async () => {
    const start = performance.now();
    for (let i = 0; i < REQUESTS; i++) {
      const exchange = await lab.fetch('internet', request);
      if (!exchange.ok || exchange.response.status !== 200) throw new Error('no answer through ingress-nginx');
      if (!exchange.trace.some(({ at }) => at.startsWith('pod/default/web'))) throw new Error('the trace is not whole');
    }
    return (REQUESTS * 1000) / (performance.now() - start);
  };
  await rate();
  print('network.requests-ingress', median([await rate(), await rate(), await rate()]), '/s');
  stop();
}

const labels = { app: 'web' };
const named = { name: 'web', namespace: 'default' };
const backend = { service: { name: 'web', port: { number: 80 } } };
const web = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: named,
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'kicbase/echo-server:1.0' }] } },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: named,
    spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: named,
    spec: {
      ingressClassName: 'nginx',
      rules: [{ host: 'web.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  },
];
