// registry.k8s.io/ingress-nginx/kube-webhook-certgen: makes the Secret of an admission webhook, and tells its configuration whom to
// trust. Models images/kube-webhook-certgen of kubernetes/ingress-nginx.

import { type Answer, isStreaming } from '#apimachinery/wire.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { SERVICE_ACCOUNT_DIR, type Unreachable } from '../../in-cluster.ts';
import { parseFlags, programOrError } from '../process.ts';
import { repository } from '../repository.ts';

const COMMAND = '/kube-webhook-certgen';

export const kubeWebhookCertgen = repository(
  ['registry.k8s.io/ingress-nginx/kube-webhook-certgen'],
  /^(v1\.(?:1|3|4|5|6)\.\d+|v20\d{6}-\w+)$/,
  ['v1.6.3'],
  () => ({
    sizeBytes: 27_500_000,
    config: { entrypoint: [COMMAND], user: '65532', exposed: [] },
    programs: [],
    start,
  }),
);

function start(argv: readonly string[], container: ContainerView): MainProcess | ScriptProcess {
  const [command = '', verb = '', ...args] = argv;
  if (command !== COMMAND) return programOrError(argv, []);
  const flags = parseFlags(args);
  const does = { create, patch }[verb];
  if (!does) {
    container.log(`Error: unknown command ${JSON.stringify(verb)} for "kube-webhook-certgen"`, 'stderr');
    return { listeners: [], exits: { afterMs: 20, code: 1 } };
  }
  const run = (): void => {
    const done = does(container, flags);
    // Differs: upstream fails when the configuration is not there yet, and is started again; here it waits for it.
    if (done === 'not-yet') container.after(RETRY_MS, run, { endless: true });
    else container.exit(done ? 0 : 1);
  };
  container.after(0, run);
  return { listeners: [], stopMs: 10 };
}

const RETRY_MS = 1000;

type Flags = ReadonlyMap<string, string>;

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
  const authority = btoa(container.files.read(`${SERVICE_ACCOUNT_DIR}/ca.crt`) ?? '');
  // Differs: upstream makes an authority and a key of its own; here the cluster's authority stands for both, and nobody uses the key.
  const key = btoa(`Portolan does not simulate the private key of ${flags.get('host') ?? 'this webhook'}\n`);
  const made = result(
    container.api.request({
      method: 'POST',
      path,
      body: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace },
        type: 'Opaque',
        data: { ca: authority, cert: authority, key },
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
