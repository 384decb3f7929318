// A choice, or a typed answer, compared with what is right: a value of the lesson, or one that is read from the cluster.

import { type CheckKind, failed, passed, pending } from '../../check.ts';
import { evaluate } from '../../expression.ts';
import type { Reader } from '../../reader.ts';
import type { Text } from '../../text.ts';

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

/** `answer` and `predict` are written alike; they differ in when they are asked. */
export function choiceKind(kind: 'answer' | 'predict'): CheckKind<AnswerSpec> {
  return {
    kind,

    parse(reader) {
      reader.only('choices', 'right', 'that', 'because', 'otherwise');
      const choices = reader.field('choices').items().map(readChoice);
      const right = reader.field('right');
      const that = reader.field('that').optional((r) => r.string());
      if (right.present === (that !== undefined))
        reader.problem(
          'RightOrThat',
          right.present ? 'what is right is said twice' : 'nothing says which answer is right',
          'Give `right`, a value, or `that`, an expression over `answer`.',
        );
      const isFixed = right.present && !/\$\{/.test(String(right.value));
      if (isFixed && choices.length > 0 && !choices.some(({ value }) => value === String(right.value))) {
        right.problem(
          'NoSuchChoice',
          'no choice has this value',
          `Use one of: ${choices.map((c) => c.value).join(', ')}`,
          'the value of a choice',
        );
      }
      const because = reader.field('because').optional((r) => r.text());
      const otherwise = reader.field('otherwise').optional((r) => r.text());
      if (choices.length === 0 && otherwise === undefined) reader.field('otherwise').text();
      return {
        choices,
        ...(right.present && { right: String(right.value) }),
        ...(that !== undefined && { that }),
        ...(because && { because }),
        ...(otherwise && { otherwise }),
      };
    },

    question: ({ choices }) => ({
      values: choices.length > 0 ? choices.map(({ value }) => value) : undefined,
      once: kind === 'predict',
    }),
    expressions: ({ that }) =>
      that === undefined ? [] : [{ expression: that, variables: ['answer'], field: `${kind}.that` }],

    async judge({ choices, right, that, because, otherwise }, evidence, id) {
      const given = evidence.answers.get(id);
      if (given === undefined) return pending({ en: 'Not answered yet.', zh: '还没有回答。' });
      const choice = choices.find(({ value }) => value === given);
      if (!choice && choices.length > 0) {
        const values = choices.map(({ value }) => value).join(', ');
        return failed({ en: `“${given}” is none of: ${values}.`, zh: `“${given}”不在选项里：${values}。` });
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
      return kind === 'predict' || isRight ? passed(words) : failed(words);
    },
  };
}

/** Spaces around it and capitals do not matter. */
const sameAnswer = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

function readChoice(choice: Reader): Choice {
  choice.only('value', 'text', 'because');
  const { value } = choice.field('value');
  return {
    value: typeof value === 'number' || typeof value === 'boolean' ? String(value) : choice.field('value').string(),
    text: choice.field('text').text(),
    because: choice.field('because').text(),
  };
}

export const answer = choiceKind('answer');
