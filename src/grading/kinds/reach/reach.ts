// Sends real requests. It judges what a client sees, not which objects exist, so any right solution passes.

import type { Pod } from '#api/core/types.ts';
import { headerOf } from '#machine/http.ts';
import { type CheckKind, type Evidence, failed, type Judgement, passed, pending } from '../../check.ts';
import { defaulted, mapping, mappingOf, needed, oneOrMore, optional, part, string, whole } from '../../shape.ts';
import { listed } from '../../text.ts';
import { type CertificateSpec, certificateFault, certificate as certificateShape } from '../request/certificate.ts';
import type { Outcome } from '../request/outcome.ts';
import { aboutRequest, REQUEST, type RequestSpec, send } from '../request/request.ts';
import { askedOf, describeOutcome, noPlace, unable } from '../request/words.ts';

type Labels = Readonly<Record<string, string>>;

export interface ReachSpec extends RequestSpec {
  /** One of these. Default 200; of `ws` 101, of `grpc` 0. */
  readonly status: readonly number[];
  /** The answer's headers, each with what its value must contain. */
  readonly headers?: Labels;
  /** The body must contain this. */
  readonly body?: string;
  readonly certificate?: CertificateSpec;
  /** So many different Pods must answer. */
  readonly backends?: number;
  /** Every Pod that answers must have these labels. */
  readonly backend?: Labels;
  /** Of `requests` requests, Pods with these labels must answer that part, give or take `within`. */
  readonly share?: { readonly of: Labels; readonly is: number; readonly within?: number; readonly requests: number };
  /** The request's way must go through this object: `Service/default/web`. */
  readonly through?: string;
}

/** Requests for each backend wanted: with fair picks, missing one of two in twelve has odds of one in two thousand. */
const TRIES_PER_BACKEND = 6;
const SHARE_REQUESTS = 200;
/** So far, in standard deviations, does chance lead what is right: of 15,000 judgements one. */
const CHANCE = 4;

const labels = mapping(string);

const shape = mappingOf({
  ...REQUEST,
  status: optional(
    oneOrMore(whole(0)),
    'What must be answered, or a list of what may be. Default 200; of `ws` 101, of `grpc` 0.',
  ),
  headers: optional(labels, 'Headers of the answer, each with what its value must contain.'),
  body: optional(string, 'What the body must contain; of `tcp`, `udp` and `ws`, what must come back.'),
  certificate: optional(certificateShape, 'What the certificate that is shown must be.'),
  backends: optional(whole(1), 'So many different Pods must answer.'),
  backend: optional(labels, 'Labels that every Pod that answers must have.'),
  share: optional(
    mappingOf({
      of: needed(labels, 'Labels of the Pods whose part is measured.'),
      is: needed(part, 'Their part of the answers: `10%`.'),
      within: optional(
        part,
        'Give or take so much. Default: four standard deviations of so many draws, 8.5% of 200 requests at 10%.',
      ),
      requests: defaulted(whole(1), SHARE_REQUESTS, 'So many requests are sent.'),
    }),
    'Pods with some labels must give this part of the answers.',
  ),
  through: optional(string, 'An object on the request’s way: `Service/default/web`.'),
});

export const reach: CheckKind<ReachSpec> = {
  kind: 'reach',
  purpose: 'a request is answered',
  shape,

  parse(reader) {
    const spec = shape.read(reader);
    return { ...spec, status: spec.status ?? [/^ws/.test(spec.url) ? 101 : /^grpc/.test(spec.url) ? 0 : 200] };
  },

  about: (spec) => [...aboutRequest(spec), ...(spec.through ? [spec.through.split('/').at(-1)!] : [])],
  every: ({ every }) => every,

  async judge(spec, evidence) {
    const { backends = 1, share } = spec;
    const count = share?.requests ?? (backends === 1 ? 1 : backends * TRIES_PER_BACKEND);
    const first = await send(spec, evidence);
    const wrong = 'trace' in first ? await fault(first, spec, evidence) : undefined;
    if (wrong) return failed(wrong, (first as Outcome).trace);
    // The first alone says most of what is wrong; of the others a few need not wait for each other. Not all at once: on the page
    // their patience runs while they are worked out.
    const all = [first];
    while (all.length < count) {
      const batch = Math.min(AT_ONCE, count - all.length);
      all.push(...(await Promise.all(Array.from({ length: batch }, () => send(spec, evidence)))));
    }
    const seen: string[] = [];
    for (const outcome of all) {
      if ('noPlace' in outcome) return failed(noPlace(outcome.noPlace));
      if ('unable' in outcome) return pending(unable(outcome.unable));
      const because = outcome === first ? undefined : await fault(outcome, spec, evidence);
      if (because) return failed(because, outcome.trace);
      seen.push(backendOf(outcome) ?? '');
    }
    if (evidence.partialTraces && untold(spec, all as readonly Outcome[])) return pending(UNTOLD);
    return counted(spec, seen, evidence, first as Outcome);
  },
};

