// CoreDNS in the cluster. Its answers are the network's: here are its ports, its health pages and its first log lines.

import { parseCorefile } from '#machine/corefile.ts';
import { goResponse, programOrError, untilEnd } from '../process.ts';
import { repository } from '../repository.ts';

/** Source: kubeadm, CoreDNSConfigMap. */
export const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`;

export const coredns = repository(
  ['registry.k8s.io/coredns/coredns', 'docker.io/coredns/coredns'],
  /^(latest|v?1\.(9|1[0-3])\.\d)$/,
  ['v1.12.1'],
  (tag) => ({
    sizeBytes: 22_400_000,
    config: { entrypoint: ['/coredns'], user: 'nonroot:nonroot', exposed: [53] },
    files: { '/etc/coredns/Corefile': COREFILE },
    programs: [],
    start(argv, container) {
      if (argv[0] !== '/coredns' && argv[0] !== 'coredns') return programOrError(argv, []);
      const at = argv.indexOf('-conf');
      const path = at < 0 ? 'Corefile' : (argv[at + 1] ?? '');
      const corefile = parseCorefile(container.files.read(path) ?? '. {\n whoami\n}', path);
      if ('error' in corefile) {
        container.log(corefile.error);
        return { listeners: [], exits: { afterMs: 20, code: 1 } };
      }
      for (const { zones } of corefile.blocks) for (const zone of zones) container.log(`${zone}.:53`);
      container.log(
        '[INFO] plugin/reload: Running configuration SHA512 = 1b226df79860026c6a52e67daa10d7f0d57ec5b023288ec00c5e05f93523c894564e15b91770d3a07ae1cfbe861d15b37d4a0027e69c546ab112970993a3b03b',
      );
      container.log(`CoreDNS-${tag === 'latest' ? '1.12.1' : tag.replace(/^v/, '')}`);
      container.log('linux/amd64, go1.24.1, 707c7c1');
      const says = (text: string) => () => goResponse(container, 200, text);
      return {
        listeners: [
          // Lookups go to the network's own zone. What is typed into these ports is no question, and gets no answer.
          { port: 53, protocol: 'UDP', udp: () => undefined },
          { port: 53, protocol: 'TCP', tcp: (stream) => void untilEnd(stream) },
          { port: 8080, protocol: 'TCP', handler: says('OK') },
          { port: 8181, protocol: 'TCP', handler: says('OK') },
          { port: 9153, protocol: 'TCP', handler: says('# Portolan does not simulate CoreDNS metrics\n') },
        ],
        stopMs: 5000,
      };
    },
  }),
);
