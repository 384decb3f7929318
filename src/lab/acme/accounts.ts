// Accounts of an ACME authority. Models wfe2/wfe.go NewAccount and policy/pa.go ValidEmail of Boulder.
// Differs: an address at example.com, which Let's Encrypt refuses, is as good as another here.

import { pki } from '#pki/loader.ts';
import { nameFault } from './identifiers.ts';
import { type Answer, accountUrl, shownAccount } from './shown.ts';
import type { SignedRequest } from './signed-request.ts';
import { type Account, type AcmeState, type Problem, problem } from './state.ts';

export function register(
  { account, jwk, payload = {} }: SignedRequest,
  host: string,
  state: AcmeState,
  nowMs: number,
): Answer | Problem {
  const shown = (one: Account, status: number): Answer => ({
    status,
    body: shownAccount(one),
    headers: [['Location', accountUrl(host, one)]],
  });
  if (account) return shown(account, 200);
  if (payload.onlyReturnExisting === true)
    return problem('accountDoesNotExist', 'No account exists with the provided key');
  if (!jwk) return problem('malformed', 'No embedded JWK in JWS header');
  if (payload.termsOfServiceAgreed !== true) return problem('malformed', 'must agree to terms of service');
  if (payload.externalAccountBinding !== undefined)
    return problem('serverInternal', 'Portolan does not simulate external account bindings of ACME authorities', 501);
  const contact = (payload.contact ?? []) as string[];
  const fault = contactFault(contact);
  if (fault) return fault;
  const made: Account = {
    id: state.nextId++,
    ...{ jwk, contact, status: 'valid' as const },
    thumbprint: pki().thumbprint(jwk),
    createdMs: nowMs,
  };
  state.accounts.push(made);
  return shown(made, 201);
}

export function update(account: Account, payload: SignedRequest['payload']): Answer | Problem {
  if (payload?.contact) {
    const contact = payload.contact as string[];
    const fault = contactFault(contact);
    if (fault) return fault;
    account.contact = contact;
  }
  if (payload?.status === 'deactivated') account.status = 'deactivated';
  return { body: shownAccount(account) };
}

function contactFault(contacts: readonly string[]): Problem | undefined {
  const wrong = (what: string): Problem => problem('invalidContact', `Error validating contact(s) :: ${what}`);
  for (const contact of contacts) {
    const [, domain] = contact.replace(/^mailto:/, '').split('@');
    if (domain === undefined) return wrong('unable to parse email address');
    const fault = nameFault(domain);
    if (fault !== undefined) return wrong(`contact email has invalid domain: ${fault}`);
  }
  return undefined;
}
