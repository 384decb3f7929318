// Certificates for annotated Ingresses and Gateways. Models pkg/controller/certificate-shim of cert-manager 1.18.

import type { Ingress } from '#api/networking/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { type ControllerContext, pathOf } from '../context.ts';
import { RESOURCES } from '../resources.ts';
import { API_VERSION, type Certificate } from '../types.ts';
import { certificatesForGateway, certificatesForIngress, type Gateway, type Wanted } from './wanted.ts';

export class Shim {
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  syncIngress(ingress: Ingress): void {
    this.#sync(ingress, certificatesForIngress(ingress), 'ingress-shim');
  }

  syncGateway(gateway: Gateway): void {
    this.#sync(gateway, certificatesForGateway(gateway), 'gateway-shim');
  }

  #sync(object: ApiObject, { wanted, problems, fault }: Wanted, component: string): void {
    if (object.metadata.deletionTimestamp !== undefined) return;
    for (const problem of problems) this.#context.tellOnce(component, object, 'Warning', 'BadConfig', problem);
    if (fault !== undefined) this.#context.logOnce(object, fault);
    if (!wanted) return;
    for (const certificate of wanted) this.#ensure(certificate, object, component);
    this.#dropOthers(object, wanted, component);
  }

  #ensure(certificate: Certificate, owner: ApiObject, component: string): void {
    const context = this.#context;
    const { namespace = 'default', name } = certificate.metadata;
    const existing = context.get<Certificate>(RESOURCES.certificates, namespace, name);
    const told = (reason: string, text: string): void => context.tell(component, owner, 'Normal', reason, text);
    if (!existing) {
      const collection = `/apis/${API_VERSION}/namespaces/${namespace}/certificates`;
      if (context.ask('POST', collection, certificate as never))
        told('CreateCertificate', `Successfully created Certificate ${JSON.stringify(name)}`);
      return;
    }
    if (!isOwn(existing, owner) || isAsWanted(existing, certificate)) return;
    if (context.merge(pathOf(certificate), { spec: certificate.spec }))
      told('UpdateCertificate', `Successfully updated Certificate ${JSON.stringify(name)}`);
  }

  /** Certificates whose Secret the object does not name any more. */
  #dropOthers(owner: ApiObject, wanted: readonly Certificate[], component: string): void {
    const context = this.#context;
    const certificates = context.cache.controlled<Certificate>(RESOURCES.certificates, owner.metadata.uid ?? '');
    for (const certificate of certificates) {
      if (wanted.some(({ metadata }) => metadata.name === certificate.metadata.name)) continue;
      const text = `Successfully deleted unrequired Certificate ${JSON.stringify(certificate.metadata.name)}`;
      if (context.ask('DELETE', pathOf({ ...certificate, apiVersion: API_VERSION, kind: 'Certificate' })))
        context.tell(component, owner, 'Normal', 'DeleteCertificate', text);
    }
  }
}

const isOwn = ({ metadata }: Certificate, owner: ApiObject): boolean =>
  metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) ?? false;

/** Is everything that is wanted there as it is wanted? What somebody has added stays. */
const isAsWanted = ({ spec }: Certificate, { spec: wanted }: Certificate): boolean =>
  Object.entries(wanted).every(
    ([key, value]) => JSON.stringify(spec[key as keyof typeof spec]) === JSON.stringify(value),
  );
