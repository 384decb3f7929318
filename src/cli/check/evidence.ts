// What a cluster elsewhere has to show to a check: its objects by its API, requests by Pods in it and by this machine.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Pod, Service } from '#api/core/types.ts';
import type { Evidence } from '#grading/check.ts';
import { type Exchange, type HttpRequest, headerOf } from '#machine/http.ts';
import type { FetchOptions, Place } from '#machine/program.ts';
import { hopsOf } from './answered-by.ts';
import type { ClusterApi } from './api.ts';
import { curlLine, outcomeOf } from './curl.ts';
import { NotJudged } from './not-judged.ts';
import type { Probe, ProbePods } from './probe-pods.ts';
import { fetchHere } from './this-machine.ts';

export function clusterEvidence(api: ClusterApi, probes: ProbePods, answers: ReadonlyMap<string, string>): Evidence {
  const send = async (from: Place, request: HttpRequest, options: FetchOptions = {}): Promise<Exchange> => {
    const asks = beyondCurl(request, options);
    if (asks) throw new NotJudged(`${asks} is not asked on a cluster elsewhere`);
    if (from === 'laptop' || from === 'internet') return fetchHere(request, options);
    const { namespace, pod, container } = await probeAt(from, probes);
    const started = performance.now();
    const ran = await api.exec(namespace, pod, container, curlLine(request, options));
    return outcomeOf(ran, performance.now() - started);
  };
  return {
    list: (resource) => api.list(resource),
    async fetch(from, request, options) {
      const [exchange, pods, services] = await Promise.all([
        send(from, request, options),
        api.list('pods'),
        api.list('services'),
      ]);
      return { ...exchange, trace: hopsOf(exchange, request.url, pods as Pod[], services as Service[]) };
    },
    partialTraces: true,
    commands: [],
    answers,
    sleep: (ms) => sleep(ms),
  };
}

/** What of a request would be lost on the way to curl, or to node:http. Undefined: nothing. */
function beyondCurl({ headers, version }: HttpRequest, { tls }: FetchOptions): string | undefined {
  if (version === 'HTTP/2') return 'gRPC';
  if (headerOf(headers, 'upgrade')) return 'a WebSocket';
  return tls?.trusted === undefined ? undefined : 'an authority of the check’s own';
}

function probeAt(place: Place, probes: ProbePods): Promise<Probe> {
  const [kind, ...names] = place.split('/');
  if (place === 'pod') return probes.anyPod();
  if (kind === 'node' && names.length === 1) return probes.onNode(names[0]!);
  if (kind === 'pod' && names.length === 2) return probes.inPod(names[0]!, names[1]!);
  throw new NotJudged(`there is no place ${place} here`);
}
