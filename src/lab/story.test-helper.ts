// A lab in instant time for the stories of controllers: what somebody asks, what has become of it, and whether it rests.

import { expect } from 'vitest';
import type { Event } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { ApiResponse, Method } from '#apimachinery/wire.ts';
import { LEARNER } from './kubeconfig.ts';
import { Lab, type LabOptions } from './lab.ts';
import { preload } from './preload.ts';

await preload();

export interface Story {
  readonly lab: Lab;
  /** One request, and all that follows from it. */
  ask(method: Method, path: string, body?: unknown, contentType?: string): ApiResponse;
  merge(path: string, body: unknown): ApiResponse;
  list<T extends ApiObject>(resource: string, namespace?: string): readonly T[];
  get<T extends ApiObject>(resource: string, name: string, namespace?: string): T;
  /** `Normal SuccessfulCreate created …`, in the order in which they were first told; about one kind. */
  events(kind: string): readonly string[];
}

export function story(objects: readonly unknown[], options: LabOptions = {}): Story {
  const lab = new Lab(options);
  expect(lab.apply(objects)).toBeUndefined();
  const ask: Story['ask'] = (method, path, body, contentType) =>
    lab.handle(
      {
        method,
        path,
        ...(body !== undefined && { body }),
        ...(contentType !== undefined && { headers: { 'content-type': contentType } }),
      },
      LEARNER,
    ) as ApiResponse;
  return {
    lab,
    ask,
    merge: (path, body) => ask('PATCH', path, body, 'application/merge-patch+json'),
    list: <T extends ApiObject>(resource: string, namespace = 'default') =>
      lab.cluster.storage.list<T>(resource).filter((o) => o.metadata.namespace === namespace),
    get: <T extends ApiObject>(resource: string, name: string, namespace = 'default') =>
      lab.cluster.storage.get<T>(resource, namespace ? `${namespace}/${name}` : name) as T,
    events: (kind) =>
      lab.cluster.storage
        .list<Event>('events')
        .filter((e) => e.involvedObject.kind === kind)
        .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
        .map((e) => `${e.type} ${e.reason} ${e.message}`),
  };
}

/** Nothing waits, and a controller manager that starts anew finds nothing to do. */
export function expectRest({ lab }: Story): void {
  expect(lab.clock.pending).toBe(0);
  const written = (): unknown => lab.cluster.storage.snapshot().objects;
  const before = written();
  lab.restore(lab.snapshot());
  expect(written()).toEqual(before);
}
