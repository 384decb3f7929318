// cert-manager-webhook in its Pod. Models cmd/webhook of cert-manager 1.18.
// Differs: its certificate is made when it starts and kept in no Secret, and no caBundle is injected: the API server does not look at it.

import type { AdmissionReview } from '#api/admission/types.ts';
import type { HttpHandler } from '#machine/program.ts';
import type { KeyPair } from '#machine/tls.ts';
import { pki } from '#pki/loader.ts';
import type { ContainerView, MainProcess } from '../../../image.ts';
import { goResponse, klogLine, parseFlags, pathOf } from '../../process.ts';
import { review } from './review.ts';

export function serveWebhook(container: ContainerView, argv: readonly string[]): MainProcess {
  const flags = parseFlags(argv.slice(1));
  const port = Number(flags.get('secure-port') ?? 6443);
  const healthzPort = Number(flags.get('healthz-port') ?? 6080);
  const log = (text: string): void => container.log(klogLine(container.now(), text), 'stderr');
  log(`"Starting healthz server" logger="cert-manager.webhook" address=":${healthzPort}"`);
  log(`"listening for secure connections" logger="cert-manager.webhook" address=":${port}"`);
  const validate: HttpHandler = ({ url, body }) => {
    if (pathOf(url).path !== '/validate') return goResponse(container, 404, '404 page not found\n');
    const asked = (JSON.parse(body || '{}') as AdmissionReview).request;
    if (!asked) return goResponse(container, 400, 'the request is no AdmissionReview\n');
    const answer = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: review(asked) };
    return goResponse(container, 200, JSON.stringify(answer));
  };
  const healthy: HttpHandler = () => goResponse(container, 200, 'ok');
  let own: KeyPair | undefined;
  const identity = (): KeyPair => (own ??= servingCertificate(container));
  return {
    listeners: [
      { port, protocol: 'TCP', handler: validate, tls: { identity, software: 'go' } },
      { port: healthzPort, protocol: 'TCP', handler: healthy },
      { port: 9402, protocol: 'TCP', handler: healthy },
    ],
    webhooks: [{ port, review }],
    stopMs: 50,
  };
}

function servingCertificate({ namespace, now, random }: ContainerView): KeyPair {
  const key = pki().generateKey('P-256', random);
  const names = ['cert-manager-webhook', `cert-manager-webhook.${namespace}`, `cert-manager-webhook.${namespace}.svc`];
  const certificate = pki().issueCertificate({
    subject: pki().nameOf(['CN', names[2]!]),
    publicKey: pki().publicKeyOf(key),
    notBeforeMs: now(),
    notAfterMs: now() + 7 * 86_400_000,
    serial: '01',
    issuer: { key },
    keyUsage: ['digitalSignature', 'keyEncipherment'],
    basicConstraints: { isCa: false },
    alternativeNames: names.map((value) => ({ type: 'dns', value })),
  });
  return { certificate, key: pki().privateKeyPem(key) };
}
