// `why`: the last request's way, hop by hop, its first broken link, the line of the manifest that decides, and what would mend it.
// `why service/NAME`: why a Service of type LoadBalancer has no address.

import type { Service } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { Hop, HopReason } from '#machine/http.ts';
import type { Process, Program } from '#machine/program.ts';
import type { LoggedExchange } from '../exchange-log.ts';
import { decidingField, managerOf, written } from './deciding-field.ts';
import { filled, LABELS, type Language, REASONS } from './words.ts';

export interface WhyDeps {
  last(): LoggedExchange | undefined;
  /** `Kind/namespace/name`, or `Kind/name`. */
  find(object: string): ApiObject | undefined;
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
        process.stderr.write(`${LABELS[language].none}\n`);
        return 1;
      }
      process.stdout.write(`${explained(last, deps, language)}\n`);
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

export function explained({ method, url, from, exchange }: LoggedExchange, deps: WhyDeps, language: Language): string {
  const labels = LABELS[language];
  const outcome = exchange.ok ? String(exchange.response.status) : `${exchange.error.kind}: ${exchange.error.message}`;
  const { trace } = exchange;
  const lines = [`${method} ${url} (${labels.from} ${from}) → ${outcome}`];
  for (const { at, did, ok } of trace) lines.push(`  ${ok ? '✓' : '✗'} ${at}: ${did}`);
  const index = trace.findIndex(({ ok }) => !ok);
  const broken = trace[index];
  if (!broken) return [...lines, labels.fine].join('\n');
  lines.push('', `${labels.broken} ${broken.at}`);
  return [...lines, ...becauseOf(broken, trace.slice(0, index), deps, language)].join('\n');
}

function becauseOf(hop: Hop, before: readonly Hop[], deps: WhyDeps, language: Language): readonly string[] {
  const labels = LABELS[language];
  const { reason } = hop;
  const saying = reason && REASONS[reason.code]?.[language];
  if (!reason || !saying) return [`${labels.because} ${hop.did}`];
  return [
    `${labels.because} ${filled(saying.what, reason.parameters)}`,
    ...decision(reason, hop, before, deps, language),
    `${labels.mend} ${filled(saying.mend, reason.parameters)}`,
  ];
}

function decision(
  reason: HopReason,
  hop: Hop,
  before: readonly Hop[],
  deps: WhyDeps,
  language: Language,
): readonly string[] {
  const field = decidingField(reason, hop, before);
  const object = field && deps.find(field.object);
  if (!field || !object) return [];
  const labels = LABELS[language];
  // A policy that denies by having no rules has no line of them: then its selector is what decides.
  const path =
    written(object, field.path) === undefined && reason.code === 'policy-denied' ? 'spec.podSelector' : field.path;
  const manager = managerOf(object, path);
  const by = manager ? ` (${labels.written} ${manager})` : '';
  const text = written(object, path);
  return [
    `${labels.decided} ${field.object} ${path}${by}`,
    ...(text === undefined ? [] : text.split('\n').map((line) => `    ${line}`)),
  ];
}

function ofService(key: string, deps: WhyDeps, language: Language): { readonly text: string; readonly code: number } {
  const labels = LABELS[language];
  const name = { name: key, plain: key.slice(key.indexOf('/') + 1) };
  const service = deps.find(`Service/${key}`) as Service | undefined;
  if (!service) return { text: filled(labels.noService!, name), code: 1 };
  const { type = 'ClusterIP', loadBalancerClass, ports = [] } = service.spec;
  if (type !== 'LoadBalancer') return { text: filled(labels.noAddressWanted!, { ...name, type }), code: 0 };
  const [ingress] = service.status?.loadBalancer?.ingress ?? [];
  const address = ingress?.ip ?? ingress?.hostname;
  if (address) return { text: filled(labels.hasAddress!, { ...name, address }), code: 0 };
  const code = loadBalancerClass ? 'foreign-class' : deps.hasCloud ? undefined : 'no-cloud';
  if (!code) return { text: filled(labels.waits!, name), code: 0 };
  const parameters = { service: key, class: loadBalancerClass ?? '', port: String(ports[0]?.nodePort ?? '') };
  const hop: Hop = {
    at: `service/${key}`,
    did: code,
    object: `Service/${key}`,
    ok: false,
    reason: { code, parameters },
  };
  return { text: becauseOf(hop, [], deps, language).join('\n'), code: 0 };
}
