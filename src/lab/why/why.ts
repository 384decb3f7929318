// `why`: the last request's way, hop by hop, its first broken link, the line of the manifest that decides, and what would mend it.
// `why service/NAME`: why a Service of type LoadBalancer has no address.

import type { Service } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { type Hop, told } from '#machine/hop.ts';
import type { Process, Program } from '#machine/program.ts';
import type { LoggedExchange } from '../exchange-log.ts';
import { brokenLines, brokenLink, explain, explanationLines } from './explain.ts';
import { type Facts, factsOf, find } from './facts.ts';
import { LABELS } from './words/labels.ts';
import { filled, type Language } from './words/language.ts';

export interface WhyDeps {
  last(): LoggedExchange | undefined;
  /** All stored objects of a type: `services`, `deployments.apps`, … */
  list(resource: string): readonly ApiObject[];
  /** Does a cloud give load balancers their addresses here? */
  readonly hasCloud: boolean;
}

const USAGE = 'usage: why [service/NAME [-n NAMESPACE]]\n';

/** The reader's language: `LC_ALL`, `LC_MESSAGES`, `LANG`, the first that is set. */
export function languageOf({ env }: Pick<Process, 'env'>): Language {
  return /^zh/.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'zh' : 'en';
}

export function whyProgram(deps: WhyDeps): Program {
  return async (process) => {
    const [, target, flag, namespace] = process.argv;
    const language = languageOf(process);
    if (target === undefined) {
      const last = deps.last();
      if (!last) {
        process.stderr.write(`${LABELS.none[language]}\n`);
        return 1;
      }
      process.stdout.write(`${explained(last, factsOf(deps.list), language)}\n`);
      return 0;
    }
    const name = /^(?:service|services|svc)\/(.+)$/.exec(target)?.[1];
    if (!name || (flag !== undefined && (!/^(-n|--namespace)$/.test(flag) || !namespace))) {
      process.stderr.write(USAGE);
      return 2;
    }
    const { text, code } = ofService(`${namespace ?? 'default'}/${name}`, deps, language);
    (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
    return code;
  };
}

export function explained({ method, url, from, exchange }: LoggedExchange, facts: Facts, language: Language): string {
  const outcome = exchange.ok ? String(exchange.response.status) : `${exchange.error.kind}: ${exchange.error.message}`;
  return [
    filled(LABELS.asked[language], { method, url, from, outcome }),
    ...explanationLines(explain(exchange.trace, language, facts), language),
  ].join('\n');
}

function ofService(key: string, deps: WhyDeps, language: Language): { readonly text: string; readonly code: number } {
  const name = { name: key, plain: key.slice(key.indexOf('/') + 1) };
  const said = (label: keyof typeof LABELS, more: Readonly<Record<string, string>> = {}): string =>
    filled(LABELS[label][language], { ...name, ...more });
  const facts = factsOf(deps.list);
  const service = find<Service>(facts, `Service/${key}`);
  if (!service) return { text: said('noService'), code: 1 };
  const { type = 'ClusterIP', loadBalancerClass, ports = [] } = service.spec;
  if (type !== 'LoadBalancer') return { text: said('noAddressWanted', { type }), code: 0 };
  const [ingress] = service.status?.loadBalancer?.ingress ?? [];
  const address = ingress?.ip ?? ingress?.hostname;
  if (address) return { text: said('hasAddress', { address }), code: 0 };
  if (!loadBalancerClass && deps.hasCloud) return { text: said('waits'), code: 0 };
  const why = loadBalancerClass
    ? told('waits', 'foreign-class', { service: key, class: loadBalancerClass })
    : told('waits', 'no-cloud', { service: key, port: String(ports[0]?.nodePort ?? '') });
  const hop: Hop = { at: `service/${key}`, ...why, object: `Service/${key}`, ok: false };
  return { text: brokenLines(brokenLink(hop, [], language, facts), language).join('\n'), code: 0 };
}
