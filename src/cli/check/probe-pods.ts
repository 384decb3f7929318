// Pods from which requests are sent: made when a check needs one, removed at the end.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerStatus, Pod, PodStatus } from '#api/core/types.ts';
import type { ClusterApi } from './api.ts';
import { NotJudged } from './not-judged.ts';

const IMAGE = 'curlimages/curl:8.11.1';
const NAME = 'portolan-check';
const NAMESPACE = 'default';
/** The label that tells one run's Pods from all others. */
const RUN = 'portolan-check/run';
/** Milliseconds that a Pod may take until it runs. */
const PATIENCE = 90_000;
const PAUSE = 250;

/** A container with curl in it. */
export interface Probe {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export class ProbePods {
  readonly #api: ClusterApi;
  readonly #probes = new Map<string, Promise<Probe>>();
  /** By name, in namespace default; the uid as soon as the cluster has said it. */
  readonly #made = new Map<string, string | undefined>();
  readonly #making = new Set<Promise<unknown>>();
  /** Pods of others into which a container was put. */
  readonly #entered = new Set<string>();
  readonly #run = randomBytes(6).toString('hex');
  #isClosed = false;

  constructor(api: ClusterApi) {
    this.#api = api;
  }

  /** A Pod that nobody's selector knows. */
  anyPod(): Promise<Probe> {
    return this.#once('pod', () => this.#make({}));
  }

  /** On the node's own network, whatever taints it has. */
  onNode(nodeName: string): Promise<Probe> {
    return this.#once(`node/${nodeName}`, async () => {
      const nodes = (await this.#api.list('nodes')).map(({ metadata }) => metadata.name);
      if (!nodes.includes(nodeName))
        throw new NotJudged(`this cluster has no node ${nodeName}; it has ${nodes.join(', ')}`);
      return this.#make({ nodeName, hostNetwork: true, tolerations: [{ operator: 'Exists' }] });
    });
  }

  /** In a Pod that is there already: policies are about its labels. Where it has no curl, a container with one is put into it. */
  inPod(namespace: string, name: string): Promise<Probe> {
    return this.#once(`pod/${namespace}/${name}`, async () => {
      const pod = (await this.#api.pod(namespace, name)) as Pod | undefined;
      if (!pod) throw new NotJudged(`there is no Pod ${namespace}/${name} to ask from`);
      for (const { name: container } of pod.spec.containers) {
        const { exitCode } = await this.#api.exec(namespace, name, container, ['curl', '--version']);
        if (exitCode === 0) return { namespace, pod: name, container };
      }
      const probe = { namespace, pod: name, container: NAME };
      if (this.#isClosed) throw new NotJudged('the check was interrupted');
      if (!pod.spec.ephemeralContainers?.some((c) => c.name === NAME)) {
        // Before it is asked for: unanswered, it may be there all the same.
        this.#entered.add(`${namespace}/${name}`);
        const container = { name: NAME, image: IMAGE, command: ['sleep', 'infinity'] };
        await this.#api.addEphemeralContainer(namespace, name, container).catch((error: unknown) => {
          if (error instanceof NotJudged) this.#entered.delete(`${namespace}/${name}`);
          throw error;
        });
      }
      return this.#running(probe, (status) => status?.ephemeralContainerStatuses);
    });
  }

  /**
   * Removes what was made here, and makes nothing more. Only Pods with this run's label and the uid with which they were made are touched.
   * Call it again after a failure.
   */
  async remove(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#making);
    await Promise.all(
      [...this.#made].map(async ([pod, known]) => {
        // Its making was not answered: it may be there all the same.
        const uid = known ?? (await this.#ownUid(pod));
        if (uid === undefined || (await this.#api.deletePod(NAMESPACE, pod, uid))) this.#made.delete(pod);
      }),
    );
  }

  async #ownUid(name: string): Promise<string | undefined> {
    const pod = await this.#api.pod(NAMESPACE, name);
    return pod?.metadata.labels?.[RUN] === this.#run ? pod.metadata.uid : undefined;
  }

  /** What has not been removed, and how somebody else can. */
  get left(): string | undefined {
    if (this.#made.size === 0) return undefined;
    return `left behind: Pod ${[...this.#made.keys()].join(', ')} in namespace ${NAMESPACE}; remove with: kubectl delete pods -n ${NAMESPACE} -l ${RUN}=${this.#run}`;
  }

  /** A container that was put into a Pod stays until that Pod goes: Kubernetes has no way to take one out. */
  get entered(): readonly string[] {
    return [...this.#entered];
  }

  #once(place: string, make: () => Promise<Probe>): Promise<Probe> {
    let probe = this.#probes.get(place);
    if (!probe) {
      probe = make();
      this.#probes.set(place, probe);
    }
    return probe;
  }

  async #make(spec: object): Promise<Probe> {
    if (this.#isClosed) throw new NotJudged('the check was interrupted');
    const probe = { namespace: NAMESPACE, pod: `${NAME}-${randomBytes(3).toString('hex')}`, container: NAME };
    this.#made.set(probe.pod, undefined);
    const making = this.#api.createPod({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: probe.pod,
        namespace: probe.namespace,
        labels: { 'app.kubernetes.io/managed-by': NAME, [RUN]: this.#run },
      },
      spec: {
        ...spec,
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 0,
        containers: [{ name: NAME, image: IMAGE, command: ['sleep', 'infinity'] }],
      },
    });
    this.#making.add(making);
    const made = await making.catch((error: unknown) => {
      // It was refused: there is nothing to remove.
      if (error instanceof NotJudged) this.#made.delete(probe.pod);
      throw error;
    });
    this.#made.set(probe.pod, made.metadata.uid);
    return this.#running(probe, (status) => status?.containerStatuses);
  }

  async #running(
    probe: Probe,
    statusesOf: (status: PodStatus | undefined) => readonly ContainerStatus[] | undefined,
  ): Promise<Probe> {
    let why = 'it was not started';
    for (let waited = 0; waited < PATIENCE; waited += PAUSE) {
      const pod = (await this.#api.pod(probe.namespace, probe.pod)) as Pod | undefined;
      const state = statusesOf(pod?.status)?.find(({ name }) => name === probe.container)?.state;
      if (state?.running) return probe;
      why =
        state?.waiting?.message ??
        state?.waiting?.reason ??
        pod?.status?.conditions?.find((c) => c.status === 'False')?.message ??
        why;
      await sleep(PAUSE);
    }
    throw new NotJudged(`container ${probe.container} of Pod ${probe.namespace}/${probe.pod} does not run: ${why}`);
  }
}
