// A cluster in a page, without a server: bundled with `esbuild main.js --bundle --format=esm --splitting --outdir=. --entry-names=[name].bundle`.

import { createLab } from 'portolan';

const output = document.querySelector('#output');
const lab = await createLab({
  apply: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80 }] }
`,
});

async function run(command) {
  const { stdout, stderr } = await lab.sh(command);
  output.textContent = stdout + stderr;
}

for (const button of document.querySelectorAll('[data-run]'))
  button.addEventListener('click', () => run(button.dataset.run));
await run('kubectl get pods');
