// A command was run, and what came of it: only where the command itself is the skill.

import type { CheckKind, CommandRecord } from '../../check.ts';
import { failed, passed, pending } from '../../check.ts';
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

export const ran: CheckKind<RanSpec> = {
  kind: 'ran',

  parse(reader) {
    reader.only('line', 'exit', 'prints', 'from', 'asked', 'status', 'ended', 'otherwise');
    const pattern = (name: string): string | undefined => {
      const part = reader.field(name);
      if (!part.present) return undefined;
      const source = part.string();
      try {
        new RegExp(source);
      } catch (error) {
        part.problem(
          'BadPattern',
          (error as Error).message,
          'Escape what is meant literally: \\( \\. \\?',
          'a regular expression',
        );
      }
      return source;
    };
    const prints = pattern('prints');
    const asked = pattern('asked');
    const from = reader.field('from').optional((r) => r.string());
    const exit = reader.field('exit').optional((r) => r.whole());
    const status = reader.field('status').optional((r) => r.whole());
    const ended = reader.field('ended').optional((r) => r.oneOf('unresolved', 'refused', 'timeout', 'reset', 'tls'));
    const otherwise = reader.field('otherwise').optional((r) => r.text());
    return {
      line: pattern('line') ?? reader.field('line').string(),
      ...(exit !== undefined && { exit }),
      ...(prints !== undefined && { prints }),
      ...(from !== undefined && { from }),
      ...(asked !== undefined && { asked }),
      ...(status !== undefined && { status }),
      ...(ended !== undefined && { ended }),
      ...(otherwise && { otherwise }),
    };
  },

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
