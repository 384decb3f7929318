// `why`: the last request's way, hop by hop, its first broken link, the line of the manifest that decides, and what would mend it.
// `why URL` sends a request first; `why service/NAME` and `why ingress/NAME` ask of an object.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Process, Program } from '#machine/program.ts';
import { type LoggedExchange, outcomeOf } from '../exchange-log.ts';
import { brokenLines, explain, explanationLines } from './explain.ts';
import { type Facts, factsOf } from './facts.ts';
import { manifestsIn } from './manifest.ts';
import { ingressStanding, type Standing, serviceStanding } from './standing.ts';
import { LABELS } from './words/labels.ts';
import { filled, type Language } from './words/language.ts';

export interface WhyDeps {
  last(): LoggedExchange | undefined;
  /** All stored objects of a type: `services`, `deployments.apps`, … */
  list(resource: string): readonly ApiObject[];
  /** Does a cloud give load balancers their addresses here? */
  readonly hasCloud: boolean;
}

const USAGE = `Why did the last request end as it did?

  why                                  of the last request, from wherever it was sent
  why URL                              sends a GET from here first
  why service/NAME, why ingress/NAME   of an object: why it has no address, or nothing behind it

  -n, --namespace NAMESPACE            where the object is. Default: default
  -o, --output json                    the same as a value

Printed are each step, the first broken link, the field that decides (→) with who wrote it and where it stands in your
own files, and what would mend it. The language is that of LANGUAGE, else of LC_ALL, LC_MESSAGES or LANG: LANGUAGE=zh why
`;
const PATIENCE_MS = 5000;

/**
 * The reader's language: `LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`, the first that is set, as gettext has it. The page sets
 * `LANGUAGE` to its own: `LANG` would turn the real kubectl's help to its half of a translation too.
 */
export function languageOf({ env }: Pick<Process, 'env'>): Language {
  return /^zh/.test(env.LANGUAGE || env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'zh' : 'en';
}

export function whyProgram(deps: WhyDeps): Program {
  return async (process) => {
    const { argv, stdout, stderr } = process;
    const language = languageOf(process);
    const read = optionsOf(argv.slice(1));
    if ('wrong' in read) {
      stderr.write(`why: ${read.wrong}\n\n${USAGE}`);
      return 2;
    }
    if (read.help) {
      stdout.write(USAGE);
      return 0;
    }
    const facts: Facts = { ...factsOf(deps.list), files: () => manifestsIn(process.files, process.host.homeDir) };
    const { target, namespace, json } = read;
    const [, kind, name] = /^(services?|svc|ingress(?:es)?|ing)\/(.+)$/.exec(target ?? '') ?? [];
    if (kind !== undefined) {
      const standing = kind.startsWith('s') ? serviceStanding : ingressStanding;
      const found = standing(`${namespace}/${name}`, { facts, language, hasCloud: deps.hasCloud });
      const isMissing = 'isMissing' in found;
      (isMissing ? stderr : stdout).write(`${json ? JSON.stringify(found) : standingText(found, language)}\n`);
      return isMissing ? 1 : 0;
    }
    if (target !== undefined) {
      const url = /^https?:\/\//.test(target) ? target : `http://${target}`;
      const headers = [['User-Agent', 'why'] as const, ['Accept', '*/*'] as const];
      await process.host.fetch({ method: 'GET', url, headers, body: '' }, { timeoutMs: PATIENCE_MS });
    }
    const last = deps.last();
    if (!last) {
      stderr.write(`${LABELS.none[language]}\n`);
      return 1;
    }
    stdout.write(
      `${json ? JSON.stringify(asValue(last, facts, language), null, 2) : explained(last, facts, language)}\n`,
    );
    return 0;
  };
}

interface Options {
  readonly help?: true;
  readonly target?: string;
  readonly namespace: string;
  readonly json: boolean;
}

function optionsOf(args: readonly string[]): Options | { readonly wrong: string } {
  let target: string | undefined;
  let namespace = 'default';
  let json = false;
  for (let i = 0; i < args.length; i++) {
    const [, flag = args[i]!, joined] = /^(--\w+)=(.*)$/.exec(args[i]!) ?? [];
    const value = (): string | undefined => joined ?? args[++i];
    if (flag === '-h' || flag === '--help') return { help: true, namespace, json };
    if (flag === '-n' || flag === '--namespace') namespace = value() ?? '';
    else if (flag === '-o' || flag === '--output') {
      const format = value();
      if (format !== 'json') return { wrong: `-o takes json, not ${format ?? 'nothing'}` };
      json = true;
    } else if (flag === '-ojson') json = true;
    else if (flag.startsWith('-')) return { wrong: `there is no option ${flag}` };
    else if (target !== undefined) return { wrong: `give one thing to ask about, not ${target} and ${flag}` };
    else target = flag;
  }
  if (namespace === '') return { wrong: 'give a namespace after -n' };
  const isObject =
    target !== undefined && /^\w+\/[\w.-]+$/.test(target) && !/^(services?|svc|ingress(es)?|ing)\//.test(target);
  if (isObject) return { wrong: `${target}: only services and ingresses can be asked about` };
  return { namespace, json, ...(target !== undefined && { target }) };
}

const standingText = (standing: Standing, language: Language): string =>
  'broken' in standing ? brokenLines(standing.broken, language).join('\n') : standing.text;

function asValue(last: LoggedExchange, facts: Facts, language: Language): unknown {
  const { method, url, from, exchange } = last;
  const { trace } = exchange;
  return { method, url, from, outcome: outcomeOf(last), trace, ...explain(trace, language, facts) };
}

export function explained(last: LoggedExchange, facts: Facts, language: Language): string {
  const { method, url, from, exchange } = last;
  return [
    filled(LABELS.asked[language], { method, url, from, outcome: outcomeOf(last) }),
    ...explanationLines(explain(exchange.trace, language, facts), language),
  ].join('\n');
}
