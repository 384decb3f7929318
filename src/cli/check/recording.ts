// What a cluster answered while it was graded, as a transcript that anyone can read, and hold the simulator against: `portolan check --record`.
// Its form is that of test/conformance/transcripts.

import type { Evidence } from '#grading/check.ts';
import type { Exchange, HttpRequest } from '#machine/http.ts';
import type { Place } from '#machine/program.ts';
import { curlLine } from './curl.ts';

/** Lines of a body that are kept. */
const KEPT_LINES = 12;

interface Asked {
  readonly command: string;
  readonly outcome: string;
}

export class Recording {
  /** By `LESSON/EXERCISE CHECK`. */
  readonly #blocks = new Map<string, Asked[]>();
  #current: Asked[] = [];

  /** What is asked from now on belongs to this check. */
  begin(lesson: string, exercise: string, check: string): void {
    this.#current = [];
    this.#blocks.set(`${lesson}/${exercise} ${check}`, this.#current);
  }

  /** The same evidence, listened to. */
  of(evidence: Evidence): Evidence {
    return {
      ...evidence,
      fetch: async (from, request, options) => {
        const exchange = await evidence.fetch(from, request, options);
        this.#current.push({ command: commandOf(from, request), outcome: outcomeOf(exchange) });
        return exchange;
      },
    };
  }

  /** @param voucher Who vouches for it: `Kubernetes v1.33.1 (linux/arm64)`; scripts/vouched.ts takes none of Portolan's own. */
  text(voucher: string): string {
    const blocks = [...this.#blocks].flatMap(([name, asked]) => {
      if (asked.length === 0) return [];
      const byCommand = new Map<string, Set<string>>();
      for (const { command, outcome } of asked)
        byCommand.set(command, (byCommand.get(command) ?? new Set()).add(outcome));
      // Which of several Pods answers is chance: what was seen is a set.
      const steps = [...byCommand].map(([command, outcomes]) => `$ ${command}\n${[...outcomes].sort().join('\n')}`);
      return [`### ${name}\n${steps.join('\n\n')}`];
    });
    return `${['Vouched for by ' + voucher + ', asked with portolan check.', ...blocks].join('\n\n')}\n`;
  }
}

/** As one would type it at that place. */
function commandOf(from: Place, request: HttpRequest): string {
  const [, , ...words] = curlLine({ ...request, headers: [] });
  const shown = words.filter((word) => !['--show-error', '--include', '--globoff'].includes(word));
  const curl = `curl -s ${shown.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(' ')}`;
  return from === 'laptop' ? curl : `${curl}   # from ${from}`;
}

function outcomeOf(exchange: Exchange): string {
  if (!exchange.ok) return `! ${exchange.error.kind}`;
  const { status, body } = exchange.response;
  const lines = named(body).trimEnd().split('\n').slice(0, KEPT_LINES);
  return [`HTTP ${status}`, ...lines].join('\n').trimEnd();
}

/** What time, chance and the machine decide, by name. */
export function named(text: string): string {
  return text
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '<ip>')
    .replaceAll(/(-[0-9a-z]{5,10})?-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<id>')
    .replaceAll(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, '<time>');
}
