// Draws the map: boxes are buttons, lines are SVG beneath them. Everything that comes from the cluster is text.

import type { Spot } from '#lab/chart/chart.ts';
import { fill, type Words } from '../../i18n/messages.ts';
import type { PlacedChart, PlacedLine, Point, ShownObject, ShownRequest } from '../../worker/map/placed.ts';
import type { Details, DetailsActions } from './details.ts';
import { element, svg } from './elements.ts';
import { isFoundBy } from './finding.ts';
import { keep } from './keep-elements.ts';
import type { MapChoices } from './map-choices.ts';
import { halves, laneName, nodeName, noteOf, spotTitle, stateWord } from './spot-words.ts';
import { Traveller } from './traveller.ts';
import { drawTwin, narrated } from './twin.ts';
import { Viewport } from './viewport.ts';
import { attribute, place, text } from './written.ts';

export interface MapViewActions extends DetailsActions {
  /** As it is from now on. */
  chosen(choices: MapChoices): void;
  announce(text: string): void;
}

/** Requests that are on their way at once; when there are more, the oldest is no longer shown. */
const MOST_TRAVELLERS = 16;

export class MapView {
  readonly #words: Words;
  readonly #frame: HTMLElement;
  readonly #sheet: HTMLElement;
  readonly #lines: SVGSVGElement;
  readonly #twin: HTMLElement;
  readonly #said: HTMLElement;
  readonly #actions: MapViewActions;
  readonly #toggles: Readonly<Record<keyof MapChoices, HTMLElement>>;
  readonly #pane: HTMLElement;
  #details: Details | undefined;
  /** The request whose way was shown last. */
  #last: ShownRequest | undefined;
  readonly #viewport: Viewport;
  readonly #spots = new Map<string, HTMLButtonElement>();
  readonly #nodes = new Map<string, HTMLElement>();
  readonly #paths = new Map<string, SVGPathElement>();
  readonly #lanes = new Map<string, HTMLElement>();
  #placed: PlacedChart | undefined;
  /** What is looked for. */
  #wanted = '';
  readonly #travellers = new Set<Traveller>();
  #missing: ReadonlySet<string> = new Set();

