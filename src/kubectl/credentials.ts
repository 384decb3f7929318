// Credentials that another program brings. Models client-go/plugin/pkg/client/auth/exec.

import { ConnectionError, type Transport } from '#apimachinery/wire.ts';
import type { Factory, KubectlBindings } from './command.ts';
import { runProgram } from './external.ts';

/** What it takes to run a program. */
type Runner = Pick<Factory, 'process' | 'execute'>;
type Target = Parameters<KubectlBindings['connect']>[0];

/** `users[].user.exec` of a kubeconfig. */
export interface ExecConfig {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly installHint?: string;
}

interface ExecCredential {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
  };
}

const HELP = `

It looks like you are trying to use a client-go credential plugin that is not installed.

To learn more about this feature, consult the documentation available at:
      https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins`;

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

async function fetchCredentials(factory: Runner, exec: ExecConfig): Promise<Partial<Target>> {
  const { command = '', apiVersion = '' } = exec;
  const fail = (text: string): ConnectionError => new ConnectionError(`getting credentials: ${text}`);
  if (!factory.execute && !factory.process.host.programs.has(command))
    throw fail(
      `Portolan does not simulate credential plugins (exec: ${command}) where there is no real machine: use a token`,
    );
  const info = { kind: 'ExecCredential', apiVersion, spec: { interactive: factory.process.terminal !== undefined } };
  const env = Object.fromEntries([
    ...(exec.env ?? []).map(({ name, value }) => [name, value]),
    ['KUBERNETES_EXEC_INFO', JSON.stringify(info)],
  ]) as Record<string, string>;
  const ended = await runProgram(factory, [command, ...(exec.args ?? [])], { env, capture: true });
  if (!ended)
    throw fail(`exec: executable ${command} not found${HELP}${exec.installHint ? `\n\n${exec.installHint}` : ''}`);
  if (ended.code !== 0) throw fail(`exec: executable ${command} failed with exit code ${ended.code}`);
  let got: ExecCredential;
  try {
    got = JSON.parse(ended.stdout) as ExecCredential;
  } catch (error) {
    throw fail(`decoding stdout: couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
  if (got.apiVersion !== apiVersion)
    throw fail(
      `exec plugin is configured to use API version ${apiVersion}, plugin returned version ${got.apiVersion ?? ''}`,
    );
  const { token, clientCertificateData: certificate, clientKeyData: key } = got.status ?? {};
  if (!got.status) throw fail("exec plugin didn't return a status field");
  if (!token && !certificate && !key) throw fail("exec plugin didn't return a token or cert/key pair");
  return {
    ...(token && { token }),
    ...(certificate && { clientCertificateData: base64(certificate) }),
    ...(key && { clientKeyData: base64(key) }),
  };
}

/** Asks the program once, before the first request. */
export function withCredentials(
  factory: Runner,
  target: Target,
  exec: ExecConfig,
  connect: KubectlBindings['connect'],
): Transport {
  let opening: Promise<Transport> | undefined;
  const open = (): Promise<Transport> =>
    (opening ??= fetchCredentials(factory, exec).then((found) => connect({ ...target, ...found })));
  return {
    server: target.server,
    request: async (...args) => (await open()).request(...args),
    stream: async (...args) => (await open()).stream(...args),
    exec: async (...args) => (await open()).exec(...args),
    portForward: async (...args) => (await open()).portForward(...args),
  };
}
