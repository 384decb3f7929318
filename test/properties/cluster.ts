// A simulated cluster with everything that a property may ask of it.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { ApiRequest, ApiResponse, StreamingResponse } from '#apimachinery/wire.ts';
import type { LoggedEvent } from '#apiserver/storage.ts';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { DEFINITION, type Loose, type Read } from './steps.ts';

export interface Subject {
  readonly lab: Lab;
  /** Every change of storage since it was made. */
  readonly events: readonly LoggedEvent[];
  readonly read: Read;
  call(request: ApiRequest): Promise<ApiResponse>;
  /** The same, apart from what it sets in motion: `changes` are its own alone. */
  act(request: ApiRequest): { readonly answer: ApiResponse; readonly changes: readonly LoggedEvent[] };
  /** A watch of a collection; events as a client reads them, as far as they have come. */
  watch(path: string): readonly Loose[];
}

export function subject(): Subject {
  const lab = new Lab({ nodes: 1 });
  const refused = lab.apply([DEFINITION]);
  if (refused) throw new Error(refused);
  const events: LoggedEvent[] = [];
  lab.cluster.storage.subscribe((event) => events.push(event));
  const call = async (request: ApiRequest): Promise<ApiResponse> => (await lab.handle(request, LEARNER)) as ApiResponse;
  return {
    lab,
    events,
    // Not through the lab: to look lets no time pass.
    read: (path) => {
      const { code, body } = lab.cluster.handle({ method: 'GET', path }, LEARNER) as ApiResponse;
      return code === 200 ? (structuredClone(body) as Loose & { metadata: Loose }) : undefined;
    },
    call,
    act(request) {
      const from = events.length;
      const answer = lab.cluster.handle(request, LEARNER) as ApiResponse;
      const changes = events.slice(from);
      lab.settle();
      return { answer, changes };
    },
    watch(path) {
      const told: Loose[] = [];
      const answer = lab.handle({ method: 'GET', path }, LEARNER) as StreamingResponse;
      answer.open({ piece: (event) => told.push(structuredClone(event) as Loose), end: () => undefined });
      return told;
    },
  };
}

/** What is left of a list after a watch has told of changes, in the order of keys. */
export function replayed(list: readonly ApiObject[], told: readonly Loose[]): ApiObject[] {
  const objects = new Map(list.map((object) => [keyOf(object), object]));
  for (const { type, object } of told as readonly { type: string; object: ApiObject }[]) {
    if (type === 'DELETED') objects.delete(keyOf(object));
    else if (type !== 'BOOKMARK') objects.set(keyOf(object), object);
  }
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}

const keyOf = ({ metadata: { namespace = '', name } }: ApiObject): string => `${namespace}/${name}`;
