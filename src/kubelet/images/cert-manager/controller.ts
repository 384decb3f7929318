// cert-manager's controllers in their Pod: issuers, certificates, requests and the shim for Ingresses, as one loop that looks at all there is.
// Models pkg/controller/{issuers,clusterissuers,certificates,certificaterequests,certificate-shim} of cert-manager 1.18.
// Portolan does not simulate ACME, Vault and other issuers of cert-manager than selfSigned and ca: such an issuer is never ready, and says so.
// Differs: there is no webhook: what it would refuse is refused by the schema alone, and who asked is written by the controller.

import type { Secret } from '#api/core/types.ts';
import type { Ingress } from '#api/networking/types.ts';
import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { isStreaming } from '#apimachinery/wire.ts';
import { Informer } from '#client/informer.ts';
import { reflect } from '#client/reflector.ts';
import { pki } from '#pki/loader.ts';
import type { ContainerView } from '../../image.ts';
import { PodEvents } from '../events.ts';
import { klogLine } from '../process.ts';
import { leafOf, renewalMs, rfc3339, violationOf } from './policy.ts';
import { certificatesFor } from './shim.ts';
import { keyKind, keyPem, privateKeyOf, requestPem, type Signer, sign, signerOf } from './sign.ts';
import {
  ANNOTATION,
  API_VERSION,
  type Certificate,
  type CertificateRequest,
  type Condition,
  conditionOf,
  GROUP,
  type Issuer,
  isTrue,
  kindOf,
} from './types.ts';

const RESOURCES = {
  issuers: `issuers.${GROUP}`,
  clusterIssuers: `clusterissuers.${GROUP}`,
  certificates: `certificates.${GROUP}`,
  requests: `certificaterequests.${GROUP}`,
  ingresses: 'ingresses.networking.k8s.io',
  secrets: 'secrets',
} as const;

const WATCHED = [
  { resource: RESOURCES.issuers, path: `/apis/${API_VERSION}/issuers`, goType: '*v1.Issuer' },
  { resource: RESOURCES.clusterIssuers, path: `/apis/${API_VERSION}/clusterissuers`, goType: '*v1.ClusterIssuer' },
  { resource: RESOURCES.certificates, path: `/apis/${API_VERSION}/certificates`, goType: '*v1.Certificate' },
  { resource: RESOURCES.requests, path: `/apis/${API_VERSION}/certificaterequests`, goType: '*v1.CertificateRequest' },
  { resource: RESOURCES.ingresses, path: '/apis/networking.k8s.io/v1/ingresses', goType: '*v1.Ingress' },
  { resource: RESOURCES.secrets, path: '/api/v1/secrets', goType: '*v1.Secret' },
] as const;

/** Source: certificate backoff: an hour after the first failure, doubled up to 32. Here the first only. */
const RETRY_MS = 3_600_000;
const USER = 'system:serviceaccount:cert-manager:cert-manager';

type Json = Readonly<Record<string, unknown>>;

export class CertManager {
  readonly #container: ContainerView;
  readonly #cache = new Informer();
  readonly #synced = new Set<string>();
  readonly #components = new Map<string, PodEvents>();
  readonly #clusterNamespace: string;
  /** Ingresses whose problems were told, with the version that had them. */
  readonly #judged = new Map<string, string>();
  #isDue = false;
  #renewal: { readonly atMs: number; readonly cancel: () => void } | undefined;

  constructor(container: ContainerView, clusterNamespace: string) {
    this.#container = container;
    this.#clusterNamespace = clusterNamespace;
  }

