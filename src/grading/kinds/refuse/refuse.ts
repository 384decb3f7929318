// The request must fail, and in this way.

import { type CheckKind, failed, passed, pending } from '../../check.ts';
import { describeFailure } from '../../explain.ts';
import { mappingOf, needed, oneOf, oneOrMore, type Shape, whole } from '../../shape.ts';
import { listed } from '../../text.ts';
import { aboutRequest, REQUEST, type RequestSpec, send } from '../request/request.ts';
import { askedOf, noPlace, unable } from '../request/words.ts';

const ENDS = ['refused', 'timeout', 'unresolved', 'tls', 'unreachable', 'reset', 'empty', 'protocol'] as const;

export interface RefuseSpec extends RequestSpec {
  /** How it must end, or the status it must answer: one of these. */
  readonly by: readonly ((typeof ENDS)[number] | number)[];
}

const named = oneOf(...ENDS);
const answered = mappingOf({ status: needed(whole(0), 'The status that must be answered.') });
const end: Shape<RefuseSpec['by'][number]> = {
  read: (r) => (typeof r.value === 'object' && r.value !== null ? answered.read(r).status : named.read(r)),
  schema: { anyOf: [named.schema, answered.schema] },
};

const shape = mappingOf({
  ...REQUEST,
  by: needed(
    oneOrMore(end),
    `How it must fail: ${ENDS.map((name) => `\`${name}\``).join(', ')} or \`{ status: 404 }\`; a list means any of them.`,
  ),
});

export const refuse: CheckKind<RefuseSpec> = {
  kind: 'refuse',

  purpose: 'a request fails, and in this way',
  shape,
  parse: (reader) => shape.read(reader),

  about: aboutRequest,
  every: ({ every }) => every,

  async judge(spec, evidence) {
    const outcome = await send(spec, evidence);
    if ('noPlace' in outcome) return failed(noPlace(outcome.noPlace));
    if ('unable' in outcome) return pending(unable(outcome.unable));
    const { from, by } = spec;
    const { ended, failure, trace } = outcome;
    const asked = askedOf(spec);
    const wanted = listed(by);
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
        en: `From ${from}, ${asked} answered ${ended}; it should have failed (${wanted.en}).`,
        zh: `从 ${from} 访问 ${asked} 得到了 ${ended}；它本该失败（${wanted.zh}）。`,
      },
      trace,
    );
  },
};
