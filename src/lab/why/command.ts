// `why` as the machines have it. Its words are fetched when it is first asked.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Storage } from '#apiserver/storage.ts';
import { Lazy, lazyProgram } from '#machine/lazy.ts';
import type { Program } from '#machine/program.ts';
import type { WhyDeps } from './why.ts';

export const whyCode = new Lazy(() => import('./why.ts'));

/** Kinds that hops name, and where they are stored. */
const RESOURCES: Readonly<Record<string, string>> = {
  Gateway: 'gateways.gateway.networking.k8s.io',
  GRPCRoute: 'grpcroutes.gateway.networking.k8s.io',
  HTTPRoute: 'httproutes.gateway.networking.k8s.io',
  Ingress: 'ingresses.networking.k8s.io',
  NetworkPolicy: 'networkpolicies.networking.k8s.io',
  Node: 'nodes',
  Pod: 'pods',
  Service: 'services',
};

export function whyCommand(storage: Storage, deps: Omit<WhyDeps, 'find'>): Program {
  const find = (object: string): ApiObject | undefined => {
    const [kind = '', ...key] = object.split('/');
    const resource = RESOURCES[kind];
    return resource === undefined ? undefined : storage.get(resource, key.join('/'));
  };
  return lazyProgram(whyCode, ({ whyProgram }) => whyProgram({ ...deps, find }));
}
