// Decides on certificate signing requests. Models kubectl/pkg/cmd/certificates.

import type { CertificateSigningRequest } from '#api/certificates/types.ts';
import { ask } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { groupVersionOf, pathOf, qualifiedKind } from '../../discovery.ts';
import { Fail, isReason, raise } from '../../errors.ts';
import { fetchInfos, queryOf } from '../../resource/builder.ts';
import { reporter } from '../../resource/output.ts';

const DECISIONS = {
  approve: { type: 'Approved', not: 'Denied', reason: 'KubectlApprove', done: 'approved' },
  deny: { type: 'Denied', not: 'Approved', reason: 'KubectlDeny', done: 'denied' },
} as const;

/** How often another try follows a conflict. */
const MOST_TRIES = 10;

export async function runCertificate(factory: Factory, decision: keyof typeof DECISIONS): Promise<number> {
  const { args, flags, process } = factory;
  if (args.length === 0 && flags.list('filename').length === 0 && !flags.string('kustomize'))
    throw new Fail('one or more CSRs must be specified as <name> or -f <filename>');
  const { type, not, reason, done } = DECISIONS[decision];
  const report = reporter(factory);
  const query = queryOf(factory, args.length > 0 ? ['certificatesigningrequests', ...args] : []);
  const { infos, failures } = await fetchInfos(factory, query, { latest: true });
  const wrong = [...failures];
  const decide = async (path: string): Promise<void> => {
    for (let tries = 0; ; tries++) {
      const csr = await ask<CertificateSigningRequest>(factory, { method: 'GET', path });
      const conditions = csr.status?.conditions ?? [];
      if (conditions.some((c) => c.type === not))
        throw new Fail(`certificate signing request ${JSON.stringify(csr.metadata.name)} is already ${not}`);
      const decided = conditions.some((c) => c.type === type);
      if (decided && !flags.bool('force')) return;
      const lastUpdateTime = `${new Date(process.host.now()).toISOString().slice(0, 19)}Z`;
      const message = `This CSR was ${done} by kubectl certificate ${decision}.`;
      const added = { type, status: 'True', reason, message, lastUpdateTime } as const;
      const body = { ...csr, status: { ...csr.status, conditions: decided ? conditions : [...conditions, added] } };
      try {
        await ask(factory, { method: 'PUT', path: `${path}/approval`, body });
        return;
      } catch (error) {
        if (!isReason(error, 'Conflict') || tries >= MOST_TRIES) throw error;
      }
    }
  };
  let found = 0;
  for (const { mapping, namespace, name, object } of infos) {
    try {
      if (qualifiedKind(mapping) !== 'certificatesigningrequest.certificates.k8s.io') {
        const got = mapping.group ? `${mapping.kind}.${mapping.group}` : mapping.kind;
        throw new Fail(`can only handle CertificateSigningRequest.certificates.k8s.io objects, got ${got}`);
      }
      await decide(pathOf(mapping, namespace, name));
      found++;
      report({ ...object!, apiVersion: groupVersionOf(mapping), kind: mapping.kind }, done);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(error);
    }
  }
  if (found === 0 && wrong.length === 0) factory.out('No resources found\n');
  raise(wrong);
  return 0;
}
