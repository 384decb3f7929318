// Challenges: scheduled, presented, looked at, accepted, and cleaned up. Models pkg/controller/acmechallenges/{sync,scheduler}.go of cert-manager 1.18.
// Portolan does not simulate DNS-01 providers: such a challenge stays pending, and says so.

import { type ControllerContext, pathOf } from '../context.ts';
import { issuerOf } from '../issuer-of.ts';
import type { Accounts } from './accounts.ts';
import { type AcmeClient, isAcmeError } from './client.ts';
import { cleanUp, present } from './presenter.ts';
import { selfCheck } from './self-check.ts';
import { type Challenge, isFinal, type State } from './types.ts';

const COMPONENT = 'challenges';
const RECHECK_MS = 10_000;
/** For how long `instant` time waits for a challenge to be answered from outside: a load balancer of the cloud takes its minute. */
const HURRIED_MS = 120_000;
/** Source: x/crypto/acme WaitAuthorization: a second, unless the server says otherwise. */
const POLL_MS = 1000;

export class Challenges {
  readonly #context: ControllerContext;
  readonly #accounts: Accounts;
  /** Looks that are due, by challenge. */
  readonly #waiting = new Set<string>();

  constructor(context: ControllerContext, accounts: Accounts) {
    this.#context = context;
    this.#accounts = accounts;
  }

