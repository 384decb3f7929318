// Says how a request ended, and why, in the learner's language: the same words as `why` has.

import { explain } from '#lab/why/explain.ts';
import { type Facts, factsOf, RESOURCES } from '#lab/why/facts.ts';
import { ENDED } from '#lab/why/words/ended.ts';
import type { Language } from '#lab/why/words/language.ts';
import type { Exchange } from '#machine/http.ts';
import type { Evidence } from './check.ts';
import type { Text } from './text.ts';

/** How a request failed, and the reason of its first broken link. */
export async function describeFailure(
  from: string,
  url: string,
  exchange: Exchange,
  evidence: Evidence,
): Promise<Text> {
  if (exchange.ok) throw new Error('the exchange did not fail');
  const ended = ENDED[exchange.error.kind];
  const reason = await brokenBecause(exchange, evidence);
  return {
    en: `From ${from}, ${url}: ${ended.en}.${reason.en && ` ${reason.en}`}`,
    zh: `从 ${from} 访问 ${url}：${ended.zh}。${reason.zh}`,
  };
}

/** Why its way broke, and which field of which object decides; empty where it did not. */
export async function brokenBecause({ trace }: Pick<Exchange, 'trace'>, evidence: Evidence): Promise<Text> {
  if (trace.every(({ ok }) => ok)) return { en: '', zh: '' };
  const facts = await factsFrom(evidence);
  const said = (language: Language): string => {
    const { broken } = explain(trace, language, facts);
    if (!broken) return '';
    const { what, decided } = broken;
    if (!decided) return what;
    const field = `${decided.object} ${decided.path}`;
    return language === 'en' ? `${what} (${field})` : `${what}（${field}）`;
  };
  return { en: said('en'), zh: said('zh') };
}

/** A request's way as it is shown beside a verdict: each step, and what would mend the broken one. */
export interface Way {
  readonly steps: readonly { readonly at: string; readonly text: string; readonly ok: boolean }[];
  readonly mend: string;
}

/** In each language; undefined where the way was whole. */
export async function brokenWay(
  { trace }: Pick<Exchange, 'trace'>,
  evidence: Evidence,
): Promise<Readonly<Record<Language, Way>> | undefined> {
  if (trace.every(({ ok }) => ok)) return undefined;
  const facts = await factsFrom(evidence);
  const way = (language: Language): Way | undefined => {
    const { steps, broken } = explain(trace, language, facts);
    return broken && { steps, mend: broken.mend };
  };
  const [en, zh] = [way('en'), way('zh')];
  return en && zh && { en, zh };
}

async function factsFrom(evidence: Evidence): Promise<Facts> {
  const names = Object.values(RESOURCES);
  const lists = await Promise.all(names.map((name) => evidence.list(name)));
  const byName = new Map(names.map((name, i) => [name as string, lists[i]!]));
  return factsOf((resource) => byName.get(resource) ?? []);
}
