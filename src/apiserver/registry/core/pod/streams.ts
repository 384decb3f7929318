// Models pkg/registry/core/pod/rest/subresources.go ExecREST, AttachREST, PortForwardREST, and strategy.go streamLocation.

import type { Pod } from '#api/core/types.ts';
import { reply, type Status, status } from '#apimachinery/status.ts';
import {
  type ApiRequest,
  type ApiResponse,
  asksForUpgrade,
  type ExecUpgrade,
  type UpgradeResponse,
} from '#apimachinery/wire.ts';
import type { ServerContext, SubresourceHandler } from '../../rest/strategy.ts';
import { chooseContainer } from './log.ts';

/** Only the absence of a value, `false` and `0` are false. Source: runtime.Convert_Slice_string_To_bool. */
function isOn(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && !['false', '0'].includes(value.toLowerCase());
}

function runningPod(namespace: string, name: string, { storage }: ServerContext): Pod | Status {
  return storage.get<Pod>('pods', `${namespace}/${name}`) ?? status.notFound('pods', '', name);
}

const notOnNode = (name: string): Status => status.badRequest(`pod ${name} does not have a host assigned`);

/** What the node's door is opened with, or the answer of one that asked for no stream. */
function upgraded(request: ApiRequest, upgrade: UpgradeResponse['upgrade']): ApiResponse | UpgradeResponse {
  return asksForUpgrade(request)
    ? { code: 101, body: '', upgrade }
    : reply(status.badRequest('Upgrade request required'));
}

export const execLike = (subresource: 'exec' | 'attach'): SubresourceHandler => ({
  kind: subresource === 'exec' ? 'PodExecOptions' : 'PodAttachOptions',
  verbs: ['create', 'get'],
  connection(query) {
    const on = ['stdin', 'stdout', 'stderr', 'tty'].filter((option) => isOn(query, option));
    const [container, command] = [query.get('container'), query.getAll('command')];
    return {
      ...Object.fromEntries(on.map((option) => [option, true])),
      ...(container && { container }),
      ...(command.length > 0 && { command }),
    };
  },
  handle(request, { namespace, name, query }, context) {
    const pod = runningPod(namespace, name, context);
    if (!('spec' in pod)) return reply(pod);
    const container = chooseContainer(pod, query.get('container') || undefined);
    if (typeof container !== 'string') return reply(container);
    if (!pod.spec.nodeName) return reply(notOnNode(name));
    const tty = isOn(query, 'tty');
    const streams: ExecUpgrade['streams'] = {
      stdin: isOn(query, 'stdin'),
      stdout: isOn(query, 'stdout'),
      // A terminal has one stream. Source: kubelet cri/streaming remotecommand.NewOptions.
      stderr: isOn(query, 'stderr') && !tty,
      tty,
    };
    const target = { subresource, container, command: query.getAll('command'), streams };
    return upgraded(request, {
      kind: 'exec',
      streams,
      start: (signal) =>
        streams.stdin || streams.stdout || streams.stderr
          ? context.nodes.exec(pod, target, signal)
          : { refused: { code: 400, text: 'you must specify at least 1 of stdin, stdout, stderr' } },
    });
  },
});

export const portForward: SubresourceHandler = {
  kind: 'PodPortForwardOptions',
  verbs: ['create', 'get'],
  connection(query) {
    const ports = query.getAll('ports').map(Number);
    return ports.length > 0 ? { ports } : {};
  },
  handle(request, { namespace, name }, context) {
    const pod = runningPod(namespace, name, context);
    if (!('spec' in pod)) return reply(pod);
    if (!pod.spec.nodeName) return reply(notOnNode(name));
    return upgraded(request, { kind: 'portforward', start: () => context.nodes.portForward(pod) });
  },
};
