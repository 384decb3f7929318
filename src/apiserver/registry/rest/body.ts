// Models negotiation.NegotiateInputSerializer and what follows it: a request's body as a JSON value, whatever it was written in.

import { summarizeData } from '#apimachinery/go-json.ts';
import { type Status, status } from '#apimachinery/status.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { loadedYaml } from '#apimachinery/yaml-loader.ts';
import { parseJson } from './json-text.ts';

/** What a body may be written in. Protobuf is decoded where bytes still are bytes, in the HTTP adapter. */
export const MEDIA_TYPES = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';

export type Body =
  | {
      readonly value: unknown;
      /** Strict decoding's complaints about the text itself, each with its place in it. */
      readonly complaints: readonly { readonly text: string; readonly at: number }[];
      /** Where a field stands in the text. */
      place(path: string): number;
    }
  | {
      /** The decoder's own words. */
      readonly error: string;
      /** The body as Go shows it beside them. */
      readonly summary: string;
    };

const WITHOUT_TEXT = { complaints: [], place: () => 0 } as const;

/** A refusal when the content type is none that the server reads. No content type means JSON. */
export function unsupportedBody({ headers }: ApiRequest): Status | undefined {
  const type = mediaTypeOf(headers?.['content-type']);
  return type === '' || MEDIA_TYPES.split(', ').includes(type) ? undefined : status.unsupportedMediaType(MEDIA_TYPES);
}

/** Without parameters, lower case. Source: mime.ParseMediaType. */
export const mediaTypeOf = (contentType = ''): string => contentType.split(';', 1)[0]!.trim().toLowerCase();

export function readBody({ body, headers }: ApiRequest): Body {
  if (body === undefined || body === '')
    return { error: "couldn't get version/kind; json parse error: unexpected end of JSON input", summary: '<empty>' };
  if (typeof body !== 'string') return { value: body, ...WITHOUT_TEXT };
  if (mediaTypeOf(headers?.['content-type']) === 'application/yaml') return readYaml(body);
  const read = parseJson(body);
  if ('error' in read)
    return { error: `couldn't get version/kind; json parse error: ${read.error}`, summary: summarizeData(body) };
  const { value, duplicates, place } = read;
  return { value, place, complaints: duplicates.map((f) => ({ text: `duplicate field "${f}"`, at: place(f) })) };
}

function readYaml(text: string): Body {
  const yaml = loadedYaml();
  if (!yaml) throw new Error('a body in YAML came past the API server before the reader was there');
  const read = yaml.parseYamlDocuments(text);
  if ('error' in read) return { error: read.error, summary: summarizeData(text) };
  const complaint = yamlDuplicates(read.duplicates);
  return {
    value: read.ok[0] ?? null,
    place: () => 1,
    complaints: complaint === undefined ? [] : [{ text: complaint, at: 0 }],
  };
}

/** go-yaml's one complaint about all keys that stand twice. */
export function yamlDuplicates(
  duplicates: readonly { readonly key: string; readonly line: number }[],
): string | undefined {
  if (duplicates.length === 0) return undefined;
  const lines = duplicates.map(({ key, line }) => `  line ${line}: key ${JSON.stringify(key)} already set in map`);
  return `yaml: unmarshal errors:\n${lines.join('\n')}`;
}
