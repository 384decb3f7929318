// What kube-webhook-certgen does. Models images/kube-webhook-certgen of kubernetes/ingress-nginx.

import { type Answer, isStreaming } from '#apimachinery/wire.ts';
import { loadPki, pki } from '#pki/loader.ts';
import type { ContainerView } from '../../image.ts';
import type { Unreachable } from '../../in-cluster.ts';

const RETRY_MS = 1000;

const YEARS_MS = 100 * 365 * 24 * 3_600_000;

/** An authority of its own, and what it signs for these names. Source: pkg/certs GenerateCerts. */
function certificates(container: ContainerView, hosts: readonly string[]): Record<'ca' | 'cert' | 'key', string> {
  const { generateKey, publicKeyOf, privateKeyPem, issueCertificate, parseCertificates, nameOf, PURPOSE } = pki();
  const random = (): number => container.random();
  const serial = (): string => `4${Array.from({ length: 31 }, () => Math.floor(random() * 16).toString(16)).join('')}`;
  const lasts = { notBeforeMs: container.now() - 300_000, notAfterMs: container.now() + YEARS_MS };
  const authorityKey = generateKey('P-256', random);
  const ca = issueCertificate({
    ...lasts,
    subject: nameOf(['O', 'nil1']),
    publicKey: publicKeyOf(authorityKey),
    serial: serial(),
    issuer: { key: authorityKey },
    keyUsage: ['digitalSignature', 'keyCertSign'],
    extendedKeyUsage: [PURPOSE.serverAuth],
    basicConstraints: { isCa: true },
  });
  const key = generateKey('P-256', random);
  const [authority] = parseCertificates(ca);
  const cert = issueCertificate({
    ...lasts,
    subject: nameOf(['O', 'nil2']),
    publicKey: publicKeyOf(key),
    serial: serial(),
    issuer: { key: authorityKey, ...(authority && { certificate: authority }) },
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: [PURPOSE.serverAuth],
    basicConstraints: { isCa: false },
    alternativeNames: hosts.map((value) => ({ type: 'dns', value })),
  });
  return { ca: btoa(ca), cert: btoa(cert), key: btoa(privateKeyPem(key)) };
}

type Flags = ReadonlyMap<string, string>;

export type Verb = 'create' | 'patch';

export function runCertgen(container: ContainerView, verb: Verb, flags: Flags): void {
  const loading = loadPki();
  if (loading) void loading.then(() => work(container, verb, flags));
  else work(container, verb, flags);
}

/** Ends the process. */
function work(container: ContainerView, verb: Verb, flags: Flags): void {
  const done = { create, patch }[verb](container, flags);
  // Differs: upstream fails when the configuration is not there yet, and is started again; here it waits for it.
  if (done === 'not-yet') container.after(RETRY_MS, () => work(container, verb, flags), { endless: true });
  else container.exit(done ? 0 : 1);
}

/** Leaves a Secret that is there as it is. */
function create(container: ContainerView, flags: Flags): boolean {
  const namespace = flags.get('namespace') ?? '';
  const name = flags.get('secret-name') ?? '';
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  const found = result(container.api.request({ method: 'GET', path: `${path}/${name}` }));
  if (found.code === 200) {
    tell(container, 'info', 'secret already exists', 'cmd/create.go:35');
    return true;
  }
  if (found.code !== 404) return fail(container, 'error getting secret', found.message);
  tell(container, 'info', 'no secret found', 'k8s/k8s.go:229', found.message);
  tell(container, 'info', 'creating new secret', 'cmd/create.go:28');
  const data = certificates(container, (flags.get('host') ?? '').split(','));
  const made = result(
    container.api.request({
      method: 'POST',
      path,
      body: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace },
        type: 'Opaque',
        data,
      },
    }),
  );
  return made.code === 201 || fail(container, 'failed creating secret', made.message);
}

/** Gives the webhooks of a configuration the authority in the Secret, and their failure policy. */
function patch(container: ContainerView, flags: Flags): boolean | 'not-yet' {
  const hook = flags.get('webhook-name') ?? '';
  const policy = flags.get('patch-failure-policy') ?? '';
  const secretPath = `/api/v1/namespaces/${flags.get('namespace') ?? ''}/secrets/${flags.get('secret-name') ?? ''}`;
  const secret = result(container.api.request({ method: 'GET', path: secretPath }));
  if (secret.code !== 200) return fail(container, 'no secret with certificates', secret.message);
  const ca = (secret.body as { data?: Record<string, string> }).data?.ca ?? '';
  const kinds = [
    ...(flags.get('patch-mutating') === 'false' ? [] : ['mutatingwebhookconfigurations']),
    ...(flags.get('patch-validating') === 'false' ? [] : ['validatingwebhookconfigurations']),
  ];
  const wanted = (kind: string): boolean => kinds.includes(`${kind}webhookconfigurations`);
  const what = `mutating=${wanted('mutating')}, validating=${wanted('validating')}, failurePolicy=${policy}`;
  tell(container, 'info', `patching webhook configurations '${hook}' ${what}`, 'k8s/k8s.go:118');
  for (const kind of kinds) {
    const path = `/apis/admissionregistration.k8s.io/v1/${kind}/${hook}`;
    const found = result(container.api.request({ method: 'GET', path }));
    if (found.code === 404) return 'not-yet';
    if (found.code !== 200) return fail(container, 'failed getting webhook configuration', found.message);
    const configuration = found.body as { webhooks?: { clientConfig: object }[] };
    const webhooks = (configuration.webhooks ?? []).map((webhook) => ({
      ...webhook,
      clientConfig: { ...webhook.clientConfig, caBundle: ca },
      ...(policy && { failurePolicy: policy }),
    }));
    const updated = result(container.api.request({ method: 'PUT', path, body: { ...configuration, webhooks } }));
    if (updated.code !== 200) return fail(container, 'failed patching webhook configuration', updated.message);
  }
  tell(container, 'info', 'Patched hook(s)', 'k8s/k8s.go:187');
  return true;
}

function result(answer: Answer | Unreachable): {
  readonly code: number;
  readonly body: unknown;
  readonly message: string;
} {
  if ('unreachable' in answer) return { code: 0, body: undefined, message: answer.unreachable };
  if (isStreaming(answer)) return { code: answer.code, body: undefined, message: 'the answer was a stream' };
  const { message = '' } = answer.body as { message?: string };
  return { code: answer.code, body: answer.body, message };
}

function fail(container: ContainerView, text: string, err: string): false {
  tell(container, 'fatal', text, 'k8s/k8s.go:231', err);
  return false;
}

function tell(container: ContainerView, level: string, msg: string, source: string, err?: string): void {
  const time = `${new Date(container.now()).toISOString().slice(0, 19)}Z`;
  container.log(JSON.stringify({ ...(err !== undefined && { err }), level, msg, source, time }), 'stderr');
}
