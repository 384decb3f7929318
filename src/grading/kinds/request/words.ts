// A request's end in the learner's words.

import { headerOf } from '#machine/http.ts';
import type { Evidence } from '../../check.ts';
import { brokenBecause, describeFailure } from '../../explain.ts';
import { plain, type Text } from '../../text.ts';
import type { Outcome } from './outcome.ts';
import type { RequestSpec } from './request.ts';

export const noPlace = (place: string): Text => ({
  en: `Nobody is there to send from: no ${place} runs.`,
  zh: `没有可以发请求的地方：${place} 没有运行。`,
});

/** So long may an address be, for what comes behind it to be read at the foot of a page. */
const LONGEST = 60;

/** What was asked: an address that would push the reason out of sight is shortened in its path. */
export function askedOf({ url, host }: Pick<RequestSpec, 'url' | 'host'>): string {
  const [, origin = '', path = ''] = /^([^/]*\/\/[^/]*)(\/.*)?$/.exec(url) ?? [];
  const end = /\/[^/]+\/?$/.exec(path)?.[0] ?? '';
  const short = url.length > LONGEST && end.length < path.length ? `${origin}/…${end}` : url;
  return host ? `${short} (${host})` : short;
}

export const unable = (scheme: string): Text => ({
  en: `A ${scheme} request cannot be sent on this cluster.`,
  zh: `在这个集群上发不了 ${scheme} 请求。`,
});

/** How it failed, or that it answered something else than asked; and why, as far as its way tells. */
export async function describeOutcome(
  spec: RequestSpec,
  outcome: Outcome,
  status: readonly number[],
  evidence: Evidence,
): Promise<Text> {
  const asked = askedOf(spec);
  if (outcome.failure) return describeFailure(spec.from, asked, outcome.failure, evidence);
  const words = serverWords(outcome);
  const reason = await brokenBecause(outcome, evidence);
  return {
    en: `${asked} answered ${outcome.ended}, not ${status.join(' or ')}${words.en}.${reason.en && ` ${reason.en}`}`,
    zh: `${asked} 返回了 ${outcome.ended}，而不是 ${status.join(' 或 ')}${words.zh}。${reason.zh}`,
  };
}

/** The API server's own sentence, when the refusal is its Status. */
function serverWords({ headers, body }: Outcome): Text {
  if (!headerOf(headers, 'content-type')?.includes('json')) return plain('');
  try {
    const { message } = JSON.parse(body) as { message?: string };
    return message ? { en: ` (${message})`, zh: `（${message}）` } : plain('');
  } catch {
    return plain('');
  }
}
