// `why`: the last request's way, hop by hop, its first broken link, the line of the manifest that decides, and what would mend it.
// `why URL` sends a request first; `why TYPE/NAME` asks of an object.

import type { Pod } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { languageOf } from '#machine/language.ts';
import type { Program } from '#machine/program.ts';
import { type LoggedExchange, outcomeOf } from '../exchange-log.ts';
import { brokenLines, explain, explanationLines } from './explain.ts';
import { EXPLAINED, explainedKind, isOfCluster } from './explained.ts';
import { type Facts, factsOf } from './facts.ts';
import { manifestsIn } from './manifest.ts';
import { noObject, standingOf, unexplained } from './standing/of-object.ts';
import type { Standing } from './standing/standing.ts';
import { endedText } from './words/ended.ts';
import { LABELS } from './words/labels.ts';
import { filled, type Language } from './words/language.ts';

export interface WhyDeps {
  last(): LoggedExchange | undefined;
  /** All stored objects of a type: `services`, `deployments.apps`, … */
  list(resource: string): readonly ApiObject[];
  /** What a container said last: the one that runs, or the one that ran before. */
  lastLine(pod: Pod, container: string): string | undefined;
  /** Does a cloud give load balancers their addresses here? */
  readonly hasCloud: boolean;
}

/** Six to a line. */
const TYPES = EXPLAINED.map((kind, i) => `${i % 6 === 0 ? '\n  ' : ' '}${kind.toLowerCase()}`).join(',');
const USAGE = `Why did the last request end as it did?

  why              of the last request, from wherever it was sent
  why URL          sends a GET from here first
  why TYPE/NAME    of an object: why it does not work, by what the cluster has now

  -n, --namespace NAMESPACE            where the object is. Default: default
  -o, --output json                    the same as a value

Types:${TYPES}

Printed are each step, the first broken link, the field that decides (→) with who wrote it and where it stands in your
own files, and what would mend it. The language is that of LANGUAGE, else of LC_ALL, LC_MESSAGES or LANG: LANGUAGE=zh why
`;
const PATIENCE_MS = 5000;

export function whyProgram(deps: WhyDeps): Program {
  return async (process) => {
    const { argv, stdout, stderr } = process;
    const language = languageOf(process.env);
    const read = optionsOf(argv.slice(1));
    if ('wrong' in read) {
      stderr.write(`why: ${read.wrong}\n\n${USAGE}`);
      return 2;
    }
    if (read.help) {
      stdout.write(USAGE);
      return 0;
    }
    const { lastLine, hasCloud } = deps;
    const facts: Facts = {
      ...factsOf(deps.list),
      files: () => manifestsIn(process.files, process.host.homeDir),
      lastLine,
    };
    const { target, object, namespace, json } = read;
    if (object) {
      const kind = explainedKind(object.type);
      if (!kind) {
        stderr.write(`${unexplained(object.type, `${object.type} ${object.name}`, language)}\n`);
        return 1;
      }
      const key = isOfCluster(kind) ? object.name : `${namespace}/${object.name}`;
      const found = standingOf(kind, key, { facts, language, hasCloud });
      if (!found) {
        const text = noObject(kind, key, language);
        stderr.write(`${json ? JSON.stringify({ text, isMissing: true }) : text}\n`);
        return 1;
      }
      stdout.write(`${json ? JSON.stringify(found) : standingText(found, language)}\n`);
      return 0;
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
  readonly object?: { readonly type: string; readonly name: string };
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
  const object = objectOf(target);
  return { namespace, json, ...(target !== undefined && { target }), ...(object && { object }) };
}

/** `pod/web`; undefined: it is a URL. */
function objectOf(target = ''): Options['object'] {
  const [, type = '', name = ''] = /^([\w.-]+)\/([\w.-]+)$/.exec(target) ?? [];
  // `shop.example.com/cart` is a URL, `configmap/web` is none.
  return name !== '' && (explainedKind(type) || !type.includes('.')) ? { type, name } : undefined;
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
    filled(LABELS.asked[language], { method, url, from, outcome: endedText(exchange, language) }),
    ...explanationLines(explain(exchange.trace, language, facts), language),
  ].join('\n');
}
