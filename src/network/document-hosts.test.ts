import { expect, test } from 'vitest';
import type { HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import { documentAnswer } from './document-hosts.ts';

const CLOUD = '/kubernetes/ingress-nginx/controller-v1.13.3/deploy/static/provider/cloud/deploy.yaml';
const read = (file: string): string => `text of ${file}`;

async function get(url: string, from: typeof read = read): Promise<HttpResponse> {
  const { hostname, protocol } = new URL(url);
  return documentAnswer(hostname, protocol === 'http:' ? 80 : 443, { method: 'GET', url, headers: [], body: '' }, from);
}

test.each([
  [`https://raw.githubusercontent.com${CLOUD}`, 200, 'text of ingress-nginx/controller-v1.13.3-cloud.yaml'],
  [
    `https://raw.githubusercontent.com${CLOUD.replace('/controller', '/refs/tags/controller')}`,
    200,
    'text of ingress-nginx/controller-v1.13.3-cloud.yaml',
  ],
  [`http://raw.githubusercontent.com${CLOUD}`, 301, `https://raw.githubusercontent.com${CLOUD}`],
  [
    `https://github.com${CLOUD.replace('/controller', '/raw/controller')}`,
    302,
    `https://raw.githubusercontent.com${CLOUD}`,
  ],
])('%s', async (url, status, what) => {
  const answer = await get(url);
  expect([answer.status, headerOf(answer.headers, 'location') ?? answer.body]).toEqual([status, what]);
});

test('what is not there says what is', async () => {
  const { status, body } = await get('https://raw.githubusercontent.com/a/b/main/c.yaml');
  expect(status).toBe(404);
  expect(body).toContain('does not have https://raw.githubusercontent.com/a/b/main/c.yaml');
  expect(body).toContain(`\n  https://raw.githubusercontent.com${CLOUD}\n`);
});
