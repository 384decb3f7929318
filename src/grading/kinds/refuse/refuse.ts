// The request must fail, and in this way.

import { type CheckKind, failed, passed } from '../../check.ts';
import { describeFailure } from '../../explain.ts';
import { subjectOf } from '../../subject.ts';

export interface RefuseSpec {
  readonly from: string;
  readonly url: string;
  /** How it must end, or the status it must answer. */
  readonly by: 'refused' | 'timeout' | 'unresolved' | 'tls' | number;
}

const PATIENCE_MS = 3000;

export const refuse: CheckKind<RefuseSpec> = {
  kind: 'refuse',

  parse(reader) {
    reader.only('from', 'url', 'by');
    const by = reader.field('by');
    if (typeof by.value === 'object' && by.value !== null) by.only('status');
    return {
      from: reader.field('from').string(),
      url: reader.field('url').url(),
      by:
        typeof by.value === 'object' && by.value !== null
          ? by.field('status').whole()
          : by.oneOf('refused', 'timeout', 'unresolved', 'tls'),
    };
  },

  about: ({ url }) => [subjectOf(url)],

  async judge({ from, url, by }, evidence) {
    const exchange = await evidence.fetch(
      from,
      { method: 'GET', url, headers: [], body: '' },
      { timeoutMs: PATIENCE_MS },
    );
    const ended = exchange.ok ? exchange.response.status : exchange.error.kind;
    const wanted = typeof by === 'number' ? `${by}` : by;
    if (ended === by) {
      const because = exchange.ok
        ? { en: `${url} answered ${by}, as it should.`, zh: `${url} 返回 ${by}，正该如此。` }
        : await describeFailure(from, url, exchange, evidence);
      return passed(because, exchange.trace);
    }
    if (exchange.ok)
      return failed(
        {
          en: `From ${from}, ${url} answered ${ended}; it should have failed (${wanted}).`,
          zh: `从 ${from} 访问 ${url} 得到了 ${ended}；它本该失败（${wanted}）。`,
        },
        exchange.trace,
      );
    return failed(await describeFailure(from, url, exchange, evidence), exchange.trace);
  },
};
