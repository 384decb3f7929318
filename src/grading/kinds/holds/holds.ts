// Another check goes on being true: for a simulated time, or through an event. It is tried on a copy of the cluster.

import type { Pod } from '#api/core/types.ts';
import { type CheckKind, type Evidence, failed, type Judgement, passed, pending, type Trial } from '../../check.ts';
import { readyNodes } from '../../live.ts';
import { defaulted, duration, id, mappingOf, needed, oneOf, optional, string } from '../../shape.ts';
import type { Text } from '../../text.ts';

const EVENTS = ['rollout', 'delete pod', 'node down'] as const;

export interface HoldsSpec {
  /** The id of another check of this exercise. */
  readonly check: string;
  /** Simulated milliseconds. Default 60 s. */
  readonly for: number;
  /** Simulated milliseconds between two judgements. Default 250; where nothing happens, a twentieth of the time. */
  readonly every: number;
  /** So long after the event it may fail. Default 0. */
  readonly after: number;
  readonly during?: (typeof EVENTS)[number];
  /** `deployment/NAME` of a rollout; that, `pod/NAME` or `LABEL=VALUE` of a deletion; a node's name. `NAMESPACE/` may stand before. */
  readonly of?: string;
}

const DEFAULT_MS = 60_000;
/** A container whose image is there starts within a second: a gap may be short. */
const EVENT_EVERY_MS = 250;

const shape = mappingOf({
  check: needed(id, 'Another check of this exercise, by its id.'),
  for: defaulted(duration, DEFAULT_MS, 'So long, in simulated time.', '60s'),
  every: optional(
    duration,
    'How often it is judged meanwhile. Default `250ms`; without an event a twentieth of the time, at least a second.',
  ),
  after: defaulted(duration, 0, 'So long after the event it may fail.', '0s'),
  during: optional(oneOf(...EVENTS), 'What happens to the cluster meanwhile.'),
  of: optional(
    string,
    'To whom: of a rollout `deployment/web`; of a deletion that, `pod/NAME` or `app=web`; of a node down its name. `NAMESPACE/` may stand before.',
  ),
});

export const holds: CheckKind<HoldsSpec> = {
  kind: 'holds',

  purpose: 'another check of the exercise goes on being true, on a copy of the cluster',
  shape,

  parse(reader) {
    const spec = shape.read(reader);
    const { during, of } = spec;
    if (during !== undefined && during !== 'node down' && of === undefined)
      reader.field('of').problem('Missing', 'this is needed', 'Write it as: deployment/web', 'what it happens to');
    return { ...spec, every: spec.every ?? (during ? EVENT_EVERY_MS : Math.max(1000, spec.for / 20)) };
  },

  judges: ({ check }) => [check],

  async judge(spec, evidence, id, judge) {
    if (!judge) throw new Error('holds is judged within its exercise');
    const now = await judge(spec.check, evidence);
    if (now.state !== 'passed') return { ...now, state: now.state === 'pending' ? 'pending' : 'failed' };
    if (!evidence.trial) return pending({ en: 'This cannot be tried on this cluster.', zh: '在这个集群上没法试。' });
    const tried = (): Promise<Judgement> => tryIt(spec, evidence, judge);
    return evidence.once ? evidence.once(`${id} ${JSON.stringify(spec)}`, tried) : tried();
  },
};

async function tryIt(
  spec: HoldsSpec,
  evidence: Evidence,
  judge: (check: string, evidence: Evidence) => Promise<Judgement>,
): Promise<Judgement> {
  const trial = await evidence.trial!();
  try {
    const refused = await happen(spec, trial);
    if (refused) return failed(refused);
    await trial.evidence.sleep(spec.after);
    for (let passedMs = spec.after; passedMs <= spec.for; passedMs += spec.every) {
      const judgement = await judge(spec.check, trial.evidence);
      if (judgement.state !== 'passed')
        return { ...judgement, state: 'failed', because: then(spec, passedMs, judgement.because) };
      await trial.evidence.sleep(spec.every);
    }
    const whole = Math.round(spec.for / 1000);
    return passed(
      spec.during
        ? { en: `It went on through: ${spec.during}.`, zh: `经过“${EVENT_ZH[spec.during]}”也没有中断。` }
        : { en: `It went on for ${whole} s.`, zh: `持续了 ${whole} 秒。` },
    );
  } finally {
    trial.stop();
  }
}

const EVENT_ZH = { rollout: '滚动更新', 'delete pod': '删除 Pod', 'node down': '节点宕机' } as const;

function then({ during }: HoldsSpec, afterMs: number, because: Text): Text {
  const seconds = Math.round(afterMs / 100) / 10;
  return during
    ? {
        en: `${seconds} s after: ${during}. ${because.en}`,
        zh: `“${EVENT_ZH[during]}”之后 ${seconds} 秒：${because.zh}`,
      }
    : { en: `After ${seconds} s: ${because.en}`, zh: `${seconds} 秒之后：${because.zh}` };
}

/** Makes the event happen. What is wrong with it, if it cannot. */
async function happen({ during, of = '' }: HoldsSpec, trial: Trial): Promise<Text | undefined> {
  const { evidence } = trial;
  const none = (what: string): Text => ({ en: `There is no ${what} yet.`, zh: `还没有 ${what}。` });
  if (during === undefined) return undefined;
  if (during === 'node down') {
    const nodes = readyNodes(await evidence.list('nodes')).map(({ metadata }) => metadata.name);
    const node = of === '' ? nodes[0] : nodes.find((name) => name === of);
    if (node === undefined) return none(`Node ${of}`.trim());
    trial.nodeDown(node);
    return undefined;
  }
  const [namespace, target] = /^([^/=]+)\/((?:deployment|pod)\/.+|.+=.+)$/.exec(of)?.slice(1) ?? ['default', of];
  const deployment = /^deployment\/(.+)$/.exec(target!)?.[1];
  if (during === 'rollout') {
    const refused = await trial.request('PATCH', `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`, {
      spec: {
        template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-01-05T10:00:00Z' } } },
      },
    });
    return refused === undefined ? undefined : { en: `${refused}.`, zh: `${refused}。` };
  }
  const pods = ((await evidence.list('pods')) as readonly Pod[]).filter((p) => p.metadata.namespace === namespace);
  const label = /^([^=]+)=(.*)$/.exec(target!);
  const selector = deployment === undefined ? undefined : await labelsOf(deployment, namespace!, evidence);
  const pod = pods.find(({ metadata }) =>
    label
      ? metadata.labels?.[label[1]!] === label[2]
      : deployment !== undefined
        ? selector !== undefined && Object.entries(selector).every(([k, v]) => metadata.labels?.[k] === v)
        : `pod/${metadata.name}` === target,
  );
  if (!pod) return none(`Pod (${of})`);
  await trial.request('DELETE', `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}`);
  return undefined;
}

async function labelsOf(
  name: string,
  namespace: string,
  evidence: Evidence,
): Promise<Readonly<Record<string, string>> | undefined> {
  const found = (await evidence.list('deployments.apps')).find(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  ) as { spec?: { selector?: { matchLabels?: Readonly<Record<string, string>> } } } | undefined;
  return found?.spec?.selector?.matchLabels;
}
