// quay.io/jetstack/cert-manager-*: certificates as objects. The controller issues them, the webhook judges them, the solver answers
// challenges; the CA injector only runs.

import { Lazy } from '#machine/lazy.ts';
import { PUBLIC_ROOTS, TRUST_STORE } from '#machine/public-roots.ts';
import { loadPki } from '#pki/loader.ts';
import type { ContainerView, MainProcess } from '../../image.ts';
import { goResponse, parseFlags } from '../process.ts';
import type { Repository } from '../repository.ts';
import { repository } from '../repository.ts';
import { solve } from './acme/solver-program.ts';
import { serveWebhook } from './webhook/webhook.ts';

/** All that the controller needs: a page without it does without. */
export const certManagerCode = new Lazy(async () => {
  await loadPki();
  return import('./controller.ts');
});

const TAGS = /^v1\.(?:1[5-9])\.\d+$/;

function image(name: string, start: (container: ContainerView, argv: readonly string[]) => MainProcess): Repository {
  return repository([`quay.io/jetstack/cert-manager-${name}`], TAGS, ['v1.18.2'], () => ({
    sizeBytes: 20_000_000,
    config: { entrypoint: [`/app/cmd/${name}/${name}`], user: '1000' },
    files: { [TRUST_STORE]: PUBLIC_ROOTS },
    programs: [],
    start: (argv, container) => start(container, argv),
  }));
}

const controller = image('controller', (container, argv) => {
  const flags = parseFlags(argv.slice(1));
  const given = flags.get('cluster-resource-namespace') ?? 'kube-system';
  const options = {
    clusterNamespace: given.replace('$(POD_NAMESPACE)', container.namespace),
    solverImage: flags.get('acme-http01-solver-image') ?? 'quay.io/jetstack/cert-manager-acmesolver:v1.18.2',
    hasGatewayApi: flags.get('enable-gateway-api') === 'true',
  };
  const begin = ({ CertManager }: Awaited<ReturnType<typeof certManagerCode.load>>): void => {
    // The Pod has its address only after this step of the kubelet.
    container.after(0, () => new CertManager(container, options).run());
  };
  const code = certManagerCode.value ?? certManagerCode.load();
  if (code instanceof Promise) void code.then(begin);
  else begin(code);
  const healthy = { handler: () => goResponse(container, 200, 'ok'), protocol: 'TCP' } as const;
  return {
    listeners: [
      { port: 9402, ...healthy },
      { port: 9403, ...healthy },
    ],
    stopMs: 50,
  };
});

const webhook = image('webhook', serveWebhook);

const cainjector = image('cainjector', (container) => ({
  listeners: [{ port: 9402, protocol: 'TCP', handler: () => goResponse(container, 200, 'ok') }],
  stopMs: 50,
}));

const acmesolver = image('acmesolver', solve);

export const certManager: readonly Repository[] = [controller, webhook, cainjector, acmesolver];
