// Old CertificateRequests. Models pkg/controller/certificates/revisionmanager of cert-manager 1.18.

import { type ControllerContext, pathOf } from '../context.ts';
import { RESOURCES } from '../resources.ts';
import { ANNOTATION, API_VERSION, type Certificate, type CertificateRequest } from '../types.ts';

/** Source: since cert-manager 1.18 one is kept, unless the Certificate says otherwise. */
const KEPT = 1;

export function dropRevisions({ metadata, spec }: Certificate, revision: number, context: ControllerContext): void {
  const limit = spec.revisionHistoryLimit ?? KEPT;
  for (const request of context.cache.controlled<CertificateRequest>(RESOURCES.requests, metadata.uid ?? '')) {
    const own = Number(request.metadata.annotations?.[ANNOTATION.revision]);
    if (own <= revision - limit)
      context.ask('DELETE', pathOf({ ...request, apiVersion: API_VERSION, kind: 'CertificateRequest' }));
  }
}
