// Models describe.go's describers of roles, bindings and signing requests.

import type { CertificateSigningRequest } from '#api/certificates/types.ts';
import type { Role, RoleBinding } from '#api/rbac/types.ts';
import { humanDuration } from '#apimachinery/duration.ts';
import { loadPki, pki } from '#pki/loader.ts';
import { listed, type Rule, resourceText } from '../cmd/auth/rules.ts';
import { Fail } from '../errors.ts';
import type { Describer, WithEvents } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { formatLabels, goList, rfc1123, writeAnnotations, writeLabels } from './metadata.ts';
import { Page } from './tabwriter.ts';

export const role: Describer<Role, null> = {
  gather: async () => null,
  text({ metadata, rules }) {
    const page = new Page();
    page.line(0, 'Name:', metadata.name);
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    page.line(0, 'PolicyRule:');
    page.line(1, 'Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs');
    page.line(1, '---------', '-----------------', '--------------', '-----');
    for (const rule of listed((rules ?? []) as Rule[])) {
      const { nonResourceURLs, resourceNames, verbs } = rule;
      page.line(1, resourceText(rule), goList(nonResourceURLs), goList(resourceNames), goList(verbs));
    }
    return page.toString();
  },
};

export const roleBinding: Describer<RoleBinding, null> = {
  gather: async () => null,
  text({ metadata, roleRef, subjects }) {
    const page = new Page();
    page.line(0, 'Name:', metadata.name);
    writeLabels(page, 'Labels', metadata.labels);
    writeAnnotations(page, 'Annotations', metadata.annotations);
    page.line(0, 'Role:');
    page.line(1, 'Kind:', roleRef.kind);
    page.line(1, 'Name:', roleRef.name);
    page.line(0, 'Subjects:');
    page.line(1, 'Kind', 'Name', 'Namespace');
    page.line(1, '----', '----', '---------');
    for (const { kind, name, namespace } of subjects ?? []) page.line(1, kind, name, namespace ?? '');
    return page.toString();
  },
};

interface Asked extends WithEvents {
  readonly request: NonNullable<ReturnType<ReturnType<typeof pki>['parseRequest']>>;
}

/** `Approved,Issued`. Models extractCSRStatus. */
function statusOf({ status }: CertificateSigningRequest): string {
  const types = new Set((status?.conditions ?? []).map((c) => c.type));
  const decided = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending';
  return `${decided}${types.has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`;
}

export const signingRequest: Describer<CertificateSigningRequest, Asked> = {
  async gather(object, get, showEvents) {
    const events = await eventsOf(object, get, showEvents);
    await loadPki();
    const request = pki().parseRequest(atob(object.spec.request));
    if (!request) throw new Fail('Error parsing CSR: PEM block type must be CERTIFICATE REQUEST');
    return { request, events };
  },
  text(object, { request, events }, nowMs) {
    const { metadata, spec } = object;
    const page = new Page();
    const list = (name: string, values: readonly string[]): void => {
      if (values.length > 0) page.write(0, `\t${name}:\t${values.join('\n\t\t')}\n`);
    };
    page.line(0, 'Name:', metadata.name);
    page.line(0, 'Labels:', formatLabels(metadata.labels));
    page.line(0, 'Annotations:', formatLabels(metadata.annotations));
    page.line(0, 'CreationTimestamp:', rfc1123(metadata.creationTimestamp));
    page.line(0, 'Requesting User:', spec.username ?? '');
    if (spec.signerName) page.line(0, 'Signer:', spec.signerName);
    if (spec.expirationSeconds !== undefined)
      page.line(0, 'Requested Duration:', humanDuration(spec.expirationSeconds * 1000));
    page.line(0, 'Status:', statusOf(object));
    page.line(0, 'Subject:');
    const part = (type: string): readonly string[] => pki().valuesOf(request.subject, type);
    page.line(0, '\tCommon Name:', part('CN').at(-1) ?? '');
    page.line(0, '\tSerial Number:', part('serialNumber').at(-1) ?? '');
    for (const [name, type] of [
      ['Organization', 'O'],
      ['Organizational Unit', 'OU'],
      ['Country', 'C'],
      ['Locality', 'L'],
      ['Province', 'ST'],
      ['StreetAddress', 'street'],
      ['PostalCode', 'postalCode'],
    ] as const)
      list(name, part(type));
    const names = request.alternativeNames ?? [];
    if (names.length > 0) {
      const of = (kind: string): string[] => names.filter((n) => n.type === kind).map(({ value }) => value);
      page.line(0, 'Subject Alternative Names:');
      list('DNS Names', of('dns'));
      list('Email Addresses', of('email'));
      list('URIs', of('uri'));
      list('IP Addresses', of('ip'));
    }
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};
