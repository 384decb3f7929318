// Prints what a kustomization builds. Models kustomize/kustomize/v5/commands/build.

import { toYaml } from '#apimachinery/yaml.ts';
import { join } from '#machine/path.ts';
import type { Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { buildKustomization } from '../../kustomize/build.ts';
import { isNamespaced, type KustomizeObject } from '../../kustomize/resource.ts';

const RESTRICTORS: readonly string[] = ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone'];

/** `apps_v1_deployment_web.yaml`. Source: kustomize's build/writer.go. */
function fileName({ apiVersion = '', kind, metadata }: KustomizeObject, namespace: string): string {
  const { name } = metadata;
  const parts = [namespace, ...apiVersion.split('/'), kind, name];
  return `${parts.filter(Boolean).join('_').toLowerCase()}.yaml`;
}

export async function runKustomize(factory: Factory): Promise<number> {
  const { args, flags, process } = factory;
  if (args.length > 1) throw new Fail('specify one path to kustomization.yaml');
  const restrictor = flags.string('load-restrictor').replaceAll("'", '');
  if (!RESTRICTORS.includes(restrictor))
    throw new Fail(`illegal flag value --load-restrictor ${restrictor}; legal values: [${RESTRICTORS.join(' ')}]`);
  const objects = await buildKustomization(factory, args[0] ?? '.', { isUnrestricted: restrictor === RESTRICTORS[1] });
  const text = objects.map(toYaml).join('---\n');
  const output = flags.string('output');
  if (output === '') {
    factory.out(text);
    return 0;
  }
  const path = join(process.cwd, output);
  if (process.files.stat(path)?.type === 'directory') {
    const spaceOf = (object: KustomizeObject): string =>
      isNamespaced(object) ? object.metadata.namespace || 'default' : '';
    // Names tell namespaces apart where there are several; what is in none counts for none.
    const spaces = new Set(objects.map(spaceOf).filter(Boolean));
    for (const object of objects) {
      const file = fileName(object, spaces.size > 1 ? spaceOf(object) : '');
      if (process.files.write(join(path, file), toYaml(object)))
        throw new Fail(`open ${join(output, file)}: no such file or directory`);
    }
    return 0;
  }
  if (output.endsWith('/')) throw new Fail(`open ${output}: is a directory`);
  if (process.files.write(path, text)) throw new Fail(`open ${output}: no such file or directory`);
  return 0;
}
