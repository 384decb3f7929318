// The words by which the terminal recognises errors. Fetched when a command has run.

import type { APIRoute } from 'astro';
import { errors } from '../errors/errors.ts';
import type { Known } from '../errors/recognise.ts';

export const GET: APIRoute = () =>
  new Response(JSON.stringify(errors.map(({ id, title, matches }): Known => ({ id, title, matches }))), {
    headers: { 'content-type': 'application/json' },
  });
