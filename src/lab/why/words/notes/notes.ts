// What the cluster's objects add to a reason, and what is wrong with one that no request was sent to: which label differs, which probe fails, what
// may have been meant. Each noun has its file.

import { CERTIFICATES } from './certificates.ts';
import { CONTAINERS } from './containers.ts';
import { GATEWAYS } from './gateways.ts';
import { INGRESSES } from './ingresses.ts';
import { ISSUING } from './issuing.ts';
import { NAMES } from './names.ts';
import { NODES } from './nodes.ts';
import { PLACING } from './placing.ts';
import { PODS } from './pods.ts';
import { POLICIES } from './policies.ts';
import { ROUTES } from './routes.ts';
import { SERVICES } from './services.ts';
import { SLICES } from './slices.ts';
import { VOLUMES } from './volumes.ts';
import { WORKLOADS } from './workloads.ts';

export const NOTES = {
  ...WORKLOADS,
  ...PODS,
  ...PLACING,
  ...CONTAINERS,
  ...VOLUMES,
  ...SERVICES,
  ...SLICES,
  ...NODES,
  ...NAMES,
  ...POLICIES,
  ...INGRESSES,
  ...CERTIFICATES,
  ...ISSUING,
  ...GATEWAYS,
  ...ROUTES,
};

export type NoteCode = keyof typeof NOTES;

type Holes<Text> = Text extends `${string}{${infer Hole}}${infer Rest}` ? Hole | Holes<Rest> : never;
type Texts<Word> = Word extends { readonly what: { readonly en: infer What } }
  ? What | (Word extends { readonly mend: { readonly en: infer Mend } } ? Mend : never)
  : never;

/** What its sentences leave to be filled. */
export type NoteParameters<Code extends NoteCode> = Readonly<Record<Holes<Texts<(typeof NOTES)[Code]>>, string>>;
