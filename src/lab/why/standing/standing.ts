// How an object stands, without a request: what is wrong with it, or a sentence that nothing is.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Hop, Told } from '#machine/hop.ts';
import type { Finding } from '../deciding/finding.ts';
import { type Broken, brokenLink, faultOf } from '../explain.ts';
import type { Facts } from '../facts.ts';
import { filled, type Language } from '../words/language.ts';
import { WELL } from '../words/well.ts';

export type Standing = { readonly broken: Broken } | { readonly text: string };

export interface Around {
  readonly facts: Facts;
  readonly language: Language;
  /** Does a cloud give load balancers their addresses here? */
  readonly hasCloud: boolean;
}

/** A sentence that nothing is wrong, and what fills it. */
export interface Well {
  readonly code: keyof typeof WELL;
  readonly parameters: Readonly<Record<string, string>>;
}

export const said = (
  code: keyof typeof WELL,
  parameters: Readonly<Record<string, string>>,
  { language }: Around,
): Standing => ({ text: filled(WELL[code][language], parameters) });

/** `object`: `Kind/namespace/name`. */
const placeNamed = (object: string): string => object.charAt(0).toLowerCase() + object.slice(1);

export function broken(object: string, why: Told, { facts, language }: Around): Standing {
  const hop: Hop = { at: placeNamed(object), ...why, object, ok: false };
  return { broken: brokenLink(hop, [], language, facts) };
}

/** How things of a kind stand, where what is wrong is all in what the cluster's objects say. */
export const byFault =
  <T extends ApiObject>(
    fault: (object: T, around: Around) => Finding | undefined,
    well: (object: T, facts: Facts) => Well,
  ) =>
  (object: T, name: string, around: Around): Standing => {
    const { facts, language } = around;
    const found = fault(object, around);
    if (found) return { broken: faultOf(name, placeNamed(name), found, language, facts) };
    const { code, parameters } = well(object, facts);
    return said(code, parameters, around);
  };
