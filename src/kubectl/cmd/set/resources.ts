// kubectl set resources. Models kubectl/pkg/cmd/set/set_resources.go and generate/versioned HandleResourceRequirementsV1.

import { parseQuantity } from '#apimachinery/quantity.ts';
import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { recordFlag } from '../../resource/record.ts';
import { flag, make } from '../../standard-flags.ts';
import { changeEach, containersOf, namedInfos, podSpecOf, setFlags } from './change.ts';

/** `cpu=100m,memory=256Mi` */
function amounts(text: string): Record<string, string> {
  const read: Record<string, string> = {};
  for (const pair of text === '' ? [] : text.split(',')) {
    const parts = pair.split('=');
    if (parts.length !== 2) throw new Fail(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
    const [name = '', amount = ''] = parts;
    if (parseQuantity(amount) === undefined)
      throw new Fail("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    read[name] = amount;
  }
  return read;
}

async function setResources(factory: Factory): Promise<number> {
  const { flags } = factory;
  const infos = await namedInfos(factory);
  const [limits, requests, pattern] = [flags.string('limits'), flags.string('requests'), flags.string('containers')];
  if (limits === '' && requests === '')
    throw new Fail('you must specify an update to requests or limits (in the form of --requests/--limits)');
  const [newLimits, newRequests] = [amounts(limits), amounts(requests)];
  await changeEach(factory, infos, [], {
    operation: 'resource requirements updated',
    records: true,
    refused: 'failed to patch resources update to pod template',
    apply(copy, info) {
      const containers = containersOf(podSpecOf(info, copy), pattern);
      if (containers.length === 0) throw new Fail(`unable to find container named ${pattern}`);
      for (const container of containers) {
        const { resources = {} } = container;
        container.resources = {
          ...resources,
          ...(limits !== '' && { limits: { ...resources.limits, ...newLimits } }),
          ...(requests !== '' && { requests: { ...resources.requests, ...newRequests } }),
        };
      }
    },
  });
  return 0;
}

export const resources: Command = {
  name: 'resources',
  use: 'set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS] [options]',
  short: 'Update resource requests/limits on objects with pod templates',
  long: 'Say how much CPU and memory the containers of an object with a pod template request, and may use at most.\n\n A limit without a request makes the request the same.',
  examples: `# The container "web" of a deployment may use 200m of CPU and 512Mi of memory
kubectl set resources deployment web -c=web --limits=cpu=200m,memory=512Mi

# All of its containers request some, and may use more
kubectl set resources deployment web --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi`,
  flags: [
    ...setFlags,
    recordFlag,
    make.string('containers', 'The containers to change; may use wildcards.', { short: 'c', default: "'*'" }),
    make.string('limits', "What they may use at most: 'cpu=100m,memory=256Mi'."),
    make.string('requests', "What they request: 'cpu=100m,memory=256Mi'."),
    flag.selector,
  ],
  run: setResources,
};
