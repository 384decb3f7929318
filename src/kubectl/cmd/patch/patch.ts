// kubectl patch. Models kubectl/pkg/cmd/patch.

import { jsonSyntaxError } from '#apimachinery/go-json.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { isObject } from '#apimachinery/patch/merge.ts';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, raise } from '../../errors.ts';
import { absolute } from '../../kubeconfig.ts';
import { fetchInfos, queryOf } from '../../resource/builder.ts';
import { dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { applyPatch, type PatchType } from '../../resource/patch.ts';
import { recordAfter, recordFlag } from '../../resource/record.ts';
import { same } from '../../resource/three-way.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';

const TYPES: Record<string, string> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

async function run(factory: Factory): Promise<number> {
  const { flags, args, process } = factory;
  const dryRun = dryRunOf(factory);
  const report = reporter(factory);
  const file = flags.string('patch-file');
  let text = flags.string('patch');
  if (text && file) throw new Fail('cannot specify --patch and --patch-file together');
  if (!text && !file) throw new Fail('must specify --patch or --patch-file containing the contents of the patch');
  const type = flags.string('type').toLowerCase();
  const contentType = TYPES[type];
  if (!contentType) throw new Fail(`--type must be one of [json merge strategic], not "${flags.string('type')}"`);
  if (file) {
    const read = process.files.read(absolute(process, file));
    if (read === undefined) throw new Fail(`unable to read patch file: open ${file}: no such file or directory`);
    text = read;
  }
  // What begins as JSON is sent as it stands. Source: util/yaml ToJSON, hasJSONPrefix.
  const isBroken = text.trimStart().startsWith('{') && !isValid(text);
  const parsed = isBroken ? { ok: [null] } : parseYamlDocuments(text);
  if ('error' in parsed) {
    throw new Fail(`unable to parse "${text}": yaml: ${parsed.line ? `line ${parsed.line}: ` : ''}${parsed.error}`);
  }
  const patch = parsed.ok[0] ?? null;
  const local = flags.bool('local');
  const { infos, failures } = await fetchInfos(factory, queryOf(factory, args, { local }), { latest: !local });
  const wrong: Fail[] = [...failures];
  const subresource = flags.string('subresource') || undefined;
  for (const info of infos) {
    const { mapping, namespace, name, object } = info;
    try {
      let after: ApiObject;
      if (local || dryRun === 'client') {
        if (isBroken) throw new Fail(brokenPatch(text, type as PatchType));
        after = patchedHere(object, patch, type as PatchType);
      } else {
        after = await ask<ApiObject>(factory, {
          method: 'PATCH',
          path:
            pathOf(mapping, namespace, name, subresource) +
            query(writeQuery(dryRun, { fieldManager: flags.string('field-manager') })),
          headers: { accept: 'application/json', 'content-type': contentType },
          body: isBroken ? text : JSON.stringify(patch),
        });
      }
      if (!local && dryRun === 'none') await recordAfter(factory, info, flags.string('field-manager'));
      // A subresource may be of another kind: a Scale.
      const full = { ...after, ...(!subresource && { apiVersion: object!.apiVersion, kind: object!.kind }) };
      report(full, same(full, object) ? 'patched (no change)' : 'patched');
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(error);
    }
  }
  raise(wrong);
  if (infos.length === 0) throw new Fail('no objects passed to patch');
  return 0;
}

function isValid(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

/** In the words of who reads it here: there is no server to refuse it. Source: mergepatch.ErrBadJSONDoc, json-patch ErrBadJSONPatch. */
function brokenPatch(text: string, type: PatchType): string {
  if (type === 'strategic') return 'invalid JSON document';
  return type === 'merge' ? 'Invalid JSON Patch' : (jsonSyntaxError(text) ?? 'Invalid JSON Patch');
}

/** Without the server. Source: cmd/patch getPatchedJSON. */
function patchedHere(object: unknown, patch: unknown, type: PatchType): ApiObject {
  if (type === 'json') checkOperations(patch);
  else if (Array.isArray(patch))
    throw new Fail(type === 'merge' ? unmarshal(patch, 'unstructured.detector') : 'invalid JSON document');
  const changed = type === 'strategic' && patch === null ? { value: object } : applyPatch(object, patch ?? [], type);
  if ('error' in changed) {
    const key = /doc is missing key: (.*)$/.exec(changed.error)?.[1];
    throw new Fail(key ? `Object to be patched is missing field (${key})` : changed.error);
  }
  const { value } = changed;
  if (!isObject(value)) throw new Fail(unmarshal(value, 'unstructured.detector'));
  if (!value['kind']) throw new Fail(`Object 'Kind' is missing in '${JSON.stringify(value)}'`);
  return value as unknown as ApiObject;
}

function checkOperations(patch: unknown): void {
  if (patch === null) return;
  if (!Array.isArray(patch)) throw new Fail(unmarshal(patch, 'jsonpatch.Patch'));
  const wrong = patch.find((operation) => operation !== null && !isObject(operation));
  if (wrong !== undefined) throw new Fail(unmarshal(wrong, 'jsonpatch.Operation'));
}

const unmarshal = (value: unknown, into: string): string =>
  `json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value} into Go value of type ${into}`;

export const patch: Command = {
  name: 'patch',
  use: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] [options]',
  short: 'Update fields of a resource',
  long: `Update fields of a resource with a strategic merge patch, a JSON merge patch, or a JSON patch.

 JSON and YAML formats are accepted. Custom resources know no strategic merge patch.`,
  examples: `# Change one field of a node
kubectl patch node k8s-node-1 -p '{"spec":{"unschedulable":true}}'

# Make a service a NodePort service
kubectl patch service web -p '{"spec":{"type":"NodePort"}}'

# Change a container's image with a JSON patch
kubectl patch pod valid-pod --type='json' -p='[{"op": "replace", "path": "/spec/containers/0/image", "value":"new image"}]'`,
  flags: [
    ...printFlags,
    recordFlag,
    flag.dryRun,
    flag.fieldManager('kubectl-patch'),
    ...filenameFlags('Filename, directory, or URL to files that name what to patch'),
    make.bool('local', 'Change the content of the file, and send nothing.'),
    make.string('patch', 'The patch, as JSON or YAML.', { short: 'p' }),
    make.string('patch-file', 'A file with the patch.'),
    flag.subresource,
    make.string('type', 'The type of patch; one of [json merge strategic]', { default: "'strategic'" }),
  ],
  run,
};
