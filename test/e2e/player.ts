// A learning platform for tests: serves packages as they were unzipped, scorm-again as their player, and a small store for xAPI.

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { unzipSync } from 'fflate';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.xml': 'text/xml',
};

export interface Statement {
  readonly id?: string;
  readonly actor: { readonly account?: { readonly name: string } };
  readonly verb: { readonly id: string };
  readonly object: { readonly id: string };
  readonly result?: {
    readonly score?: { readonly scaled?: number };
    readonly completion?: boolean;
    readonly success?: boolean;
  };
  readonly context?: {
    readonly registration?: string;
    readonly contextActivities?: { readonly category?: readonly { readonly id: string }[] };
  };
}

export interface Platform {
  readonly url: string;
  /** What its store has taken, with the Authorization that came along. */
  readonly statements: readonly { readonly authorization: string; readonly statement: Statement }[];
  /** Documents that it was given to keep, the last one last. */
  readonly documents: readonly string[];
  close(): void;
}

const LAUNCH_DATA = {
  contextTemplate: {
    contextActivities: { grouping: [{ objectType: 'Activity', id: 'urn:portolan:course' }] },
    extensions: { 'https://w3id.org/xapi/cmi5/context/extensions/sessionid': 'session' },
  },
  launchMode: 'Normal',
  moveOn: 'CompletedAndPassed',
  masteryScore: 1,
};

/**
 * A frame with the player of one edition around a package's page; what the player has is `API` or `API_1484_11` of the window.
 *
 * @param kept What an earlier launch has left of the data model, as JSON.
 */
const playerPage = (
  edition: '12' | '2004',
  frame: string,
  kept: string,
): string => `<!doctype html><meta charset="utf-8">
<script src="/scorm-again.js"></script>
<script>
  const settings = { autocommit: false, logLevel: 5 };
  if ('${edition}' === '12') window.API = new Scorm12API(settings);
  else window.API_1484_11 = new Scorm2004API(settings);
  const api = window.API ?? window.API_1484_11;
  api.loadFromJSON(${kept || (edition === '12' ? "{ core: { student_id: 'ada' } }" : "{ learner_id: 'ada' }")}, 'cmi');
  // What can only be written is remembered here.
  window.told = {};
  const set = '${edition}' === '12' ? 'LMSSetValue' : 'SetValue';
  const setting = api[set];
  api[set] = (name, value) => ((window.told[name] = value), setting.call(api, name, value));
</script>
<iframe id="sco" width="1300" height="800" src="${frame}"></iframe>`;

/** @param packages Zip files by the name under which they are served; read when they are first asked for. */
export async function platform(packages: Readonly<Record<string, string>>): Promise<Platform> {
  const zips: Record<string, Record<string, Uint8Array>> = {};
  const unzipped = (name: string): Record<string, Uint8Array> | undefined => {
    const file = packages[name];
    return file === undefined ? undefined : (zips[name] ??= unzipSync(readFileSync(file)));
  };
  const scorm = readFileSync(new URL('../../node_modules/scorm-again/dist/scorm-again.min.js', import.meta.url));
  const statements: Platform['statements'][number][] = [];
  const documents: string[] = [];
  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const json = (value: unknown, status = 200): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const player = /^\/player\/(12|2004)$/.exec(pathname);
    if (player)
      return void response
        .writeHead(200, { 'content-type': TYPES['.html'] })
        .end(playerPage(player[1] as '12' | '2004', searchParams.get('page') ?? '', searchParams.get('kept') ?? ''));
    if (pathname === '/scorm-again.js')
      return void response.writeHead(200, { 'content-type': TYPES['.js'] }).end(scorm);
    if (pathname === '/fetch') return json({ 'auth-token': 'a-token' });
    if (pathname === '/xapi/activities/state') {
      if (searchParams.get('stateId') === 'LMS.LaunchData') return json(LAUNCH_DATA);
      if (request.method === 'PUT') {
        documents.push(await bodyOf(request));
        return void response.writeHead(204).end();
      }
      return documents.length === 0 ? json({}, 404) : json(JSON.parse(documents.at(-1)!));
    }
    if (pathname === '/xapi/agents/profile') return json({}, 404);
    if (pathname === '/xapi/statements') {
      const statement = JSON.parse(await bodyOf(request)) as Statement;
      statements.push({ authorization: request.headers.authorization ?? '', statement });
      return json(['an-id']);
    }
    const [, name = '', path = ''] = /^\/([^/]+)\/(.*)$/.exec(pathname) ?? [];
    const bytes = unzipped(name)?.[path.endsWith('/') ? `${path}index.html` : decodeURIComponent(path)];
    response
      .writeHead(bytes ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' })
      .end(bytes);
  };
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    statements,
    documents,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return text;
}
