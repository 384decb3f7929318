// The request must fail, and in this way.

import { type CheckKind, failed, passed, pending } from '../../check.ts';
import { describeFailure } from '../../explain.ts';
import type { Reader } from '../../reader.ts';
import { aboutRequest, REQUEST_FIELDS, type RequestSpec, readRequest, send } from '../request/request.ts';
import { noPlace, unable } from '../request/words.ts';

const ENDS = ['refused', 'timeout', 'unresolved', 'tls', 'unreachable', 'reset', 'empty', 'protocol'] as const;

export interface RefuseSpec extends RequestSpec {
  /** How it must end, or the status it must answer: one of these. */
  readonly by: readonly ((typeof ENDS)[number] | number)[];
}

export const refuse: CheckKind<RefuseSpec> = {
  kind: 'refuse',

  parse(reader) {
    reader.only(...REQUEST_FIELDS, 'by');
    const by = reader.field('by');
    return { ...readRequest(reader), by: Array.isArray(by.value) ? by.items().map(readEnd) : [readEnd(by)] };
  },

  about: aboutRequest,
  every: ({ every }) => every,

  async judge(spec, evidence) {
    const outcome = await send(spec, evidence);
    if ('noPlace' in outcome) return failed(noPlace(outcome.noPlace));
    if ('unable' in outcome) return pending(unable(outcome.unable));
    const { from, url, host, by } = spec;
    const { ended, failure, trace } = outcome;
    const asked = host ? `${url} (${host})` : url;
    const wanted = by.join(', ');
    const isWanted = (by as readonly unknown[]).includes(ended);
    if (failure) {
      const because = await describeFailure(from, asked, failure, evidence);
      return isWanted ? passed(because, trace) : failed(because, trace);
    }
    if (isWanted)
      return passed(
        { en: `${asked} answered ${ended}, as it should.`, zh: `${asked} 返回 ${ended}，正该如此。` },
        trace,
      );
    return failed(
      {
        en: `From ${from}, ${asked} answered ${ended}; it should have failed (${wanted}).`,
        zh: `从 ${from} 访问 ${asked} 得到了 ${ended}；它本该失败（${wanted}）。`,
      },
      trace,
    );
  },
};

function readEnd(reader: Reader): RefuseSpec['by'][number] {
  if (typeof reader.value !== 'object' || reader.value === null) return reader.oneOf(...ENDS);
  reader.only('status');
  return reader.field('status').whole();
}
