// What the network sees of the cluster: kube-proxy's, DNS's and the Pod network's objects, as they are stored now.

import type { Node, Pod } from '#api/core/types.ts';
import type { NetworkPolicy } from '#api/networking/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { Storage } from '#apiserver/storage.ts';
import type { ClusterView } from '#network/network.ts';
import type { Policies } from '#network/policy/policy.ts';

export class NetworkView {
  readonly #storage: Storage;
  #namespaces: readonly ApiObject[] = [];
  #labels: Policies['namespaceLabels'] = {};
  #view: ClusterView | undefined;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  now(): ClusterView {
    const storage = this.#storage;
    if (this.#view?.revision === storage.revision) return this.#view;
    const namespaces = storage.list('namespaces');
    this.#view = {
      services: storage.list('services'),
      endpointSlices: storage.list('endpointslices.discovery.k8s.io'),
      pods: storage.list<Pod>('pods'),
      nodes: storage.list<Node>('nodes'),
      namespaces: namespaces.map(({ metadata }) => metadata.name),
      policies: {
        all: storage.list<NetworkPolicy>('networkpolicies.networking.k8s.io'),
        namespaceLabels: this.#labelsOf(namespaces),
      },
      corefile: storage.get<ApiObject & { data?: Record<string, string> }>('configmaps', 'kube-system/coredns')?.data
        ?.Corefile,
      revision: storage.revision,
    };
    return this.#view;
  }

  /** The same value until a namespace changes, since the network compares it. */
  #labelsOf(namespaces: readonly ApiObject[]): Policies['namespaceLabels'] {
    const last = this.#namespaces;
    if (last.length !== namespaces.length || namespaces.some((item, i) => item !== last[i])) {
      this.#namespaces = namespaces;
      this.#labels = Object.fromEntries(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
    }
    return this.#labels;
  }
}
