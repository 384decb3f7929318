// kubectl set image. Models kubectl/pkg/cmd/set/set_image.go.

import type { Command, Factory } from '../../command.ts';
import { Fail, raise } from '../../errors.ts';
import { fetchInfos, MISSING_RESOURCE, queryOf } from '../../resource/builder.ts';
import { recordFlag } from '../../resource/record.ts';
import { flag } from '../../standard-flags.ts';
import { changeEach, LOCAL_RESOURCE, podSpecOf, setFlags } from './change.ts';

async function setImage(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  const firstPair = args.findIndex((a) => a.includes('=') && !a.startsWith('='));
  const resources = firstPair < 0 ? [...args] : args.slice(0, firstPair);
  const pairs = firstPair < 0 ? [] : args.slice(firstPair);
  const q = queryOf(factory, resources);
  if (resources.length === 0 && !q.filenames?.length && !q.kustomize) throw new Fail(MISSING_RESOURCE);
  const local = flags.bool('local');
  if (local && !q.filenames?.length) {
    throw new Fail(LOCAL_RESOURCE);
  }
  if (flags.bool('all') && q.selector) throw new Fail('cannot set --all and --selector at the same time');
  const stray = resources.some((r) => r.includes('/')) && resources.some((r) => !r.includes('/'));
  if (pairs.length === 0 && !stray) throw new Fail('at least one image update is required');
  const images = pairs.map((pair) => {
    const at = pair.indexOf('=');
    return { container: pair.slice(0, at), image: pair.slice(at + 1) };
  });
  // With TYPE/NAME, --all changes nothing: the object is named already.
  const named = resources.some((r) => r.includes('/'));
  const { infos, failures } = await fetchInfos(
    factory,
    { ...q, local, all: q.all === true && !named },
    { latest: !local },
  );
  await changeEach(factory, infos, failures, {
    operation: 'image updated',
    records: true,
    refused: 'failed to patch image update to pod template:',
    apply(copy, info) {
      const spec = podSpecOf(info, copy);
      const missing: Fail[] = [];
      for (const { container, image } of images) {
        const found = [...(spec.initContainers ?? []), ...spec.containers].filter(
          ({ name }) => container === '*' || name === container,
        );
        for (const each of found) each.image = image;
        if (found.length === 0) missing.push(new Fail(`unable to find container named "${container}"`));
      }
      raise(missing);
    },
  });
  return 0;
}

export const image: Command = {
  name: 'image',
  use: 'set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N [options]',
  short: 'Update the image of a pod template',
  long: `Update the image of the containers of a resource.

 Possible resources include (case insensitive):

 pod (po), replicationcontroller (rc), deployment (deploy), daemonset (ds), statefulset (sts), cronjob (cj), replicaset (rs)`,
  examples: `# The container "web" of a deployment gets another image
kubectl set image deployment/web web=nginx:1.27

# All containers of it
kubectl set image deployment/web *=nginx:1.27`,
  flags: [...setFlags, recordFlag, flag.selector],
  run: setImage,
};
