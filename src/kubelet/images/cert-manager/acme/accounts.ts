// Accounts with ACME servers: one for each issuer, by its key's Secret. Models pkg/issuer/acme/setup.go and pkg/acme/accounts of cert-manager 1.18.
// Portolan does not simulate external account bindings.

import type { Secret } from '#api/core/types.ts';
import type { PrivateKey } from '#pki/keys.ts';
import { pki } from '#pki/loader.ts';
import { secretText } from '../../base64.ts';
import type { ControllerContext } from '../context.ts';
import { RESOURCES } from '../resources.ts';
import { type AcmeIssuerSpec, type AcmeIssuerStatus, conditionOf, type Issuer, isTrue } from '../types.ts';
import { AcmeClient, isAcmeError, isRefusal, type ServerOptions } from './client.ts';

/** What becomes of the issuer's Ready condition. */
export interface Setup {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
  readonly acme?: AcmeIssuerStatus;
  /** It is tried again. */
  readonly failure?: string;
}

const OLD_SERVERS: Readonly<Record<string, string>> = {
  'https://acme-v01.api.letsencrypt.org/directory': 'https://acme-v02.api.letsencrypt.org/directory',
  'https://acme-staging.api.letsencrypt.org/directory': 'https://acme-staging-v02.api.letsencrypt.org/directory',
};
const REGISTERED = 'The ACME account was registered with the ACME server';
const FAILED = 'Failed to register ACME account: ';

export class Accounts {
  readonly #context: ControllerContext;
  readonly #clients = new Map<string, { readonly client: AcmeClient; readonly of: string }>();

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  /** Undefined: the issuer is not set up yet. */
  clientOf({ metadata: { uid = '' } }: Issuer): AcmeClient | undefined {
    return this.#clients.get(uid)?.client;
  }

  /** Must the server be asked? It was, where the issuer is ready and its key and server are the same. */
  isSetUp(issuer: Issuer, namespace: string): boolean {
    const { uid = '' } = issuer.metadata;
    const known = this.#clients.get(uid);
    return (
      known !== undefined &&
      known.of === this.#fingerprint(issuer.spec.acme!, namespace) &&
      isTrue(conditionOf(issuer, 'Ready'))
    );
  }

  async setUp(issuer: Issuer, namespace: string): Promise<Setup> {
    const spec = issuer.spec.acme!;
    const { uid = '' } = issuer.metadata;
    const server = OLD_SERVERS[spec.server.replace(/\/$/, '')];
    if (server !== undefined)
      return refused(
        'InvalidConfig',
        `Your ACME server URL is set to a v1 endpoint (${spec.server}). You should update the spec.acme.server field to ${JSON.stringify(server)}`,
      );
    if (!/^https?:\/\/[^/]/.test(spec.server))
      return refused('InvalidURL', `Failed to parse existing ACME server URL ${JSON.stringify(spec.server)}`);
    if (spec.externalAccountBinding)
      return refused('NotSimulated', 'Portolan does not simulate external account bindings of ACME issuers');
    const key = this.#key(spec, namespace);
    if ('reason' in key) return key;
    const client = new AcmeClient(this.#context.container, serverOf(spec), key);
    const email = (spec.email ?? '').toLowerCase();
    const answer = await client.post('newAccount', {
      ...(email !== '' && { contact: [`mailto:${email}`] }),
      termsOfServiceAgreed: true,
    });
    if (isAcmeError(answer)) {
      const message = `${FAILED}${answer.text}`;
      return {
        ...refused('ErrRegisterACMEAccount', message),
        ...(!isRefusal(answer) && { failure: answer.text }),
      };
    }
    client.account = answer.url;
    this.#clients.set(uid, { client, of: this.#fingerprint(spec, namespace) });
    return {
      status: 'True',
      reason: 'ACMEAccountRegistered',
      message: REGISTERED,
      acme: {
        uri: answer.url,
        lastPrivateKeyHash: pki().sha256Of(pki().privateKeyPem(key, 'traditional')),
        ...(email !== '' && { lastRegisteredEmail: email }),
      },
    };
  }

  /** The account's key: that of its Secret, or a new one. */
  #key(spec: AcmeIssuerSpec, namespace: string): PrivateKey | Setup {
    const { name, key: field = 'tls.key' } = spec.privateKeySecretRef;
    const secret = this.#context.get<Secret>(RESOURCES.secrets, namespace, name);
    if (!secret) {
      if (spec.disableAccountKeyGeneration)
        return refused(
          'ErrRegisterACMEAccount',
          `the ACME issuer config has 'disableAccountKeyGeneration' set to true, but the secret was not found: secret ${JSON.stringify(name)} not found`,
        );
      const made = pki().generateKey({ rsaBits: 2048 }, () => this.#context.container.random());
      const stored = this.#context.ask('POST', `/api/v1/namespaces/${namespace}/secrets`, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace },
        data: { [field]: btoa(pki().privateKeyPem(made, 'traditional')) },
      });
      return stored
        ? made
        : {
            ...refused('ErrRegisterACMEAccount', `${FAILED}the Secret ${name} could not be created`),
            failure: 'no Secret',
          };
    }
    const text = secretText(secret, field);
    if (text === '')
      return refused(
        'ErrVerifyACMEAccount',
        `Account private key is invalid: no data for ${JSON.stringify(field)} in secret '${namespace}/${name}'`,
      );
    const key = pki().parsePrivateKey(text);
    if (!key)
      return refused('ErrVerifyACMEAccount', 'Account private key is invalid: error decoding private key PEM block');
    if (key.type !== 'RSA')
      return refused(
        'ErrVerifyACMEAccount',
        `Failed to verify ACME account: ACME private key in ${JSON.stringify(name)} is not of type RSA`,
      );
    return key;
  }

  #fingerprint(
    { server, email = '', privateKeySecretRef: { name, key = 'tls.key' } }: AcmeIssuerSpec,
    namespace: string,
  ): string {
    const secret = this.#context.get<Secret>(RESOURCES.secrets, namespace, name);
    return JSON.stringify([server, email, secret?.data?.[key] ?? '']);
  }
}

const refused = (reason: string, message: string): Setup => ({ status: 'False', reason, message });

const serverOf = ({ server, skipTLSVerify = false, caBundle }: AcmeIssuerSpec): ServerOptions => ({
  directory: server,
  skipTLSVerify,
  ...(caBundle !== undefined && { trusted: atob(caBundle) }),
});