  /** One of several challenges for the same name has its turn at a time. Source: scheduler.go. */
  schedule(challenges: readonly Challenge[]): void {
    const isOpen = ({ status }: Challenge): boolean => !isFinal(status?.state);
    const running = challenges.filter((c) => c.status?.processing && isOpen(c));
    for (const challenge of challenges) {
      const { status, metadata, spec } = challenge;
      if (status?.processing || !isOpen(challenge) || metadata.deletionTimestamp !== undefined) continue;
      if (running.some((r) => r.spec.dnsName === spec.dnsName && r.spec.type === spec.type)) continue;
      if (!this.#context.setStatus(challenge, { processing: true })) continue;
      running.push(challenge);
      this.#context.tell(COMPONENT, challenge, 'Normal', 'Started', 'Challenge scheduled for processing');
    }
  }

  sync(challenge: Challenge): void {
    const { status = {}, metadata, spec } = challenge;
    const context = this.#context;
    if (metadata.deletionTimestamp !== undefined) {
      this.#finish(challenge);
      return;
    }
    if (!status.processing || context.isBusy(challenge)) return;
    if (isFinal(status.state)) {
      cleanUp(challenge, context);
      context.setStatus(challenge, { presented: false, processing: false });
      return;
    }
    const issuer = issuerOf(spec.issuerRef, metadata.namespace ?? 'default', context);
    const client = issuer && this.#accounts.clientOf(issuer);
    if (!client) return;
    if (!status.state) {
      context.work(challenge, () => this.#readState(challenge, client));
      return;
    }
    if (spec.type === 'DNS-01') {
      this.#notSimulated(challenge);
      return;
    }
    if (this.#waiting.has(metadata.uid ?? '')) return;
    if (!this.#present(challenge)) return;
    context.work(challenge, () => this.#solve(challenge, client));
  }

  #present(challenge: Challenge): boolean {
    const context = this.#context;
    const failure = present(challenge, context);
    if (failure !== undefined) {
      const isNews = context.setReason(challenge, failure);
      if (isNews)
        context.tell(COMPONENT, challenge, 'Warning', 'PresentError', `Error presenting challenge: ${failure}`);
      this.#again(challenge, isNews);
      return false;
    }
    if (!challenge.status?.presented && context.setStatus(challenge, { presented: true })) {
      const text = `Presented challenge using ${challenge.spec.type} challenge mechanism`;
      context.tell(COMPONENT, challenge, 'Normal', 'Presented', text);
    }
    return true;
  }

  async #solve(challenge: Challenge, client: AcmeClient): Promise<string | undefined> {
    const { container } = this.#context;
    const failure = await selfCheck(challenge, container);
    if (container.signal.aborted) return undefined;
    if (failure !== undefined) {
      const reason = `Waiting for ${challenge.spec.type} challenge propagation: ${failure}`;
      this.#again(challenge, this.#context.setReason(challenge, reason));
      return undefined;
    }
    return this.#accept(challenge, client);
  }

  async #readState({ spec, ...rest }: Challenge, client: AcmeClient): Promise<string | undefined> {
    const answer = await client.read(spec.url);
    if (isAcmeError(answer)) return answer.text;
    const { status, error } = answer.body as { status: State; error?: { detail: string } };
    this.#context.setStatus({ spec, ...rest } as Challenge, { state: status, reason: error?.detail ?? '' });
    return undefined;
  }

  async #accept(challenge: Challenge, client: AcmeClient): Promise<string | undefined> {
    const { spec } = challenge;
    const context = this.#context;
    const accepted = await client.postTo(spec.url, {});
    if (isAcmeError(accepted)) {
      context.setReason(challenge, `Error accepting challenge: ${accepted.text}`);
      return accepted.text;
    }
    for (;;) {
      const answer = await client.read(spec.authorizationURL);
      if (isAcmeError(answer)) return answer.text;
      const { status, challenges } = answer.body as unknown as {
        readonly status: State;
        readonly challenges: readonly { readonly error?: { type: string; detail: string; status: number } }[];
      };
      if (status === 'valid') {
        context.setStatus(challenge, { state: 'valid', reason: 'Successfully authorized domain' });
        const text = `Domain ${JSON.stringify(spec.dnsName)} verified with ${JSON.stringify(spec.type)} validation`;
        context.tell(COMPONENT, challenge, 'Normal', 'DomainVerified', text);
        return undefined;
      }
      if (status !== 'pending') {
        const errors = challenges.flatMap(({ error }) => error ?? []).map((e) => `${e.status} ${e.type}: ${e.detail}`);
        const why = `acme: authorization error for ${spec.dnsName}: ${errors.join('; ')}`;
        context.setStatus(challenge, { state: status, reason: `Error accepting authorization: ${why}` });
        const text = `Accepting challenge authorization failed: ${why}`;
        context.tell(COMPONENT, challenge, 'Warning', 'Failed', text);
        return undefined;
      }
      await context.container.sleep(POLL_MS);
      if (context.container.signal.aborted) return undefined;
    }
  }

  #notSimulated(challenge: Challenge): void {
    const provider = Object.keys(challenge.spec.solver.dns01 ?? {}).find((key) => key !== 'cnameStrategy') ?? 'nobody';
    const text = `Portolan does not simulate DNS-01: nobody writes the TXT record at ${provider}`;
    if (this.#context.setReason(challenge, text))
      this.#context.tell(COMPONENT, challenge, 'Warning', 'PresentError', `Error presenting challenge: ${text}`);
  }

  /** Looked at again after a while, for ever. What has found the same as before goes on finding it until something happens. */
  #again({ metadata: { uid = '', creationTimestamp = '' } }: Challenge, isNews: boolean): void {
    const { container, soon } = this.#context;
    this.#waiting.add(uid);
    const endless = container.now() > Date.parse(creationTimestamp) + HURRIED_MS;
    container.after(
      RECHECK_MS,
      () => {
        this.#waiting.delete(uid);
        soon();
      },
      { endless, idle: endless && !isNews },
    );
  }

  #finish(challenge: Challenge): void {
    const { finalizers = [] } = challenge.metadata;
    if (!finalizers.includes('acme.cert-manager.io/finalizer')) return;
    cleanUp(challenge, this.#context);
    this.#context.merge(pathOf(challenge), {
      metadata: { finalizers: finalizers.filter((name) => name !== 'acme.cert-manager.io/finalizer') },
    });
  }
}
