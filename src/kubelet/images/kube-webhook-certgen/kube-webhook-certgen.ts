// registry.k8s.io/ingress-nginx/kube-webhook-certgen: makes the Secret of an admission webhook, and tells its configuration whom to
// trust.

import { Lazy } from '#machine/lazy.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { parseFlags, programOrError } from '../process.ts';
import { repository } from '../repository.ts';

export const certgenCode = new Lazy(() => import('./program.ts'));

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
  if (verb !== 'create' && verb !== 'patch') {
    container.log(`Error: unknown command ${JSON.stringify(verb)} for "kube-webhook-certgen"`, 'stderr');
    return { listeners: [], exits: { afterMs: 20, code: 1 } };
  }
  container.after(0, () => {
    const code = certgenCode.value ?? certgenCode.load();
    if (code instanceof Promise) void code.then(({ runCertgen }) => runCertgen(container, verb, flags));
    else code.runCertgen(container, verb, flags);
  });
  return { listeners: [], stopMs: 10 };
}
