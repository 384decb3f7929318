// Models pkg/controller/certificates/signer: signs approved requests for Kubernetes' own signers with the cluster's CA.
// Differs: signatures are random, so two runs of one seed differ in them.

import type { Pkcs10CertificateRequest } from '@peculiar/x509';
import { type CertificateSigningRequest, isApproved, isDenied, isFailed } from '#api/certificates/types.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { ApiRequest, WatchEvent } from '#apimachinery/wire.ts';
import {
  parseRequest,
  type Subject,
  subjectOf,
} from '#apiserver/registry/certificates/certificatesigningrequest/request.ts';
import { putStatus } from '#controllers/requests.ts';
import { loadPki, pki } from '#pki/loader.ts';
import type { Authority } from './authority.ts';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const RESOURCE = 'certificatesigningrequests.certificates.k8s.io';
const SECOND_MS = 1000;
/** Source: kube-controller-manager --cluster-signing-duration. */
const DEFAULT_SECONDS = 365 * 24 * 3600;
/** So that clocks may differ a little. Source: authority.PermissiveSigningPolicy Backdate. */
const BACKDATE_MS = 300 * SECOND_MS;

export interface SignerDeps {
  readonly authority: Authority;
  now(): number;
  request(request: ApiRequest): unknown;
}

export class CertificateSigner {
  readonly #deps: SignerDeps;
  #pending: Promise<void> | undefined;

  constructor(deps: SignerDeps) {
    this.#deps = deps;
  }

  /** Resolves when nothing is left to be signed; undefined: nothing is. */
  get pending(): Promise<void> | undefined {
    return this.#pending;
  }

  receive({ type, resource, object }: WatchEvent): void {
    if (resource !== RESOURCE || type === 'DELETED') return;
    const csr = object as CertificateSigningRequest;
    if (!isApproved(csr) || isDenied(csr) || isFailed(csr) || csr.status.certificate) return;
    if (!(csr.spec.signerName in RULES)) return;
    const before = this.#pending ?? Promise.resolve();
    const mine = before
      .then(() => this.#sign(csr))
      .finally(() => {
        if (this.#pending === mine) this.#pending = undefined;
      });
    this.#pending = mine;
  }

  async #sign(csr: CertificateSigningRequest): Promise<void> {
    await loadPki();
    const signed = await certificateFor(csr, this.#deps.authority, this.#deps.now());
    if (typeof signed === 'string') {
      this.#deps.request(putStatus(RESOURCE, csr, { ...csr.status, certificate: btoa(signed) }));
      return;
    }
    const now = timestamp(this.#deps.now());
    const times = { lastUpdateTime: now, lastTransitionTime: now };
    const failed = {
      type: 'Failed',
      status: 'True',
      reason: 'SignerValidationFailure',
      message: signed.error,
      ...times,
    };
    const conditions = [...(csr.status.conditions ?? []), failed];
    this.#deps.request(putStatus(RESOURCE, csr, { ...csr.status, conditions }));
  }
}

type Rule = (subject: Subject, usages: readonly string[], names: number) => string | undefined;

const only = (usages: readonly string[], required: string): string | undefined =>
  usages.includes(required) && usages.every((u) => [required, 'digital signature', 'key encipherment'].includes(u))
    ? undefined
    : `usages did not match [${required} digital signature key encipherment]`;

function nodeSubject({ commonName, organizations }: Subject): string | undefined {
  if (organizations.length !== 1 || organizations[0] !== 'system:nodes')
    return 'subject organization is not system:nodes';
  return commonName.startsWith('system:node:') ? undefined : 'subject common name does not begin with system:node:';
}

/** What each signer demands. Source: pkg/apis/certificates/helpers.go. */
const RULES: Readonly<Record<string, Rule>> = {
  'kubernetes.io/kube-apiserver-client': (_subject, usages) => only(usages, 'client auth'),
  'kubernetes.io/kube-apiserver-client-kubelet': (subject, usages, names) =>
    nodeSubject(subject) ??
    (names > 0 ? 'DNS subjectAltNames are not allowed' : undefined) ??
    only(usages, 'client auth'),
  'kubernetes.io/kubelet-serving': (subject, usages, names) =>
    nodeSubject(subject) ??
    (names === 0 ? 'DNS or IP subjectAltName is required' : undefined) ??
    only(usages, 'server auth'),
};

const ALTERNATIVE_NAMES = '2.5.29.17';

/** The certificate as PEM, or why there is none. */
async function certificateFor(
  csr: CertificateSigningRequest,
  authority: Authority,
  nowMs: number,
): Promise<string | { readonly error: string }> {
  const { signerName, usages = [], expirationSeconds = DEFAULT_SECONDS } = csr.spec;
  const request = parseRequest(csr.spec.request);
  if ('error' in request) return request;
  const names = request.extensions.filter(({ type }) => type === ALTERNATIVE_NAMES);
  const refused = RULES[signerName]!(subjectOf(request), usages, names.length);
  if (refused) return { error: refused };
  if (!(await request.verify()))
    return { error: 'unable to verify certificate request signature: x509: verification failure' };
  return issue(request, authority, usages, nowMs, expirationSeconds);
}

async function issue(
  request: Pkcs10CertificateRequest,
  { certificate: own, key }: Authority,
  usages: readonly string[],
  nowMs: number,
  seconds: number,
): Promise<string> {
  const x = pki().x509;
  const authority = new x.X509Certificate(own);
  const { subtle } = x.cryptoProvider.get();
  const der = Uint8Array.from(atob(key), (c) => c.charCodeAt(0));
  const signingKey = await subtle.importKey('pkcs8', der, ECDSA, false, ['sign']);
  const { ExtendedKeyUsage, KeyUsageFlags } = x;
  const flags =
    (usages.includes('digital signature') ? KeyUsageFlags.digitalSignature : 0) |
    (usages.includes('key encipherment') ? KeyUsageFlags.keyEncipherment : 0);
  const purpose = usages.includes('server auth') ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth;
  const certificate = await x.X509CertificateGenerator.create({
    subject: request.subjectName,
    issuer: authority.subjectName,
    notBefore: new Date(nowMs - BACKDATE_MS),
    notAfter: new Date(Math.min(nowMs + seconds * SECOND_MS, authority.notAfter.getTime())),
    publicKey: request.publicKey,
    signingKey,
    signingAlgorithm: ECDSA,
    extensions: [
      ...(flags ? [new x.KeyUsagesExtension(flags, true)] : []),
      new x.ExtendedKeyUsageExtension([purpose]),
      new x.BasicConstraintsExtension(false, undefined, true),
      await x.AuthorityKeyIdentifierExtension.create(authority.publicKey),
      ...request.extensions.filter(({ type }) => type === ALTERNATIVE_NAMES),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}