/** The Pod that the request came to last: behind a proxy's Pod, which has the last word in the trace. */
function backendOf({ trace }: Outcome): string | undefined {
  return [...new Set(trace.filter((hop) => hop.at.startsWith('pod/') && hop.ok).map(({ at }) => at))].at(-1);
}

/** Requests sent side by side. */
const AT_ONCE = 20;
const UNTOLD = {
  en: 'It answered, but the answers do not tell all that is asked: which Pods gave them, what they went through, which certificate was shown',
  zh: '有应答，但应答里看不出要问的全部：由哪些 Pod 给出、经过了什么、出示了哪张证书',
};

/** Is something asked about the way that these answers do not tell? */
function untold(
  { backends = 1, backend, certificate, share, through }: ReachSpec,
  outcomes: readonly Outcome[],
): boolean {
  const who = backends > 1 || backend !== undefined || share !== undefined;
  return outcomes.some(
    (outcome) =>
      (who && backendOf(outcome) === undefined) ||
      (certificate !== undefined && outcome.tls === undefined) ||
      (through !== undefined && !outcome.trace.some((hop) => hop.object === through)),
  );
}

/** What is wrong with one answer. */
async function fault(outcome: Outcome, spec: ReachSpec, evidence: Evidence): Promise<Judgement['because'] | undefined> {
  const { status, headers = {}, body, certificate, through, backend } = spec;
  const asked = askedOf(spec);
  if (outcome.failure || !status.includes(outcome.ended as number))
    return describeOutcome(spec, outcome, status, evidence);
  for (const [name, wanted] of Object.entries(headers)) {
    const found = headerOf(outcome.headers, name);
    if (found?.includes(wanted)) continue;
    return {
      en: `${asked} answered with ${name}: ${found ?? '(no such header)'}, not ${wanted}.`,
      zh: `${asked} 的应答里 ${name} 是 ${found ?? '（没有这个头）'}，而不是 ${wanted}。`,
    };
  }
  if (body !== undefined && !outcome.body.includes(body))
    return { en: `${asked} answered, but not with “${body}”.`, zh: `${asked} 有应答，但内容里没有“${body}”。` };
  const isUnseen = evidence.partialTraces && outcome.tls === undefined;
  const shown =
    certificate && !isUnseen && (await certificateFault(certificate, outcome.tls, asked, evidence.nowMs?.()));
  if (shown) return shown;
  if (through && !evidence.partialTraces && !outcome.trace.some((hop) => hop.object === through))
    return {
      en: `${asked} answered, but the request did not go through ${through}.`,
      zh: `${asked} 有应答，但请求没有经过 ${through}。`,
    };
  const who = backendOf(outcome);
  if (backend && !(evidence.partialTraces && who === undefined) && !(await hasLabels(who, backend, evidence)))
    return {
      en: `${asked} was answered by ${who ?? 'no Pod'}, which has not the labels ${show(backend)}.`,
      zh: `${asked} 由 ${who ?? '（不是 Pod）'} 应答，它没有标签 ${show(backend)}。`,
    };
  return undefined;
}

/** How many Pods answered, and how often which. */
async function counted(
  spec: ReachSpec,
  seen: readonly string[],
  evidence: Evidence,
  { trace, ended }: Outcome,
): Promise<Judgement> {
  const { from, backends = 1, share } = spec;
  const asked = askedOf(spec);
  const different = [...new Set(seen)].filter((place) => place !== '').sort();
  if (backends > 1 && different.length < backends)
    return failed(
      {
        en: `${different.length} of ${backends} Pods answered at ${asked}.`,
        zh: `${asked} 后面应有 ${backends} 个 Pod 应答，只看到 ${different.length} 个。`,
      },
      trace,
    );
  if (share) {
    const own = new Set<string>();
    for (const place of different) if (await hasLabels(place, share.of, evidence)) own.add(place);
    const part = seen.filter((place) => own.has(place)).length / seen.length;
    const [found, wanted] = [percent(part), percent(share.is)];
    const words = {
      en: `${found} of ${seen.length} requests went to ${show(share.of)}; ${wanted} should.`,
      zh: `${seen.length} 个请求里有 ${found} 到了 ${show(share.of)}，应该是 ${wanted}。`,
    };
    const within = share.within ?? CHANCE * Math.sqrt((share.is * (1 - share.is)) / seen.length);
    return Math.abs(part - share.is) <= within ? passed(words, trace) : failed(words, trace);
  }
  const who = listed(different.map((place) => place.split('/').at(-1)!));
  return passed(
    {
      en: `${asked} answered ${ended} from ${from}${who.en && `: ${who.en}`}.`,
      zh: `从 ${from} 访问 ${asked} 得到 ${ended}${who.zh && `，应答的是 ${who.zh}`}。`,
    },
    trace,
  );
}

async function hasLabels(place: string | undefined, labels: Labels, evidence: Evidence): Promise<boolean> {
  const [, namespace, name] = place?.split('/') ?? [];
  const pod = ((await evidence.list('pods')) as readonly Pod[]).find(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  );
  return pod !== undefined && Object.entries(labels).every(([key, value]) => pod.metadata.labels?.[key] === value);
}

const show = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
const percent = (part: number): string => `${Math.round(part * 1000) / 10}%`;
