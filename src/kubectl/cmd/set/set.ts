// kubectl set, and set image. Models kubectl/pkg/cmd/set.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, raise, StatusFail } from '../../errors.ts';
import { fetchInfos, MISSING_RESOURCE, queryOf } from '../../resource/builder.ts';
import { dryRunOf, nameOf, reporter, writeQuery } from '../../resource/output.ts';
import { twoWayPatch } from '../../resource/three-way.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';
import { selector } from './selector.ts';

interface Container {
  name: string;
  image?: string;
}
interface PodSpec {
  containers?: Container[];
  initContainers?: Container[];
}

/** The pod spec inside `object`, wherever its kind keeps it. */
function podSpecOf(object: ApiObject): PodSpec | undefined {
  const { kind, spec } = object as ApiObject & {
    spec?: { template?: { spec?: PodSpec }; jobTemplate?: { spec?: { template?: { spec?: PodSpec } } } };
  };
  return kind === 'Pod' ? (spec as PodSpec) : (spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec);
}

async function setImage(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  const dryRun = dryRunOf(factory);
  const report = reporter(factory, dryRun);
  const firstPair = args.findIndex((a) => a.includes('=') && !a.startsWith('='));
  const resources = firstPair < 0 ? [...args] : args.slice(0, firstPair);
  const pairs = firstPair < 0 ? [] : args.slice(firstPair);
  const q = queryOf(factory, resources);
  if (resources.length === 0 && !q.filenames?.length && !q.kustomize) throw new Fail(MISSING_RESOURCE);
  const local = flags.bool('local');
  if (local && !q.filenames?.length) {
    throw new Fail(
      "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
    );
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
  const wrong: Fail[] = [...failures];
  for (const { mapping, namespace, name, object } of infos) {
    try {
      const changed = structuredClone(object!);
      const spec = podSpecOf(changed);
      if (!spec)
        throw new Fail(
          `${nameOf(object!)} the object is not a pod or does not have a pod template: *${mapping.version}.${mapping.kind}`,
        );
      const missing: Fail[] = [];
      for (const { container, image } of images) {
        const found = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].filter(
          (c) => container === '*' || c.name === container,
        );
        for (const c of found) c.image = image;
        if (found.length === 0) missing.push(new Fail(`unable to find container named "${container}"`));
      }
      raise(missing);
      const patch = twoWayPatch(object, changed, { kind: mapping.kind, strategic: true });
      if (local || dryRun === 'client') {
        report(changed, 'image updated');
        continue;
      }
      if (Object.keys(patch).length === 0) continue;
      const after = await ask<ApiObject>(factory, {
        method: 'PATCH',
        path:
          pathOf(mapping, namespace, name) + query(writeQuery(dryRun, { fieldManager: flags.string('field-manager') })),
        headers: { accept: 'application/json', 'content-type': 'application/strategic-merge-patch+json' },
        body: patch,
      });
      report({ ...after, apiVersion: object!.apiVersion, kind: object!.kind }, 'image updated');
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(
        error instanceof StatusFail
          ? new Fail(`failed to patch image update to pod template: ${error.message}`)
          : error,
      );
    }
  }
  raise(wrong);
  return 0;
}

const image: Command = {
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
  flags: [
    make.bool('all', 'All objects of the given types in the namespace.'),
    ...printFlags,
    flag.dryRun,
    flag.fieldManager('kubectl-set'),
    ...filenameFlags('Filename, directory, or URL to files that name what to change'),
    make.bool('local', 'Change the content of the file, and send nothing.'),
    flag.selector,
  ],
  run: setImage,
};

export const set: Command = {
  name: 'set',
  use: 'set SUBCOMMAND [options]',
  short: 'Set specific features on objects',
  long: 'Configure application resources.\n\n These commands help you change what runs already.',
  examples: '',
  flags: [],
  subcommands: [image, selector],
};
