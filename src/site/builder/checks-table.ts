// The checks of the exercise at hand beside its plays, those that are chosen and those that are offered; and what gets through them all.

import type { DraftExercise } from '#authoring/draft.ts';
import { withParams } from '#authoring/drawn.ts';
import { exerciseAdd } from '#authoring/edits.ts';
import { checkValue, type Play, type Row, type Table } from '#authoring/table.ts';
import { filled } from '../i18n/filled.ts';
import { turnToCheck } from './check-forms.ts';
import { el, redraw } from './element.ts';
import { type Judging, offered, playsOf } from './judging.ts';
import { attempt, type Room } from './room.ts';

export function checksTable(room: Room, judging: Judging, parent: HTMLElement): void {
  const { desk, w } = room;
  const draw = (): void => {
    const exercise = desk.draft?.exercises.find(({ id }) => id === desk.exercise);
    if (!exercise) {
      redraw(parent);
      return;
    }
    const table = judging.tableOf(exercise);
    const plays = playsOf(
      exercise,
      desk.waiting.filter((one) => one.exercise === exercise.id).map(({ run }) => run),
    );
    const look = el(
      'button',
      {
        type: 'button',
        class: 'button small',
        disabled: judging.busy,
        data: { look: '' },
        click: () => void attempt(room, () => judging.look(true)),
      },
      judging.busy ? w.looking : w.look,
    );
    redraw(
      parent,
      el('h3', {}, w.checks, ' ', look),
      el('p', { class: 'quietly' }, w.checksText),
      ...(table ? [grid(exercise, table, plays), ...alive(exercise, table)] : []),
    );
  };

  const grid = (exercise: DraftExercise, table: Table, plays: readonly Play[]): HTMLElement => {
    const chosen = table.rows.filter(({ candidate }) => candidate === undefined);
    const others = offered(table, plays);
    const count = { alternative: 0, nearMiss: 0 };
    const heads = plays.map(({ kind }) => {
      if (kind === 'start') return w.columnStart;
      if (kind === 'solution') return w.columnSolution;
      return filled(kind === 'alternative' ? w.columnAlternative : w.columnNearMiss, { n: ++count[kind] });
    });
    const head = el(
      'tr',
      {},
      ...[w.columnCheck, ...heads, w.columnMutants].map((text) => el('th', { scope: 'col' }, text)),
      el('td'),
    );
    const row = (one: Row, first: Node, last: Node): HTMLElement =>
      el(
        'tr',
        { data: { row: one.id } },
        el('th', { scope: 'row' }, first),
        ...one.cells.map((cell, i) => verdict(cell.state, cell.because[room.locale], plays[i]!)),
        el('td', {}, `${one.refuses.length}/${table.mutants.length}`),
        el('td', {}, last),
      );
    return el(
      'div',
      { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': w.checks },
      el(
        'table',
        { class: 'checks' },
        el('thead', {}, head),
        el(
          'tbody',
          {},
          ...chosen.map((one) => {
            const i = exercise.checks.findIndex(({ id }) => id === one.id);
            const ask = exercise.checks[i]?.ask[room.locale] || one.id;
            return row(
              one,
              el('span', { data: { checkTitle: one.id } }, ask),
              i < 0 ? new Text() : change(one.id, ask),
            );
          }),
          el(
            'tr',
            {},
            el('th', { colspan: plays.length + 3, class: 'part' }, others.length > 0 ? w.offered : w.offeredNone),
          ),
          ...others.map((one) => row(one, el('span', {}, one.candidate!.ask[room.locale]), choice(exercise, one))),
        ),
      ),
    );
  };

  const verdict = (state: 'passed' | 'failed' | 'pending', because: string, { kind }: Play): HTMLElement => {
    const wanted = kind === 'solution' || kind === 'alternative';
    const isRight = kind === 'nearMiss' || (state === 'passed') === wanted;
    const said = isRight ? w[state] : filled(w.wrongly, { verdict: w[state] });
    return el(
      'td',
      { class: isRight ? undefined : 'bad', data: { state } },
      because === '' ? said : el('details', {}, el('summary', {}, said), el('p', {}, because)),
    );
  };

  const change = (id: string, ask: string): HTMLElement =>
    el(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'aria-label': `${w.change}: ${ask}`,
        data: { change: id },
        click: () => turnToCheck(room, id),
      },
      w.change,
    );

  const choice = (exercise: DraftExercise, { id, candidate }: Row): HTMLElement =>
    el(
      'button',
      {
        type: 'button',
        class: 'button small',
        disabled: judging.busy,
        'aria-label': `${w.choose}: ${candidate!.ask[room.locale]}`,
        data: { choose: id },
        click: () => {
          judging.take(exercise.id, candidate!);
          desk.edit(exerciseAdd(desk.folder, exercise.id, 'checks', checkValue(id, candidate!)), 'shape');
          void attempt(room, () => judging.look(false));
        },
      },
      w.choose,
    );

  /** As the lesson has it: what was drawn goes by its name. */
  const written = (name: string): string => withParams(name, desk.draft?.params ?? []);

  const alive = ({ id, letsThrough, checks }: DraftExercise, table: Table): readonly HTMLElement[] => {
    const chosen = table.rows.filter(({ candidate }) => candidate === undefined);
    const through = table.mutants.filter(
      (name) =>
        !chosen.some(({ refuses }) => refuses.includes(name)) &&
        ![...letsThrough, ...(desk.draft?.letsThrough ?? [])].some(({ mutant }) => written(name).startsWith(mutant)),
    );
    if (through.length === 0 || checks.length === 0) return [];
    const list = through.map((name, i) => {
      const because = el('input', {
        'aria-label': `${w.because}: ${name}`,
        placeholder: w.because,
        data: { because: String(i) },
      });
      const let_ = (): void => {
        if (because.value.trim() === '') {
          because.focus();
          return;
        }
        const folder = exerciseAdd(desk.folder, id, 'letsThrough', {
          mutant: written(name),
          because: because.value.trim(),
        });
        desk.edit(folder, 'shape');
      };
      const button = el(
        'button',
        { type: 'button', class: 'button small', data: { letIt: String(i) }, click: let_ },
        w.letIt,
      );
      return el('li', {}, el('code', {}, name), ' ', because, ' ', button);
    });
    return [
      el('h4', {}, w.letThrough),
      el('p', { class: 'quietly' }, w.letThroughText),
      el('ul', { class: 'through', data: { through: '' } }, ...list),
    ];
  };

  desk.onChange((change) => change === 'shape' && draw());
  judging.onChange = draw;
  draw();
}
