// OpenAPI schemas as files beside the page, fetched when `kubectl explain` or a validation first asks for one.

// Not the editor's: the page fetches that, from a place of its own.
const files = import.meta.glob<string>(['/dist/openapi/*.json', '!/dist/openapi/editor-schema.json'], {
  query: '?url',
  import: 'default',
  eager: true,
});
const known = new Map<string, unknown>();

/** `groupVersion` is `v1`, `apps/v1`, … The API server answers at once, so the worker waits for the file; the page does not. */
export function openApiOf(groupVersion: string): unknown {
  if (known.has(groupVersion)) return known.get(groupVersion);
  const url = files[`/dist/openapi/${groupVersion.replace('/', '.')}.json`];
  if (url === undefined) return undefined;
  const request = new XMLHttpRequest();
  request.open('GET', new URL(url, self.location.origin), false);
  try {
    request.send();
  } catch {
    return undefined;
  }
  if (request.status !== 200) return undefined;
  const schema: unknown = JSON.parse(request.responseText);
  known.set(groupVersion, schema);
  return schema;
}
