// Certificates for annotated Ingresses. Models pkg/controller/certificate-shim/{sync.go,ingresses} of cert-manager 1.18.

import type { Ingress } from '#api/networking/types.ts';
import { type ControllerContext, pathOf } from '../context.ts';
import { RESOURCES } from '../resources.ts';
import { API_VERSION, type Certificate, kindOf } from '../types.ts';
import { certificatesFor } from './wanted.ts';

const COMPONENT = 'ingress-shim';

export class Shim {
  readonly #context: ControllerContext;
  /** Objects whose problems were told, with the version that had them. */
  readonly #judged = new Map<string, string>();

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  sync(ingress: Ingress): void {
    const { wanted, problems } = certificatesFor(ingress);
    const { resourceVersion = '', uid = '' } = ingress.metadata;
    if (problems.length > 0 && this.#judged.get(uid) !== resourceVersion) {
      this.#judged.set(uid, resourceVersion);
      for (const problem of problems) this.#context.tell(COMPONENT, ingress, 'Warning', 'BadConfig', problem);
    }
    for (const certificate of wanted) this.#ensure(certificate, ingress);
  }

  #ensure(certificate: Certificate, owner: Ingress): void {
    const context = this.#context;
    const { namespace = 'default', name } = certificate.metadata;
    const existing = context.get<Certificate>(RESOURCES.certificates, namespace, name);
    const told = (reason: string, text: string): void => context.tell(COMPONENT, owner, 'Normal', reason, text);
    if (!existing) {
      const collection = `/apis/${API_VERSION}/namespaces/${namespace}/certificates`;
      if (context.ask('POST', collection, certificate as never))
        told('CreateCertificate', `Successfully created Certificate ${JSON.stringify(name)}`);
      return;
    }
    const isOwn = existing.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid);
    if (!isOwn || isSame(existing, certificate)) return;
    if (context.merge(pathOf(certificate), { spec: certificate.spec }))
      told('UpdateCertificate', `Successfully updated Certificate ${JSON.stringify(name)}`);
  }
}

const isSame = ({ spec: a }: Certificate, { spec: b }: Certificate): boolean =>
  JSON.stringify(a.dnsNames) === JSON.stringify(b.dnsNames) &&
  a.issuerRef.name === b.issuerRef.name &&
  kindOf(a.issuerRef) === kindOf(b.issuerRef);
