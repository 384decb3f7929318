// Issuers and ClusterIssuers: can they sign? Models pkg/controller/{issuers,clusterissuers} and pkg/issuer/{selfsigned,ca,acme} of cert-manager 1.18.
// Portolan does not simulate Vault and Venafi: such an issuer is never ready, and says so.

import type { Secret } from '#api/core/types.ts';
import type { Accounts, Setup } from './acme/accounts.ts';
import type { ControllerContext } from './context.ts';
import { secretsOf } from './issuer-of.ts';
import { RESOURCES } from './resources.ts';
import { signerOf } from './sign.ts';
import type { Issuer } from './types.ts';

const componentOf = ({ kind }: Issuer): string => (kind === 'ClusterIssuer' ? 'clusterissuers' : 'issuers');

export function syncIssuer(issuer: Issuer, context: ControllerContext, accounts: Accounts): void {
  const { spec } = issuer;
  if (issuer.metadata.deletionTimestamp !== undefined) return;
  if (spec.acme) {
    const namespace = secretsOf(issuer, context);
    if (accounts.isSetUp(issuer, namespace)) return;
    context.work(issuer, async () => {
      const setup = await accounts.setUp(issuer, namespace);
      if (context.container.signal.aborted) return undefined;
      tellAccount(issuer, setup, context);
      return setup.failure;
    });
    return;
  }
  const found = statusOf(issuer, context);
  const { status, reason, message } = found;
  const { generation = 1 } = issuer.metadata;
  const condition = { type: 'Ready', status, reason, message, observedGeneration: generation };
  if (!context.setCondition(issuer, condition) || message === '') return;
  context.tell(componentOf(issuer), issuer, status === 'True' ? 'Normal' : 'Warning', reason, message);
}

function tellAccount(
  issuer: Issuer,
  { status, reason, message, acme, failure }: Setup,
  context: ControllerContext,
): void {
  const { generation = 1 } = issuer.metadata;
  const condition = { type: 'Ready', status, reason, message, observedGeneration: generation };
  const isNews = context.setCondition(issuer, condition, acme ? { acme } : {});
  if (status === 'True') return;
  const component = componentOf(issuer);
  if (isNews) context.tell(component, issuer, 'Warning', reason, message);
  if (failure !== undefined)
    context.tell(component, issuer, 'Warning', 'ErrInitIssuer', `Error initializing issuer: ${failure}`);
}

function statusOf(issuer: Issuer, context: ControllerContext): Pick<Setup, 'status' | 'reason' | 'message'> {
  const { spec } = issuer;
  if (spec.selfSigned) return { status: 'True', reason: 'IsReady', message: '' };
  const not = (reason: string, message: string) => ({ status: 'False', reason, message }) as const;
  if (!spec.ca) {
    const kind = Object.keys(spec)[0] ?? 'nothing';
    return not('NotSimulated', `Portolan does not simulate issuers of the kind ${kind}, only selfSigned, ca and acme`);
  }
  const { secretName } = spec.ca;
  const failed = 'Error getting keypair for CA issuer: ';
  const secret = context.get<Secret>(RESOURCES.secrets, secretsOf(issuer, context), secretName);
  if (!secret) return not('ErrGetKeyPair', `${failed}secret ${JSON.stringify(secretName)} not found`);
  const signer = signerOf(secret);
  if (typeof signer === 'string') return not('ErrInvalidKeyPair', `${failed}${signer}`);
  if (!signer.chain?.[0]?.basicConstraints?.isCa) return not('ErrInvalidKeyPair', `${failed}certificate is not a CA`);
  return { status: 'True', reason: 'KeyPairVerified', message: 'Signing CA verified' };
}
