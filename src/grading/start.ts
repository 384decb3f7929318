// The cluster at which a lesson, or an exercise of its own, begins.

import type { Faults } from '#lab/faults.ts';
import { start } from './format.ts';
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

/** @param base What it has where nothing is said: for an exercise, the lesson's machines. */
export function readStart(reader: Reader, base: LessonStart = NO_START): LessonStart {
  return reader.present ? { ...base, ...(start.read(reader) as Partial<LessonStart>) } : base;
}