  /** @param first How it is looked at until something else is chosen. */
  constructor(pane: HTMLElement, words: Words, first: MapChoices, actions: MapViewActions) {
    this.#words = words;
    this.#actions = actions;
    const part = <T extends Element = HTMLElement>(name: string): T => pane.querySelector<T>(`[data-map-${name}]`)!;
    this.#frame = part('frame');
    this.#pane = part('details');
    this.#sheet = part('sheet');
    this.#twin = part('twin');
    this.#said = part('said');
    this.#lines = svg('svg', { class: 'lines', 'aria-hidden': 'true' });
    this.#sheet.replaceChildren(this.#lines);
    const buttons = { in: part('in'), out: part('out'), fit: part('fit') };
    this.#viewport = new Viewport(this.#frame, this.#sheet, buttons);
    this.#toggles = { list: part('as-list'), system: part('system') };
    this.#choose(first);
    for (const [name, toggle] of Object.entries(this.#toggles))
      toggle.addEventListener('click', () => {
        this.#choose({ ...this.#choices, [name]: toggle.getAttribute('aria-pressed') !== 'true' });
        actions.chosen(this.#choices);
      });
    part<HTMLInputElement>('find').addEventListener('input', (event) =>
      this.#find((event.target as HTMLInputElement).value),
    );
  }

  get #choices(): MapChoices {
    const isOn = (toggle: HTMLElement): boolean => toggle.getAttribute('aria-pressed') === 'true';
    return { list: isOn(this.#toggles.list), system: isOn(this.#toggles.system) };
  }

  #choose({ list, system }: MapChoices): void {
    this.#toggles.list.setAttribute('aria-pressed', String(list));
    this.#toggles.system.setAttribute('aria-pressed', String(system));
    this.#twin.hidden = !list;
    this.#frame.hidden = list;
    if (this.#placed) this.#drawTwin(this.#placed);
  }

  draw(placed: PlacedChart): void {
    const before = this.#placed;
    this.#placed = placed;
    // Where they travel has moved.
    for (const traveller of this.#travellers) traveller.stop();
    this.#drawNodes(placed);
    this.#drawSpots(placed);
    this.#drawLines(placed);
    this.#drawHeadings(placed);
    this.#markFound();
    this.#drawTwin(placed);
    this.#details?.refresh(placed.chart);
    this.#viewport.show(placed);
    this.#bringNew(before, placed);
  }

  /**
   * What was just made is seen, with what it leads to; at first a Service, if there is one: where not all has room, it is what one came for.
   * Pods come in numbers and by themselves, the system's things by a button.
   */
  #bringNew(before: PlacedChart | undefined, { chart, boxes, lines }: PlacedChart): void {
    const made = chart.spots.find(({ id, lane }) =>
      before ? lane !== 'pods' && !before.boxes[id] && !/\/kube-|\/default\/kubernetes$/.test(id) : lane === 'services',
    );
    const box = made && boxes[made.id];
    if (!box) return;
    const next = lines.filter(({ from }) => from === made.id).flatMap(({ to }) => boxes[to] ?? []);
    this.#viewport.bringIntoView(box, next);
  }

  /** Nobody reads a list that is not shown. */
  #drawTwin({ chart }: PlacedChart): void {
    if (!this.#twin.hidden) drawTwin(this.#twin, chart, this.#words, this.#wanted, this.#last);
  }

  /** Of a goal: what the present does not have yet, by its spots' ids. */
  miss(missing: ReadonlySet<string>): void {
    this.#missing = missing;
    if (this.#placed) this.#drawSpots(this.#placed);
  }

  /** Shows a request's way: a dot that travels, and where it broke. */
  follow(request: ShownRequest): void {
    const { method, url, outcome, way, ok } = request;
    const end = way.brokenAt === undefined ? undefined : this.#titleOf(way.brokenAt);
    const text = fill(this.#words, end === undefined ? 'mapAnswered' : 'mapBroke', {
      request: `${method} ${url}`,
      outcome,
      where: end ?? '',
    });
    this.#said.hidden = false;
    this.#said.textContent = text;
    this.#said.dataset['state'] = ok ? 'ok' : 'broken';
    this.#last = request;
    this.#actions.announce(this.#twin.hidden ? text : `${text}\n${narrated(request, this.#words)}`);
    if (!this.#placed) return;
    this.#drawTwin(this.#placed);
    const traveller: Traveller = new Traveller(this.#sheet, way, this.#placed, this.#spots, () =>
      this.#travellers.delete(traveller),
    );
    // Of many at once, one that broke is what one wants to see.
    const last = this.#placed.boxes[way.brokenAt ?? way.spots.at(-1) ?? ''];
    if (last && (end !== undefined || this.#travellers.size === 0)) this.#viewport.bringIntoView(last);
    this.#travellers.add(traveller);
    const [oldest] = this.#travellers;
    if (this.#travellers.size > MOST_TRAVELLERS) oldest?.stop();
  }

  looked(object: string, shown: ShownObject | undefined): void {
    this.#details?.looked(object, shown);
  }

  async #open(spot: Spot, from: HTMLElement): Promise<void> {
    const { Details } = await import('./details.ts');
    this.#details ??= new Details(this.#pane, this.#words, this.#actions);
    this.#viewport.hold(() => (this.#pane.hidden ? undefined : this.#placed?.boxes[spot.id]));
    this.#details.open(spot, from, this.#membersOf(spot.id));
  }

  #titleOf(id: string): string {
    const spot = this.#placed?.chart.spots.find((candidate) => candidate.id === id);
    return spot ? spotTitle(spot, this.#words) : id;
  }

  #drawNodes({ nodes }: PlacedChart): void {
    keep(this.#nodes, nodes, idOf, () => {
      const box = element('div', { class: 'node' }, element('span', {}));
      this.#sheet.append(box);
      return box;
    });
    for (const node of nodes) {
      const box = this.#nodes.get(node.id)!;
      place(box, node);
      attribute(box, 'data-state', node.isReady ? 'ok' : 'broken');
      text(box.firstElementChild!, nodeName(node, this.#words));
    }
  }

  #drawSpots({ chart, boxes }: PlacedChart): void {
    keep(this.#spots, chart.spots, idOf, ({ id }) => {
      const box = element('button', { class: 'spot', type: 'button' });
      box.append(element('b', {}, element('i'), element('i')), element('span'));
      box.addEventListener('click', () => {
        const spot = this.#placed?.chart.spots.find((candidate) => candidate.id === id);
        if (spot) void this.#open(spot, box);
      });
      for (const on of ['pointerenter', 'focus']) box.addEventListener(on, () => this.#light(id));
      for (const off of ['pointerleave', 'blur']) box.addEventListener(off, () => this.#light(undefined));
      this.#sheet.append(box);
      return box;
    });
    for (const spot of chart.spots) {
      const box = this.#spots.get(spot.id)!;
      place(box, boxes[spot.id]!);
      attribute(box, 'data-state', spot.state);
      attribute(box, 'data-kind', spot.kind);
      const title = spotTitle(spot, this.#words);
      const [beginning, end] = halves(title);
      text(box.children[0]!.children[0]!, beginning);
      text(box.children[0]!.children[1]!, end);
      const note = noteOf(spot, this.#words);
      text(box.children[1]!, note);
      attribute(box, 'title', `${title}\n${note}`);
      const missing = this.#missing.has(spot.id) ? this.#words.mapMissing : '';
      box.classList.toggle('missing', missing !== '');
      const label = [title, note, stateWord(spot, this.#words), missing];
      attribute(box, 'aria-label', label.filter(Boolean).join(', '));
    }
  }

  /** The Pods that a spot stands for, as `Pod/namespace/name`. */
  #membersOf(id: string): readonly string[] {
    const groups = Object.entries(this.#placed?.chart.groups ?? {});
    return groups.flatMap(([pod, group]) => (group === id ? [pod.replace(/^pod/, 'Pod')] : [])).sort();
  }

  #drawHeadings({ headings }: PlacedChart): void {
    keep(
      this.#lanes,
      headings,
      ({ lane }) => lane,
      ({ lane }) => {
        const heading = element('span', { class: 'lane' }, laneName(lane, this.#words));
        this.#sheet.append(heading);
        return heading;
      },
    );
    for (const { lane, x } of headings) this.#lanes.get(lane)!.style.left = `${x}px`;
  }

  #drawLines({ lines, width, height }: PlacedChart): void {
    attribute(this.#lines, 'viewBox', `0 0 ${width} ${height}`);
    keep(this.#paths, lines, idOfLine, ({ from, to }) => {
      const path = svg('path', { 'data-from': from, 'data-to': to });
      this.#lines.append(path);
      return path;
    });
    for (const line of lines) {
      const path = this.#paths.get(idOfLine(line))!;
      attribute(path, 'class', `${line.kind}${line.holds ? '' : ' idle'}`);
      attribute(path, 'd', curve(line.points));
    }
  }

  /** What leads to a spot and away from it, all the way. */
  #light(id: string | undefined): void {
    const lines = this.#placed?.lines ?? [];
    const lit = new Set<string>(id === undefined ? [] : [id]);
    const spread = (near: 'from' | 'to', far: 'from' | 'to'): void => {
      const queue = id === undefined ? [] : [id];
      for (const at of queue)
        for (const line of lines)
          if (line[near] === at && !queue.includes(line[far])) {
            queue.push(line[far]);
            lit.add(line[far]);
          }
    };
    spread('from', 'to');
    spread('to', 'from');
    this.#sheet.classList.toggle('lighting', id !== undefined);
    for (const [spot, box] of this.#spots) box.classList.toggle('lit', lit.has(spot));
    for (const path of this.#lines.children as HTMLCollectionOf<SVGPathElement>)
      path.classList.toggle('lit', lit.has(path.dataset['from']!) && lit.has(path.dataset['to']!));
  }

  #find(text: string): void {
    this.#wanted = text.trim().toLowerCase();
    const found = this.#markFound();
    found?.scrollIntoView({ block: 'center', inline: 'nearest' });
    if (this.#placed) this.#drawTwin(this.#placed);
  }

  /** Returns the first. */
  #markFound(): HTMLElement | undefined {
    const chart = this.#placed?.chart;
    if (!chart) return undefined;
    let first: HTMLElement | undefined;
    for (const spot of chart.spots) {
      const box = this.#spots.get(spot.id)!;
      const isFound = this.#wanted !== '' && isFoundBy(this.#wanted, spot, chart, this.#words);
      box.classList.toggle('found', isFound);
      if (isFound) first ??= box;
    }
    return first;
  }
}

const idOf = ({ id }: { readonly id: string }): string => id;
/** Of those between the same two there is one of each kind. */
const idOfLine = ({ from, to, kind }: PlacedLine): string => `${kind} ${from} ${to}`;

/** Through the points, level where it leaves and where it arrives. */
export function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let d = `M${first.x} ${first.y}`;
  let { x, y } = first;
  for (const point of rest) {
    const middle = (x + point.x) / 2;
    d += ` C${middle} ${y} ${middle} ${point.y} ${point.x} ${point.y}`;
    ({ x, y } = point);
  }
  return d;
}
