// registry.k8s.io/ingress-nginx/controller: the Ingress controller of the Kubernetes project. Retired in March 2026: no releases, no
// fixes since. Clusters still run it; what is new should not.

import type { AdmissionRequest, AdmissionResponse, AdmissionReview } from '#api/admission/types.ts';
import { Lazy } from '#machine/lazy.ts';
import type { HttpHandler } from '#machine/program.ts';
import type { ServerTls } from '#machine/tls.ts';
import { loadPki } from '#pki/loader.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { plainToHttps } from '../nginx/plain-to-https.ts';
import { COREUTILS, endsWith, goResponse, nameOf, pathOf, programOrError } from '../process.ts';
import { repository } from '../repository.ts';
import { flagsOf } from './flags.ts';
import type { Controller } from './program.ts';

/** All that a controller needs: a page that has none does without. */
export const ingressNginxCode = new Lazy(async () => {
  await loadPki();
  return import('./program.ts');
});

const PROGRAMS = [...COREUTILS, 'curl', 'wget', 'nslookup', 'ps', '/wait-shutdown'];
const COMMAND = 'nginx-ingress-controller';
const NGINX_VERSION = '1.27.1';

export const ingressNginx = repository(
  ['registry.k8s.io/ingress-nginx/controller'],
  /^v1\.(?:8\.[0-5]|9\.[0-6]|10\.[0-6]|11\.[0-8]|12\.[0-8]|13\.[0-9]|14\.[0-5]|15\.[01])$/,
  ['v1.13.3'],
  (tag) => ({
    sizeBytes: 122_000_000,
    config: {
      entrypoint: ['/usr/bin/dumb-init', '--'],
      cmd: [`/${COMMAND}`],
      user: 'www-data',
      exposed: [80, 443],
    },
    files: {
      '/etc/nginx/nginx.conf':
        '# Portolan does not simulate the file that the controller generates here: its nginx has the same rules, read from the Ingresses.\n',
      '/etc/os-release': 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.1\nPRETTY_NAME="Alpine Linux v3.22"\n',
    },
    programs: PROGRAMS,
    start: (argv, container) => start(argv, container, tag),
  }),
);

function start(argv: readonly string[], container: ContainerView, tag: string): MainProcess | ScriptProcess {
  const viaInit = argv[0] === '/usr/bin/dumb-init';
  const command = viaInit ? argv.slice(argv[1] === '--' ? 2 : 1) : argv;
  if (nameOf(command[0] ?? '').replace(/^\//, '') !== COMMAND) return programOrError(command, PROGRAMS);
  const flags = flagsOf(command, container);
  banner(container, tag);
  if (flags.version) return endsWith(0);
  if (!container.env.POD_NAME || !container.env.POD_NAMESPACE) {
    const why = 'missing POD_NAME or POD_NAMESPACE environment variable';
    container.log(`Unexpected error obtaining ingress-nginx pod: unable to get POD information (${why}`, 'stderr');
    return { listeners: [], exits: { afterMs: 50, code: 255 } };
  }
  let controller: Controller | undefined;
  const code = ingressNginxCode.value ?? ingressNginxCode.load();
  const begin = ({ runController }: Awaited<ReturnType<typeof ingressNginxCode.load>>): void => {
    // The Pod has its address only after this step of the kubelet.
    container.after(0, () => (controller = runController(container, flags)));
  };
  if (code instanceof Promise) void code.then(begin);
  else begin(code);
  const nginx: HttpHandler = async (request, { ip }) => (await code).nginxOf(controller).answer(request, ip);
  // Answered at once where it can be: in `instant` time a probe's answer is part of the settling.
  const health: HttpHandler = ({ url }) => {
    const { path } = pathOf(url);
    if (!(code instanceof Promise)) return code.healthAnswer(container, path, controller);
    return code.then(({ healthAnswer }) => healthAnswer(container, path, controller));
  };
  const review = (request: AdmissionRequest): AdmissionResponse => {
    // Until its code is here nothing is known against an Ingress.
    if (!controller || code instanceof Promise) return { uid: request.uid, allowed: true };
    return code.reviewAnswer(request, controller);
  };
  const webhook: HttpHandler = ({ body }) => {
    const asked = (JSON.parse(body || '{}') as AdmissionReview).request;
    if (!asked) return goResponse(container, 400, 'the request is no AdmissionReview\n');
    const answer: AdmissionReview = {
      ...{ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' },
      response: review(asked),
    };
    return goResponse(container, 200, JSON.stringify(answer));
  };
  const { webhookPort, webhookCertificate, webhookKey } = flags;
  const https: ServerTls = {
    identity: (name) => controller?.certificate(name) ?? 'internal_error',
    alpn: ['h2', 'http/1.1'],
  };
  // Made once: a handshake remembers what it has read of a pair.
  const own = {
    certificate: container.files.read(webhookCertificate) ?? '',
    key: container.files.read(webhookKey) ?? '',
  };
  const ownIdentity = (): typeof own => own;
  const listener = (port: number, handler: HttpHandler) => ({ port, protocol: 'TCP', handler }) as const;
  return {
    listeners: [
      listener(flags.httpPort, nginx),
      {
        ...listener(flags.httpsPort, nginx),
        tls: { ...https, plainAnswer: () => plainToHttps() },
        ...(flags.sslPassthrough && {
          preread: (name: string | undefined) => controller?.passage(name) ?? { via: [] },
        }),
      },
      listener(8181, async () => (await code).ownDefault()),
      listener(flags.healthzPort, health),
      ...(webhookPort === undefined
        ? []
        : [{ ...listener(webhookPort, webhook), tls: { identity: ownIdentity, software: 'go' } as const }]),
    ],
    ...(webhookPort !== undefined && { webhooks: [{ port: webhookPort, review }] }),
    stopMs: 1000,
  };
}

function banner(container: ContainerView, tag: string): void {
  const line = '-'.repeat(79);
  for (const text of [
    line,
    'NGINX Ingress controller',
    `  Release:       ${tag}`,
    '  Build:         simulated by Portolan',
    '  Repository:    https://github.com/kubernetes/ingress-nginx',
    `  nginx version: nginx/${NGINX_VERSION}`,
    '',
    line,
    '',
  ])
    container.log(text);
}
