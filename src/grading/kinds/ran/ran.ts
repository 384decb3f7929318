// A command was run, and what came of it: only where the command itself is the skill.

import type { CheckKind, CommandRecord } from '../../check.ts';
import { failed, passed, pending } from '../../check.ts';
import { mappingOf, needed, oneOf, optional, pattern, string, text, whole } from '../../shape.ts';
import type { Text } from '../../text.ts';

export interface RanSpec {
  /** A regular expression over the line as typed. */
  readonly line: string;
  readonly exit?: number;
  /** A regular expression over what it printed, on either stream. */
  readonly prints?: string;
  /** One of its requests came from there: `laptop`, `pod/default/client`… */
  readonly from?: string;
  /** …and went to a URL that this regular expression matches. */
  readonly asked?: string;
  /** …and was answered with this status. */
  readonly status?: number;
  /** …or ended so: `unresolved`, `refused`, `timeout`. */
  readonly ended?: string;
  readonly otherwise?: Text;
}

function fulfils({ exit, prints, from, asked, status, ended }: RanSpec, record: CommandRecord): boolean {
  if (exit !== undefined && record.exitCode !== exit) return false;
  if (prints !== undefined && !new RegExp(prints, 'm').test(record.stdout + record.stderr)) return false;
  if (from === undefined && asked === undefined && status === undefined && ended === undefined) return true;
  return record.exchanges.some((sent) => {
    const { url, exchange } = sent;
    if (from !== undefined && sent.from !== from) return false;
    if (asked !== undefined && !new RegExp(asked).test(url)) return false;
    if (status !== undefined && !(exchange.ok && exchange.response.status === status)) return false;
    return ended === undefined || (!exchange.ok && exchange.error.kind === ended);
  });
}

const shape = mappingOf({
  line: needed(
    pattern,
    'A regular expression over the line as it was typed: on the laptop, or at the prompt of a shell in a Pod or on a node.',
  ),
  exit: optional(whole(), 'The exit code.'),
  prints: optional(
    pattern,
    'A regular expression over what it printed, on either stream; `^` and `$` are those of a line.',
  ),
  from: optional(string, 'One of its requests came from there: `laptop`, `pod/default/client`.'),
  asked: optional(pattern, '…and went to a URL that this regular expression matches.'),
  status: optional(whole(0), '…and was answered with this status.'),
  ended: optional(oneOf('unresolved', 'refused', 'timeout', 'reset', 'tls'), '…or ended so.'),
  otherwise: optional(text, 'What the learner is told who ran such a line, but with another outcome.'),
});

export const ran: CheckKind<RanSpec> = {
  kind: 'ran',

  purpose: 'a line was run: only where the command itself is the skill',
  shape,
  parse: (reader) => shape.read(reader),

  async judge(spec, evidence) {
    const pattern = new RegExp(spec.line);
    const tried = evidence.commands.filter(({ line }) => pattern.test(line));
    if (tried.length === 0) return pending({ en: 'Not run yet.', zh: '还没有运行。' });
    const right = tried.find((record) => fulfils(spec, record));
    if (right)
      return passed(
        { en: `You ran: ${right.line}`, zh: `你运行了：${right.line}` },
        right.exchanges.at(-1)?.exchange.trace,
      );
    const last = tried.at(-1)!;
    return failed(
      spec.otherwise ?? {
        en: `You ran it, but it ended differently (exit code ${last.exitCode}).`,
        zh: `你运行了，但结果不是这样（退出码 ${last.exitCode}）。`,
      },
      last.exchanges.at(-1)?.exchange.trace,
    );
  },
};
