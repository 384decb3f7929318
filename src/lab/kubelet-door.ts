// The way from the API server to a kubelet: logs, exec and port-forward fail where it does not answer.

import type { Pod } from '#api/core/types.ts';
import { reply, status } from '#apimachinery/status.ts';
import type { NodeRefusal } from '#apimachinery/wire.ts';
import type { NodeConnector } from '#apiserver/registry/rest/strategy.ts';
import { goError } from '#machine/go-error.ts';

/** A Pod on its node, and whether its kubelet can be asked. */
export interface PodNode {
  readonly pod: Pod | undefined;
  readonly ip: string;
  /** Undefined: it can. */
  readonly fails: 'refused' | 'timeout' | undefined;
}

/** Source: --kubelet-port. */
const KUBELET_PORT = 10_250;

export function throughKubelets(
  connector: NodeConnector,
  nodeOf: (namespace: string, pod: string) => PodNode,
): NodeConnector {
  const refusal = ({ metadata }: Pod): NodeRefusal | undefined => {
    const { ip, fails } = nodeOf(metadata.namespace ?? '', metadata.name);
    if (!fails) return undefined;
    return { refused: { code: 500, text: `error dialing backend: ${goError(fails, `${ip}:${KUBELET_PORT}`)}` } };
  };
  return {
    ...connector,
    logs: (namespace, name, query) => {
      const { pod, ip, fails } = nodeOf(namespace, name);
      if (!fails) return connector.logs(namespace, name, query);
      const container = query.container ?? pod?.spec.containers[0]?.name ?? '';
      const asked = `https://${ip}:${KUBELET_PORT}/containerLogs/${namespace}/${name}/${container}`;
      return reply(status.unexplained(500, `Get "${asked}": ${goError(fails, `${ip}:${KUBELET_PORT}`)}`));
    },
    exec: (pod, target, signal) => refusal(pod) ?? connector.exec(pod, target, signal),
    portForward: (pod) => refusal(pod) ?? connector.portForward(pod),
  };
}