  run(): void {
    this.#log('starting cert-manager controller');
    for (const watched of WATCHED)
      reflect(watched, this.#cache, {
        request: (request) => this.#container.api.request(request),
        after: (ms, run, options) => this.#container.after(ms, run, options),
        changed: (resource) => {
          this.#synced.add(resource);
          this.#soon();
        },
        failed: (message) => this.#log(`"Failed to watch" err=${JSON.stringify(message)}`),
      });
  }

  #soon(): void {
    if (this.#isDue || this.#synced.size < WATCHED.length) return;
    this.#isDue = true;
    this.#container.after(0, () => {
      this.#isDue = false;
      this.#sync();
    });
  }

  /** Every write shows in a watch, which makes for another look: one step each is enough. */
  #sync(): void {
    for (const issuer of this.#list<Issuer>(RESOURCES.issuers, 'Issuer')) this.#issuer(issuer);
    for (const issuer of this.#list<Issuer>(RESOURCES.clusterIssuers, 'ClusterIssuer')) this.#issuer(issuer);
    for (const ingress of this.#cache.list<Ingress>(RESOURCES.ingresses))
      this.#shim({ ...ingress, apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' });
    for (const request of this.#list<CertificateRequest>(RESOURCES.requests, 'CertificateRequest'))
      this.#request(request);
    let nextMs = Number.POSITIVE_INFINITY;
    for (const certificate of this.#list<Certificate>(RESOURCES.certificates, 'Certificate'))
      nextMs = Math.min(nextMs, this.#certificate(certificate));
    this.#wakeAt(nextMs);
  }

  #wakeAt(atMs: number): void {
    if (this.#renewal?.atMs === atMs) return;
    this.#renewal?.cancel();
    this.#renewal = undefined;
    if (!Number.isFinite(atMs)) return;
    const wait = Math.max(1000, atMs - this.#container.now());
    const cancel = this.#container.after(
      wait,
      () => {
        this.#renewal = undefined;
        this.#soon();
      },
      { endless: true },
    );
    this.#renewal = { atMs, cancel };
  }

  #issuer(issuer: Issuer): void {
    const { spec } = issuer;
    const isCluster = issuer.kind === 'ClusterIssuer';
    const namespace = isCluster ? this.#clusterNamespace : (issuer.metadata.namespace ?? 'default');
    const component = isCluster ? 'cert-manager-clusterissuers' : 'cert-manager-issuers';
    const ready = (status: 'True' | 'False', reason: string, message: string, told = message !== ''): void => {
      const { generation = 1 } = issuer.metadata;
      if (!this.#setCondition(issuer, { type: 'Ready', status, reason, message, observedGeneration: generation }))
        return;
      if (told) this.#tell(component, issuer, status === 'True' ? 'Normal' : 'Warning', reason, message);
    };
    if (spec.selfSigned) {
      ready('True', 'IsReady', '');
      return;
    }
    if (!spec.ca) {
      const kind = Object.keys(spec)[0] ?? 'nothing';
      ready('False', 'NotSimulated', `Portolan does not simulate issuers of the kind ${kind}, only selfSigned and ca`);
      return;
    }
    const { secretName } = spec.ca;
    const secret = this.#cache.get<Secret>(RESOURCES.secrets, `${namespace}/${secretName}`);
    if (!secret) {
      ready(
        'False',
        'ErrGetKeyPair',
        `Error getting keypair for CA issuer: secret ${JSON.stringify(secretName)} not found`,
      );
      return;
    }
    const signer = signerOf(secret);
    if (typeof signer === 'string') {
      ready('False', 'ErrInvalidKeyPair', `Error getting keypair for CA issuer: ${signer}`);
      return;
    }
    if (!signer.chain?.[0]?.basicConstraints?.isCa)
      ready('False', 'ErrInvalidKeyPair', 'Error getting keypair for CA issuer: certificate is not a CA');
    else ready('True', 'KeyPairVerified', 'Signing CA verified');
  }

  #shim(ingress: Ingress): void {
    const { wanted, problems } = certificatesFor(ingress);
    const { resourceVersion = '', uid = '' } = ingress.metadata;
    if (problems.length > 0 && this.#judged.get(uid) !== resourceVersion) {
      this.#judged.set(uid, resourceVersion);
      for (const problem of problems) this.#tell('cert-manager-ingress-shim', ingress, 'Warning', 'BadConfig', problem);
    }
    for (const certificate of wanted) {
      const existing = this.#cache.get<Certificate>(RESOURCES.certificates, keyOf(certificate));
      const path = this.#path(certificate);
      const { name } = certificate.metadata;
      if (!existing) {
        if (this.#ask('POST', path.replace(/\/[^/]+$/, ''), certificate as never))
          this.#tell(
            'cert-manager-ingress-shim',
            ingress,
            'Normal',
            'CreateCertificate',
            `Successfully created Certificate ${JSON.stringify(name)}`,
          );
        continue;
      }
      const isOwn = existing.metadata.ownerReferences?.some(({ uid }) => uid === ingress.metadata.uid);
      if (!isOwn) continue;
      const same =
        JSON.stringify(existing.spec.dnsNames) === JSON.stringify(certificate.spec.dnsNames) &&
        existing.spec.issuerRef.name === certificate.spec.issuerRef.name &&
        kindOf(existing.spec.issuerRef) === kindOf(certificate.spec.issuerRef);
      if (!same && this.#merge(path, { spec: certificate.spec }))
        this.#tell(
          'cert-manager-ingress-shim',
          ingress,
          'Normal',
          'UpdateCertificate',
          `Successfully updated Certificate ${JSON.stringify(name)}`,
        );
    }
  }

  /** Returns when it has to be looked at again. */
  #certificate(certificate: Certificate): number {
    const { spec, metadata } = certificate;
    const now = this.#container.now();
    const { namespace = 'default' } = metadata;
    const secret = this.#cache.get<Secret>(RESOURCES.secrets, `${namespace}/${spec.secretName}`);
    const violation = violationOf(certificate, secret, now);
    const leaf = leafOf(secret);
    const issuing = conditionOf(certificate, 'Issuing');
    const { generation = 1 } = metadata;
    const current = violation
      ? ({ status: 'False', ...violation } as const)
      : ({ status: 'True', reason: 'Ready', message: 'Certificate is up to date and has not expired' } as const);
    // A certificate that is only due for renewal is still good. Source: policies.NewReadinessPolicyChain.
    const readiness =
      violation?.reason === 'Renewing'
        ? ({ status: 'True', reason: 'Ready', message: 'Certificate is up to date and has not expired' } as const)
        : current;
    const times = leaf && {
      notBefore: rfc3339(leaf.notBeforeMs),
      notAfter: rfc3339(leaf.notAfterMs),
      renewalTime: rfc3339(renewalMs(leaf, certificate)),
    };
    this.#setCondition(certificate, { type: 'Ready', ...readiness, observedGeneration: generation }, times);
    if (isTrue(issuing)) {
      this.#issue(certificate, secret);
      return Number.POSITIVE_INFINITY;
    }
    if (!violation) return leaf ? renewalMs(leaf, certificate) : Number.POSITIVE_INFINITY;
    if (issuing?.reason === 'Failed') {
      const retryMs = Date.parse(issuing.lastTransitionTime ?? '') + RETRY_MS;
      if (now < retryMs) return retryMs;
    }
    if (
      this.#setCondition(certificate, { type: 'Issuing', status: 'True', ...violation, observedGeneration: generation })
    )
      this.#tell('cert-manager-certificates-trigger', certificate, 'Normal', 'Issuing', violation.message);
    return Number.POSITIVE_INFINITY;
  }

  #issue(certificate: Certificate, secret: Secret | undefined): void {
    const { spec, status = {}, metadata } = certificate;
    const { namespace = 'default', name } = metadata;
    const temporary = status.nextPrivateKeySecretName;
    const held = temporary && this.#cache.get<Secret>(RESOURCES.secrets, `${namespace}/${temporary}`);
    if (!held) {
      if (temporary && this.#made.has(`${namespace}/${temporary}`)) return;
      this.#makeKey(certificate, secret);
      return;
    }
    const key = privateKeyOf(held);
    if (!key) return;
    const revision = (status.revision ?? 0) + 1;
    const requestName = `${name}-${revision}`;
    const request = this.#cache.get<CertificateRequest>(RESOURCES.requests, `${namespace}/${requestName}`);
    if (!request) {
      const made = this.#ask('POST', `/apis/${API_VERSION}/namespaces/${namespace}/certificaterequests`, {
        apiVersion: API_VERSION,
        kind: 'CertificateRequest',
        metadata: {
          name: requestName,
          namespace,
          annotations: {
            [ANNOTATION.certificateName]: name,
            [ANNOTATION.revision]: String(revision),
            [ANNOTATION.privateKey]: temporary,
          },
          ownerReferences: [ownerOf(certificate)],
        },
        spec: {
          request: btoa(requestPem(certificate, key)),
          issuerRef: spec.issuerRef,
          ...(spec.duration !== undefined && { duration: spec.duration }),
          ...(spec.isCA && { isCA: true }),
          usages: spec.usages ?? ['digital signature', 'key encipherment'],
          username: USER,
          groups: ['system:serviceaccounts', 'system:serviceaccounts:cert-manager', 'system:authenticated'],
        },
      });
      if (made)
        this.#tell(
          'cert-manager-certificates-request-manager',
          certificate,
          'Normal',
          'Requested',
          `Created new CertificateRequest resource ${JSON.stringify(requestName)}`,
        );
      return;
    }
    const ready = conditionOf(request, 'Ready');
    if (ready?.reason === 'Failed' || ready?.reason === 'Denied') {
      const message = `The certificate request has failed to complete and will be retried: ${ready.message ?? ''}`;
      if (this.#setCondition(certificate, { type: 'Issuing', status: 'False', reason: 'Failed', message }))
        this.#tell('cert-manager-certificates-issuing', certificate, 'Warning', 'Failed', message);
      return;
    }
    if (!isTrue(ready) || !request.status?.certificate) return;
    if (this.#store(certificate, secret, keyPem(certificate, key), request))
      this.#finish(certificate, revision, temporary);
  }

  /** Names of temporary Secrets that were made and may not have shown in the cache yet. */
  readonly #made = new Set<string>();

  #makeKey(certificate: Certificate, secret: Secret | undefined): void {
    const { namespace = 'default', name } = certificate.metadata;
    const kept = certificate.spec.privateKey?.rotationPolicy === 'Never' ? privateKeyOf(secret) : undefined;
    const key = kept ?? pki().generateKey(keyKind(certificate), () => this.#container.random());
    const made = this.#ask('POST', `/api/v1/namespaces/${namespace}/secrets`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        generateName: `${name}-`,
        namespace,
        labels: { 'cert-manager.io/next-private-key': 'true', 'controller.cert-manager.io/fao': 'true' },
        ownerReferences: [ownerOf(certificate)],
      },
      type: 'Opaque',
      data: { 'tls.key': btoa(keyPem(certificate, key)) },
    });
    if (!made) return;
    const secretName = (made.body as ApiObject).metadata.name;
    this.#made.add(`${namespace}/${secretName}`);
    this.#merge(`${this.#path(certificate)}/status`, { status: { nextPrivateKeySecretName: secretName } });
    const verb = kept
      ? 'Reusing private key stored in existing Secret resource'
      : 'Stored new private key in temporary Secret resource';
    const shown = kept ? certificate.spec.secretName : secretName;
    this.#tell(
      'cert-manager-certificates-key-manager',
      certificate,
      'Normal',
      kept ? 'Reused' : 'Generated',
      `${verb} ${JSON.stringify(shown)}`,
    );
  }

  #store(
    { spec, metadata }: Certificate,
    secret: Secret | undefined,
    key: string,
    { status = {} }: CertificateRequest,
  ): boolean {
    const { namespace = 'default', name } = metadata;
    const annotations = {
      [ANNOTATION.altNames]: (spec.dnsNames ?? []).join(','),
      [ANNOTATION.certificateName]: name,
      [ANNOTATION.commonName]: spec.commonName ?? '',
      [ANNOTATION.ipSans]: (spec.ipAddresses ?? []).join(','),
      [ANNOTATION.issuerGroup]: spec.issuerRef.group ?? '',
      [ANNOTATION.issuerKind]: kindOf(spec.issuerRef),
      [ANNOTATION.issuerName]: spec.issuerRef.name,
      [ANNOTATION.uriSans]: (spec.uris ?? []).join(','),
    };
    const data = { ...(status.ca && { 'ca.crt': status.ca }), 'tls.crt': status.certificate!, 'tls.key': btoa(key) };
    const labels = { 'controller.cert-manager.io/fao': 'true' };
    const collection = `/api/v1/namespaces/${namespace}/secrets`;
    if (secret)
      return this.#merge(`${collection}/${spec.secretName}`, { metadata: { annotations, labels }, data }) !== undefined;
    const body = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: spec.secretName, namespace, annotations, labels },
      type: 'kubernetes.io/tls',
      data,
    };
    return this.#ask('POST', collection, body) !== undefined;
  }

  #finish(certificate: Certificate, revision: number, temporary: string): void {
    const { namespace = 'default' } = certificate.metadata;
    const conditions = (certificate.status?.conditions ?? []).filter(({ type }) => type !== 'Issuing');
    this.#merge(`${this.#path(certificate)}/status`, {
      status: { conditions, revision, nextPrivateKeySecretName: null },
    });
    this.#ask('DELETE', `/api/v1/namespaces/${namespace}/secrets/${temporary}`);
    this.#tell(
      'cert-manager-certificates-issuing',
      certificate,
      'Normal',
      'Issuing',
      'The certificate has been successfully issued',
    );
  }

  #request(request: CertificateRequest): void {
    const { metadata, spec, status = {} } = request;
    const { namespace = 'default', annotations = {} } = metadata;
    const { issuerRef } = spec;
    if ((issuerRef.group ?? GROUP) !== GROUP || status.certificate || isTrue(conditionOf(request, 'Denied'))) return;
    if (!isTrue(conditionOf(request, 'Approved'))) {
      const message = 'Certificate request has been approved by cert-manager.io';
      if (this.#setCondition(request, { type: 'Approved', status: 'True', reason: 'cert-manager.io', message }))
        this.#tell('cert-manager-certificaterequests-approver', request, 'Normal', 'cert-manager.io', message);
      return;
    }
    if (conditionOf(request, 'Ready')?.reason === 'Failed') return;
    const kind = kindOf(issuerRef);
    const component = (of: string): string => `cert-manager-certificaterequests-issuer-${of}`;
    const pending = (reason: string, message: string, of = 'ca'): void => {
      if (this.#setCondition(request, { type: 'Ready', status: 'False', reason: 'Pending', message }))
        this.#tell(component(of), request, 'Normal', reason, message);
    };
    const issuer =
      kind === 'ClusterIssuer'
        ? this.#cache.get<Issuer>(RESOURCES.clusterIssuers, issuerRef.name)
        : this.#cache.get<Issuer>(RESOURCES.issuers, `${namespace}/${issuerRef.name}`);
    if (!issuer) {
      pending(
        'IssuerNotFound',
        `Referenced ${JSON.stringify(kind)} not found: ${kind.toLowerCase()}.cert-manager.io ${JSON.stringify(issuerRef.name)} not found`,
      );
      return;
    }
    if (!isTrue(conditionOf(issuer, 'Ready'))) {
      pending('IssuerNotReady', 'Referenced issuer does not have a Ready status condition');
      return;
    }
    const found = this.#signer(issuer, namespace, annotations[ANNOTATION.privateKey]);
    const of = issuer.spec.selfSigned ? 'selfsigned' : 'ca';
    if ('pending' in found) {
      pending(found.reason, found.pending, of);
      return;
    }
    const signed = sign(request, found, this.#container.now(), () => this.#container.random());
    const ready = (condition: Omit<Condition, 'type'>, more: Json = {}): boolean =>
      this.#setCondition(request, { type: 'Ready', ...condition }, more);
    if (typeof signed === 'string') {
      const message = `Error signing certificate: ${signed}`;
      if (ready({ status: 'False', reason: 'Failed', message }))
        this.#tell(component(of), request, 'Warning', 'SigningError', message);
      return;
    }
    const message = 'Certificate fetched from issuer successfully';
    const more = { certificate: btoa(signed.certificate), ca: btoa(signed.ca) };
    if (ready({ status: 'True', reason: 'Issued', message }, more))
      this.#tell(component(of), request, 'Normal', 'CertificateIssued', message);
  }

  #signer(
    issuer: Issuer,
    namespace: string,
    keySecret: string | undefined,
  ): Signer | { readonly reason: string; readonly pending: string } {
    const from = issuer.spec.ca
      ? issuer.kind === 'ClusterIssuer' || !issuer.metadata.namespace
        ? this.#clusterNamespace
        : namespace
      : namespace;
    const name = issuer.spec.ca ? issuer.spec.ca.secretName : keySecret;
    if (name === undefined)
      return {
        reason: 'MissingAnnotation',
        pending: `Annotation ${JSON.stringify(ANNOTATION.privateKey)} missing or reference empty: secret name missing`,
      };
    const secret = this.#cache.get<Secret>(RESOURCES.secrets, `${from}/${name}`);
    if (!secret)
      return {
        reason: 'MissingSecret',
        pending: `Referenced secret ${from}/${name} not found: secret ${JSON.stringify(name)} not found`,
      };
    if (issuer.spec.ca) {
      const signer = signerOf(secret);
      return typeof signer === 'string'
        ? {
            reason: 'SecretInvalidData',
            pending: `Failed to parse signing CA keypair from secret ${from}/${name}: ${signer}`,
          }
        : signer;
    }
    const key = privateKeyOf(secret);
    return key
      ? { key }
      : {
          reason: 'ErrorParsingKey',
          pending: `Failed to get key ${JSON.stringify(name)} referenced in annotation ${JSON.stringify(ANNOTATION.privateKey)}: error decoding private key PEM block`,
        };
  }

  /** True if it was another before. */
  #setCondition(object: Certificate | CertificateRequest | Issuer, condition: Condition, more: Json = {}): boolean {
    const before: readonly Condition[] = object.status?.conditions ?? [];
    const old = before.find(({ type }) => type === condition.type);
    const status = (object.status ?? {}) as Json;
    const isSame =
      old?.status === condition.status && old.reason === condition.reason && old.message === condition.message;
    if (isSame && Object.entries(more).every(([k, v]) => status[k] === v)) return false;
    const lastTransitionTime =
      old?.status === condition.status && old.lastTransitionTime
        ? old.lastTransitionTime
        : rfc3339(this.#container.now());
    const next = { lastTransitionTime, ...condition };
    const conditions = old ? before.map((c) => (c === old ? next : c)) : [...before, next];
    const body = { status: { ...more, conditions } };
    if (!this.#merge(`${this.#path(object)}/status`, body)) return false;
    object.status = { ...object.status, ...body.status } as never;
    return !isSame;
  }

  #path({ kind, metadata: { namespace, name } }: ApiObject): string {
    const plural = `${kind.toLowerCase()}s`;
    return namespace && kind !== 'ClusterIssuer'
      ? `/apis/${API_VERSION}/namespaces/${namespace}/${plural}/${name}`
      : `/apis/${API_VERSION}/${plural}/${name}`;
  }

  #merge(path: string, body: Json): ApiResponse | undefined {
    return this.#ask('PATCH', path, body, { 'content-type': 'application/merge-patch+json' });
  }

  /** Undefined where it was refused: the log says why, and the next change is another try. */
  #ask(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: Json,
    headers: Record<string, string> = {},
  ): ApiResponse | undefined {
    const answer = this.#container.api.request({ method, path, headers, ...(body && { body }) });
    if ('unreachable' in answer) {
      this.#log(`"re-queuing item due to error processing" err=${JSON.stringify(answer.unreachable)}`);
      return undefined;
    }
    if (isStreaming(answer)) throw new Error(`${method} ${path} was answered with a stream`);
    if (answer.code < 400) return answer;
    this.#log(
      `"re-queuing item due to error processing" err=${JSON.stringify((answer.body as { message: string }).message)}`,
    );
    return undefined;
  }

  /** What comes in a list does not say its kind. */
  #list<T extends ApiObject>(resource: string, kind: string): readonly T[] {
    return this.#cache.list<T>(resource).map((object) => ({ ...object, apiVersion: API_VERSION, kind }));
  }

  #tell(component: string, object: ApiObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    let events = this.#components.get(component);
    if (!events) this.#components.set(component, (events = new PodEvents(this.#container, component)));
    events.tell(object, type, reason, message);
  }

  #log(text: string): void {
    this.#container.log(klogLine(this.#container.now(), text), 'stderr');
  }
}

const ownerOf = ({ metadata: { name, uid = '' } }: Certificate): Json => ({
  apiVersion: API_VERSION,
  kind: 'Certificate',
  name,
  uid,
  controller: true,
  blockOwnerDeletion: true,
});
