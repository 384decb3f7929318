// A choice, or a typed answer, compared with what is right: a value of the lesson, or one that is read from the cluster.

import { type CheckKind, failed, passed, pending } from '../../check.ts';
import { evaluate } from '../../expression.ts';
import { defaulted, list, mappingOf, needed, optional, type Shape, string, text } from '../../shape.ts';
import { placesIn } from '../../template.ts';
import { listed, type Text } from '../../text.ts';

export interface Choice {
  readonly value: string;
  readonly text: Text;
  /** Why it is wrong, or why it is right. */
  readonly because: Text;
}

export interface AnswerSpec {
  /** None: the answer is typed. */
  readonly choices: readonly Choice[];
  /** The right value; `${service.web.clusterIP}` and its like are read from the cluster. */
  readonly right?: string;
  /** Or a CEL expression over the cluster and `answer`. */
  readonly that?: string;
  /** Words for a right and for a wrong answer, where the choice has none of its own. */
  readonly because?: Text;
  readonly otherwise?: Text;
}

/** Numbers and `true` need no quotes. */
const value: Shape<string> = {
  read: (r) => (typeof r.value === 'number' || typeof r.value === 'boolean' ? String(r.value) : r.string()),
  schema: { type: ['string', 'number', 'boolean'] },
};

const shape = mappingOf({
  choices: defaulted(
    list(
      mappingOf({
        value: needed(value, 'What is typed for it: `answer CHECK VALUE`.'),
        text: needed(text, 'What the learner reads.'),
        because: needed(text, 'Why it is wrong, or why it is right.'),
      }),
    ),
    [],
    'What can be chosen. Without them the answer is typed.',
  ),
  right: optional(value, 'The right value; `${service.web.clusterIP}` and its like are read from the cluster.'),
  that: optional(string, 'In place of `right`: CEL over the cluster and `answer`.'),
  because: optional(text, 'Words for a right answer, where the choice has none.'),
  otherwise: optional(text, 'Words for a wrong one. Needed where the answer is typed.'),
});

/** `answer` and `predict` are written alike; they differ in when they are asked. */
export function choiceKind(kind: 'answer' | 'predict'): CheckKind<AnswerSpec> {
  return {
    kind,
    purpose:
      kind === 'answer'
        ? 'the right choice was made, or the right text typed'
        : 'a choice was made before the outcome was seen; right or wrong, it passes, and the debrief explains',
    shape,

    parse(reader) {
      const spec = shape.read(reader);
      const { choices, that } = spec;
      const right = reader.field('right');
      if (right.present === (that !== undefined))
        reader.problem(
          'RightOrThat',
          right.present ? 'what is right is said twice' : 'nothing says which answer is right',
          'Give `right`, a value, or `that`, an expression over `answer`.',
        );
      const isFixed = right.present && !/\$\{/.test(String(right.value));
      if (isFixed && choices.length > 0 && !choices.some((choice) => choice.value === String(right.value))) {
        right.problem(
          'NoSuchChoice',
          'no choice has this value',
          `Use one of: ${choices.map((c) => c.value).join(', ')}`,
          'the value of a choice',
        );
      }
      if (choices.length === 0 && spec.otherwise === undefined) reader.field('otherwise').text();
      return spec;
    },

    question: ({ choices, right }) => ({
      values: choices.length > 0 ? choices.map(({ value }) => value) : undefined,
      told(given) {
        const because = choices.find(({ value }) => value === given)?.because;
        if (!because || right === undefined || placesIn(JSON.stringify([because, right])).length > 0) return undefined;
        return { because, ...(!sameAnswer(given, right) && { wrong: true }) };
      },
    }),
    expressions: ({ that }) =>
      that === undefined ? [] : [{ expression: that, variables: ['answer'], field: `${kind}.that` }],

    async judge({ choices, right, that, because, otherwise }, evidence, id) {
      const given = evidence.answers.get(id);
      if (given === undefined) return pending({ en: 'Not answered yet.', zh: '还没有回答。' });
      const choice = choices.find(({ value }) => value === given);
      if (!choice && choices.length > 0) {
        const values = listed(choices.map(({ value }) => value));
        return failed({ en: `“${given}” is none of: ${values.en}.`, zh: `“${given}”不在选项里：${values.zh}。` });
      }
      const isRight =
        that === undefined
          ? sameAnswer(given, right ?? '')
          : (await evaluate(that, (resource) => evidence.list(resource), { answer: given.trim() })) === true;
      const words =
        choice?.because ??
        (isRight ? because : otherwise) ??
        (isRight
          ? { en: `“${given}” is right.`, zh: `“${given}”是对的。` }
          : { en: `“${given}” is not right.`, zh: `“${given}”不对。` });
      // A prediction has done its work once it was made: right or wrong, the debrief explains.
      if (isRight) return passed(words);
      return kind === 'predict' ? { ...passed(words), wrong: true } : failed(words);
    },
  };
}

/** Spaces around it and capitals do not matter. */
const sameAnswer = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

export const answer = choiceKind('answer');
