// kubectl explain: a type's fields, from the server's OpenAPI v3 documents. Models kubectl/pkg/cmd/explain and pkg/explain/v2.

import { ask } from '../../client.ts';
import type { Command } from '../../command.ts';
import { discover, findType, groupVersionOf, type Mapping } from '../../discovery.ts';
import { Fail, Verbatim } from '../../errors.ts';
import { make } from '../../standard-flags.ts';
import { type Document, fieldPage, overviewPage, schemaOf } from './render.ts';

async function documentOf(factory: Parameters<NonNullable<Command['run']>>[0], mapping: Mapping): Promise<Document> {
  const { paths } = await ask<{ paths: Record<string, { serverRelativeURL: string }> }>(factory, {
    method: 'GET',
    path: '/openapi/v3?timeout=32s',
  });
  const url =
    paths[mapping.group ? `apis/${mapping.group}/${mapping.version}` : `api/${mapping.version}`]?.serverRelativeURL;
  const missing = new Fail(
    `GVR (${mapping.group}/${mapping.version}, Resource=${mapping.resource}) not found in OpenAPI schema`,
  );
  if (!url) throw missing;
  const path = `${url}${url.includes('?') ? '&' : '?'}timeout=32s`;
  return await ask<Document>(factory, { method: 'GET', path, headers: { accept: 'application/json' } });
}

export const explain: Command = {
  name: 'explain',
  use: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2] [options]',
  short: 'Get documentation for a resource',
  long: `Describe fields and structure of various resources.

This command describes the fields associated with each supported API resource. Fields are identified via a simple JSONPath identifier:

  <type>.<fieldName>[.<fieldName>]

Information about each field is retrieved from the server in OpenAPI format.`,
  examples: `# Get the documentation of the resource and its fields
kubectl explain services

# Get all the fields in the resource
kubectl explain services --recursive

# Get the documentation of a specific field of a resource
kubectl explain services.spec.type`,
  flags: [
    make.string('api-version', 'Use given api-version (group/version) of the resource.'),
    make.string('output', 'Format in which to render the schema. Valid values are: (plaintext, plaintext-openapiv2).', {
      short: 'o',
      default: "'plaintext'",
    }),
    make.bool(
      'recursive',
      'When true, print the name of all the fields recursively. Otherwise, print the available fields with their description.',
    ),
  ],

  async run(factory) {
    const { args, flags } = factory;
    if (args.length === 0) {
      throw new Fail(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    if (args.length > 1) throw new Fail('We accept only this format: explain RESOURCE');
    const output = flags.string('output');
    if (output === 'plaintext-openapiv2')
      throw new Fail('Portolan does not simulate kubectl explain -o plaintext-openapiv2: use -o plaintext');
    if (output !== 'plaintext') throw new Fail(`unrecognized format: ${output}`);

    const all = await discover(factory);
    const [words, fields] = split(args[0] ?? '', all);
    let mapping = findType(all, words);
    if (!mapping) throw new Verbatim(`the server doesn't have a resource type ${JSON.stringify(words.split('.')[0])}`);
    const asked = flags.string('api-version');
    if (asked) {
      const { resource } = mapping;
      const found = all.find((m) => m.resource === resource && groupVersionOf(m) === asked);
      if (!found && !all.some((m) => groupVersionOf(m) === asked)) {
        const [group, version] = asked.includes('/') ? asked.split('/') : ['', asked];
        throw new Fail(`couldn't find resource for ${JSON.stringify(`${group}/${version}, Resource=${resource}`)}`);
      }
      if (!found)
        throw new Fail(
          `GVR (${asked.includes('/') ? asked : `/${asked}`}, Resource=${resource}) not found in OpenAPI schema`,
        );
      mapping = found;
    }

    const document = await documentOf(factory, mapping);
    const root = schemaOf(document, mapping.group, mapping.version, mapping.kind);
    if (!root)
      throw new Fail(
        `GVR (${mapping.group}/${mapping.version}, Resource=${mapping.resource}) not found in OpenAPI schema`,
      );
    const head = `${mapping.group ? `GROUP:      ${mapping.group}\n` : ''}KIND:       ${mapping.kind}\nVERSION:    ${mapping.version}\n\n`;
    factory.out(head);
    factory.out(
      fields.length > 0
        ? fieldPage(document, root, fields, flags.bool('recursive'))
        : overviewPage(document, root, flags.bool('recursive')),
    );
    return 0;
  },
};

/** `svc.spec.ports` → `svc` and its fields; `deployments.apps` stays one where there is such a group. */
function split(text: string, all: readonly Mapping[]): [type: string, fields: readonly string[]] {
  const parts = text.split('.').filter((p) => p !== '');
  for (let count = parts.length; count > 1; count--) {
    const [name = '', ...rest] = parts.slice(0, count);
    const group = rest.join('.');
    if (
      all.some(
        (m) =>
          (m.resource === name || m.singular === name || m.shortNames.includes(name)) &&
          (m.group === group || `${m.version}.${m.group}` === group),
      )
    ) {
      return [parts.slice(0, count).join('.'), parts.slice(count)];
    }
  }
  return [parts[0] ?? '', parts.slice(1)];
}
