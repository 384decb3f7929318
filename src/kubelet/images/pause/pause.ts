// The image that holds a Pod's namespaces: it does nothing until it is told to stop.

import { programOrError } from '../process.ts';
import { repository } from '../repository.ts';

export const pause = repository(
  ['registry.k8s.io/pause', 'k8s.gcr.io/pause'],
  /^(3\.(\d|10)(\.\d)?|latest)$/,
  ['3.10'],
  () => ({
    sizeBytes: 320_000,
    config: { entrypoint: ['/pause'], user: '65535:65535' },
    programs: [],
    start: (argv) => (argv[0] === '/pause' ? { listeners: [], stopMs: 10 } : programOrError(argv, [])),
  }),
);
