// The cluster at which a lesson, or an exercise of its own, begins.

import type { Faults } from '#lab/faults.ts';
import { DOCUMENTS } from '#network/documents.ts';
import type { Reader } from './reader.ts';

export interface LessonStart {
  /** Names of files in content/starts, applied in this order. */
  readonly from: readonly string[];
  readonly nodes: number;
  readonly provider: 'cloud' | 'bare-metal';
  /** Files of content/manifests, applied first: `ingress-nginx/controller-v1.13.3-cloud.yaml`. */
  readonly manifests: readonly string[];
  /** Records at the DNS provider, by name: an address, which may be `${loadBalancer.NAME}`. Added when the objects stand. */
  readonly records: Readonly<Record<string, string>>;
  /** Lines that were run on the laptop before the learner came; time has run to rest after each. */
  readonly run: readonly string[];
  /** What is broken around the cluster when the learner comes. */
  readonly faults: Faults;
}

export const NO_START: LessonStart = {
  from: [],
  nodes: 3,
  provider: 'cloud',
  manifests: [],
  records: {},
  run: [],
  faults: {},
};

const FIELDS = ['from', 'nodes', 'provider', 'manifests', 'records', 'run', 'faults'] as const;

/** @param base What it has where nothing is said: for an exercise, the lesson's machines. */
export function readStart(reader: Reader, base: LessonStart = NO_START): LessonStart {
  if (!reader.present) return base;
  reader.only(...FIELDS);
  const from = reader.field('from');
  return {
    from: Array.isArray(from.value) ? from.strings() : (from.optional((r) => [r.string()]) ?? []),
    nodes: reader.field('nodes').optional((r) => r.whole()) ?? base.nodes,
    provider: reader.field('provider').optional((r) => r.oneOf('cloud', 'bare-metal')) ?? base.provider,
    manifests: reader
      .field('manifests')
      .items()
      .map((item) => item.oneOf(...DOCUMENTS.map(({ file }) => file))),
    records: reader.field('records').optional((r) => r.mapping((value) => value.string())) ?? {},
    run: reader.field('run').strings(),
    faults: reader.field('faults').optional(readFaults) ?? {},
  };
}

function readFaults(reader: Reader): Faults {
  reader.only('nodesDown', 'partitions', 'closedPorts', 'proxyLagMs', 'loadBalancerQuota', 'loadBalancerAddresses');
  const whole = (name: string) => reader.field(name).optional((r) => r.whole());
  const [proxyLagMs, loadBalancerQuota, loadBalancerAddresses] = [
    whole('proxyLagMs'),
    whole('loadBalancerQuota'),
    whole('loadBalancerAddresses'),
  ];
  const nodesDown = reader.field('nodesDown').strings();
  const partitions = reader
    .field('partitions')
    .items()
    .map((pair) => {
      const [a = '', b = ''] = pair.strings();
      return [a, b] as const;
    });
  const closedPorts = reader.field('closedPorts').items().map(readClosedPorts);
  return {
    ...(nodesDown.length > 0 && { nodesDown }),
    ...(partitions.length > 0 && { partitions }),
    ...(closedPorts.length > 0 && { closedPorts }),
    ...(proxyLagMs !== undefined && { proxyLagMs }),
    ...(loadBalancerQuota !== undefined && { loadBalancerQuota }),
    ...(loadBalancerAddresses !== undefined && { loadBalancerAddresses }),
  };
}

function readClosedPorts(reader: Reader): NonNullable<Faults['closedPorts']>[number] {
  reader.only('from', 'to', 'protocol');
  const from = reader.field('from').whole();
  const protocol = reader.field('protocol').optional((r) => r.oneOf('TCP', 'UDP', 'SCTP'));
  return { from, to: reader.field('to').optional((r) => r.whole()) ?? from, ...(protocol && { protocol }) };
}
