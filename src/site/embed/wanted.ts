// What an address says about how a page is embedded: `?embed=https://docs.example.org&theme=dark&panels=prose,map&size=12&readonly`.

export const PANELS = ['prose', 'terminal', 'map', 'requests', 'time', 'editor', 'tools'] as const;
export type EmbedPanel = (typeof PANELS)[number];

export interface Embed {
  /** To whom messages go. Undefined: to nobody. */
  readonly origin: string | undefined;
  readonly panels: readonly EmbedPanel[];
  /** Keys do not reach the terminals. */
  readonly isReadOnly: boolean;
  /** Of the terminal's letters, in pixels. Undefined: as on any page. */
  readonly size: number | undefined;
  /** What could not be understood, for the embedder's console. */
  readonly problems: readonly string[];
}

const SIZES = { least: 8, most: 32 } as const;

/** @param search Of the address, with `embed` in it. */
export function embedOf(search: string): Embed {
  const query = new URLSearchParams(search);
  const problems: string[] = [];
  return {
    origin: originOf(query.get('embed') ?? '', problems),
    panels: panelsOf(query.get('panels'), problems),
    isReadOnly: query.has('readonly'),
    size: sizeOf(query.get('size'), problems),
    problems,
  };
}

/** An origin, and nothing but one: `*` and `null` would be anybody. */
function originOf(given: string, problems: string[]): string | undefined {
  if (given === '') return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.origin === given.replace(/\/$/, '')) return url.origin;
  problems.push(`embed=${given}: give the embedding page's origin, such as https://docs.example.org`);
  return undefined;
}

function panelsOf(given: string | null, problems: string[]): readonly EmbedPanel[] {
  if (given === null) return ['terminal'];
  const wanted = given.split(',').map((name) => name.trim());
  const known = PANELS.filter((name) => wanted.includes(name));
  for (const name of wanted)
    if (!known.includes(name as EmbedPanel))
      problems.push(`panels=${given}: there is no ${JSON.stringify(name)}; there are ${PANELS.join(', ')}`);
  return known.length > 0 ? known : ['terminal'];
}

function sizeOf(given: string | null, problems: string[]): number | undefined {
  if (given === null) return undefined;
  const size = Number(given);
  if (size >= SIZES.least && size <= SIZES.most) return size;
  problems.push(`size=${given}: give a number of pixels from ${SIZES.least} to ${SIZES.most}`);
  return undefined;
}
