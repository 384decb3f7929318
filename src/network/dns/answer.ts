// What a DNS server says to one question.

import type { DnsAnswer } from '#machine/program.ts';

export interface Answer {
  /** NOERROR without answers is NODATA: the name exists, but has no such record. */
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  readonly answers: readonly DnsAnswer[];
}

export const found = (...answers: readonly DnsAnswer[]): Answer => ({ code: 'NOERROR', answers });
export const nodata = (): Answer => ({ code: 'NOERROR', answers: [] });
export const nxdomain = (): Answer => ({ code: 'NXDOMAIN', answers: [] });
