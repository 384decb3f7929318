// The map as a list in the same order, for everyone who prefers words: what there is, and what leads where; or of that what is looked for.

import { type Chart, LANES, type Spot } from '#lab/chart/chart.ts';
import { fill, type Words } from '../../i18n/messages.ts';
import { element } from './elements.ts';
import { foundAmong, isFoundBy } from './finding.ts';
import { laneName, nodeName, spotTitle, stateWord } from './spot-words.ts';

/** @param wanted What is looked for, in small letters; '' is all. */
export function drawTwin(root: HTMLElement, chart: Chart, words: Words, wanted: string): void {
  const byId = new Map(chart.spots.map((spot) => [spot.id, spot]));
  const saying = (spot: Spot): string => {
    const node = spot.lane === 'pods' ? chart.nodes.find(({ name }) => name === spot.node) : undefined;
    const where =
      spot.lane === 'pods'
        ? nodeName(node ? { ...node, others: 0 } : { name: spot.node ?? '', isReady: true, others: 0 }, words)
        : '';
    return [spotTitle(spot, words), spot.note, stateWord(spot, words), where].filter(Boolean).join(', ');
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
    ...LANES.flatMap((lane) => {
      const spots = shown.filter((spot) => spot.lane === lane);
      if (spots.length === 0) return [];
      const items = spots.map((spot) => {
        const item = element('li', { 'data-state': spot.state }, saying(spot));
        const lines = [...(wanted === '' ? [] : foundAmong(wanted, spot, chart)), ...leads(spot)];
        if (lines.length > 0) item.append(element('ul', {}, ...lines.map((line) => element('li', {}, line))));
        return item;
      });
      return [element('h3', {}, laneName(lane, words)), element('ul', {}, ...items)];
    }),
  );
}
