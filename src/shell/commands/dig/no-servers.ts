// What bind's clients say when no server has answered. Source: bind 9.18 dighost.c.

import type { DnsReply } from '#machine/program.ts';

/** Each try, and why none was answered. @param heading Stands before the last line. */
export function noServers({ server = '127.0.0.1:53', refused }: DnsReply, tries = 3, heading = ''): string {
  const why = refused ? 'connection refused' : 'timed out';
  const line = `;; communications error to ${server.replace(':', '#')}: ${why}\n`;
  return `${line.repeat(tries)}${heading};; no servers could be reached\n`;
}
