// kubectl create deployment.

import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { make } from '../../standard-flags.ts';
import { generateFlags, metadata, onlyName, post, required } from './generate.ts';

/** `gcr.io/google-samples/hello-app:1.0` → `hello-app`. */
export function containerName(image: string): string {
  const base = image.slice(image.lastIndexOf('/') + 1);
  return base.split(/[:@]/)[0]!.toLowerCase().replaceAll('_', '-');
}

async function run(factory: Factory): Promise<number> {
  const { flags, afterDash = [] } = factory;
  required(factory, 'image');
  const name = onlyName(factory);
  const images = flags.list('image');
  if (images.length > 1 && afterDash.length > 0) throw new Fail('cannot specify multiple --image options and command');
  const port = flags.int('port');
  const names = new Map<string, number>();
  const containers = images.map((image) => {
    const base = containerName(image);
    const count = names.get(base) ?? 0;
    names.set(base, count + 1);
    // A second container of the same image needs another name.
    const unique =
      count === 0
        ? base
        : `${base}-${Math.floor(factory.process.host.random() * 36 ** 5)
            .toString(36)
            .padStart(5, '0')}`;
    return {
      name: unique,
      image,
      ...(afterDash.length > 0 && { command: afterDash }),
      ...(port >= 0 && { ports: [{ containerPort: port }] }),
      resources: {},
    };
  });
  const labels = { app: name };
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(factory, name, labels),
    spec: {
      replicas: flags.int('replicas'),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
      strategy: {},
    },
    status: {},
  };
  return post(factory, 'deployments', object, 'deployment');
}

export const deployment: Command = {
  name: 'deployment',
  aliases: ['deploy'],
  use: 'create deployment NAME --image=image -- [COMMAND] [args...] [options]',
  short: 'Create a deployment with the specified name',
  long: 'Create a deployment with the specified name.',
  examples: `# A deployment that runs the busybox image
kubectl create deployment my-dep --image=busybox

# With a command
kubectl create deployment my-dep --image=busybox -- date

# With three replicas that listen on a port
kubectl create deployment my-dep --image=nginx --replicas=3 --port=80`,
  flags: [
    ...generateFlags,
    make.strings('image', 'Image names to run. Several images become several containers.'),
    { name: 'port', type: 'int32', default: '-1', usage: 'The port that the containers expose.' },
    { name: 'replicas', short: 'r', type: 'int32', default: '1', usage: 'How many replicas to create.' },
  ],
  run,
};
