// The map as a list in the same order, for everyone who prefers words: the last request hop by hop, what there is and whether the request came
// there, and what leads where; or of that what is looked for.

import { type Chart, LANES, type Spot } from '#lab/chart/chart.ts';
import { fill, type Words } from '../../i18n/messages.ts';
import type { ShownRequest } from '../../worker/map/placed.ts';
import { element } from './elements.ts';
import { foundAmong, isFoundBy } from './finding.ts';
import { laneName, nodeName, noteOf, spotTitle, stateWord } from './spot-words.ts';

/** Each hop in a sentence, and which of them was the end of it. */
export const narrated = (request: ShownRequest, words: Words): string => hopsOf(request, words).join('\n');

const hopsOf = ({ steps }: ShownRequest, words: Words): readonly string[] =>
  steps.map(({ at, text: step, ok }) => fill(words, ok ? 'mapHop' : 'mapHopBroke', { at, step }));

/**
 * @param wanted What is looked for, in small letters; '' is all.
 * @param last The request whose way is marked.
 */
export function drawTwin(
  root: HTMLElement,
  chart: Chart,
  words: Words,
  wanted: string,
  last: ShownRequest | undefined,
): void {
  const byId = new Map(chart.spots.map((spot) => [spot.id, spot]));
  const saying = (spot: Spot): string => {
    const node = spot.lane === 'pods' ? chart.nodes.find(({ name }) => name === spot.node) : undefined;
    const where =
      spot.lane === 'pods'
        ? nodeName(node ? { ...node, others: 0 } : { name: spot.node ?? '', isReady: true, others: 0 }, words)
        : '';
    const mark = { passed: words.mapPassed, broke: words.mapStopped, '': '' }[markOf(spot, last)];
    return [spotTitle(spot, words), noteOf(spot, words), stateWord(spot, words), where, mark]
      .filter(Boolean)
      .join(', ');
  };
  const leads = (spot: Spot): readonly string[] =>
    chart.lines
      .filter(({ from }) => from === spot.id)
      .map(({ to, holds }) => `→ ${spotTitle(byId.get(to)!, words)}${holds ? '' : ` (${words.mapIdle})`}`);
  const shown = wanted === '' ? chart.spots : chart.spots.filter((spot) => isFoundBy(wanted, spot, chart, words));
  if (shown.length === 0) {
    root.replaceChildren(element('p', {}, fill(words, 'searchNone', { query: wanted })));
    return;
  }
  root.replaceChildren(
    ...(last && wanted === '' ? [wayItem(last, words)] : []),
    ...LANES.flatMap((lane) => {
      const spots = shown.filter((spot) => spot.lane === lane);
      if (spots.length === 0) return [];
      const items = spots.map((spot) => {
        const item = element('li', { 'data-state': spot.state, 'data-way': markOf(spot, last) }, saying(spot));
        const lines = [...(wanted === '' ? [] : foundAmong(wanted, spot, chart)), ...leads(spot)];
        if (lines.length > 0) item.append(element('ul', {}, ...lines.map((line) => element('li', {}, line))));
        return item;
      });
      return [element('h3', {}, laneName(lane, words)), element('ul', {}, ...items)];
    }),
  );
}

/** As the picture has it. */
function markOf({ id }: Spot, last: ShownRequest | undefined): 'passed' | 'broke' | '' {
  if (!last?.way.spots.includes(id)) return '';
  return last.way.brokenAt === id ? 'broke' : 'passed';
}

function wayItem(request: ShownRequest, words: Words): HTMLElement {
  const { method, url, outcome, steps } = request;
  const hops = hopsOf(request, words).map((hop, i) =>
    element('li', { 'data-state': steps[i]!.ok ? 'ok' : 'broken' }, hop),
  );
  const title = fill(words, 'mapAnswered', { request: `${method} ${url}`, outcome });
  return element('section', { 'data-hops': '' }, element('h3', {}, title), element('ol', {}, ...hops));
}
