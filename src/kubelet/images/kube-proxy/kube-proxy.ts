// kube-proxy as a Pod. Its rules are the network's: here are its health page and its first log lines.

import { goTime } from '#machine/go-time.ts';
import { goResponse, nameOf, programOrError } from '../process.ts';
import { repository } from '../repository.ts';

export const kubeProxy = repository(['registry.k8s.io/kube-proxy'], /^v1\.(2[5-9]|3[0-4])\.\d+$/, ['v1.34.1'], () => ({
  sizeBytes: 25_900_000,
  config: { cmd: ['/usr/local/bin/kube-proxy'] },
  programs: [],
  start(argv, container) {
    if (nameOf(argv[0] ?? '') !== 'kube-proxy') return programOrError(argv, []);
    const time = new Date(container.now()).toISOString();
    const log = (source: string, text: string) =>
      container.log(
        `I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000       1 ${source}] ${text}`,
        'stderr',
      );
    log('server_linux.go:53', '"Using iptables proxy"');
    log('shared_informer.go:349', '"Waiting for caches to sync" controller="service config"');
    log('shared_informer.go:356', '"Caches are synced" controller="service config"');
    const healthz = () => {
      const now = goTime(container.now());
      return goResponse(container, 200, `{"lastUpdated": "${now}","currentTime": "${now}", "nodeEligible": true}`);
    };
    return { listeners: [{ port: 10_256, protocol: 'TCP', handler: healthz }], stopMs: 10 };
  },
}));
