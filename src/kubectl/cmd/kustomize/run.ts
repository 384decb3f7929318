// Prints what a kustomization builds. Models kustomize/kustomize/v5/commands/build.

import { toYaml } from '#apimachinery/yaml.ts';
import { join } from '#machine/path.ts';
import type { Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { buildKustomization } from '../../kustomize/build.ts';

export async function runKustomize(factory: Factory): Promise<number> {
  const { args, flags, process } = factory;
  if (args.length > 1) throw new Fail('specify one path to kustomization.yaml');
  if (flags.bool('enable-helm') || flags.bool('enable-alpha-plugins'))
    throw new Fail("Portolan does not simulate kustomize's Helm charts and plugins");
  const text = (await buildKustomization(factory, args[0] ?? '.')).map(toYaml).join('---\n');
  const output = flags.string('output');
  if (output === '') {
    factory.out(text);
    return 0;
  }
  const path = join(process.cwd, output);
  if (process.files.stat(path)?.type === 'directory')
    throw new Fail(`Portolan does not simulate kustomize's output to a directory: name a file`);
  if (process.files.write(path, text)) throw new Fail(`open ${output}: no such file or directory`);
  return 0;
}
