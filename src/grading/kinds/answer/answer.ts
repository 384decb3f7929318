// A typed answer or a choice, compared with what is right.

import { type CheckKind, failed, passed, pending } from '../../check.ts';
import type { Text } from '../../text.ts';

export interface Choice {
  readonly value: string;
  readonly text: Text;
  /** Why it is wrong, or why it is right. */
  readonly because: Text;
}

export interface AnswerSpec {
  readonly choices: readonly Choice[];
  readonly right: string;
}

/** `answer` and `predict` are written alike; they differ in when they are asked. */
export function choiceKind(kind: 'answer' | 'predict'): CheckKind<AnswerSpec> {
  return {
    kind,

    parse(reader) {
      reader.only('choices', 'right');
      const choices = reader
        .field('choices')
        .items()
        .map((choice): Choice => {
          choice.only('value', 'text', 'because');
          return {
            value: choice.field('value').string(),
            text: choice.field('text').text(),
            because: choice.field('because').text(),
          };
        });
      const right = reader.field('right');
      if (!choices.some(({ value }) => value === right.value)) {
        right.problem(
          'NoSuchChoice',
          'no choice has this value',
          `Use one of: ${choices.map((c) => c.value).join(', ')}`,
          'the value of a choice',
        );
      }
      return { choices, right: String(right.value) };
    },

    async judge({ choices, right }, evidence, id) {
      const given = evidence.answers.get(id);
      if (given === undefined) return pending({ en: 'Not answered yet.', zh: '还没有回答。' });
      const choice = choices.find(({ value }) => value === given);
      if (!choice) {
        const values = choices.map(({ value }) => value).join(', ');
        return failed({ en: `“${given}” is none of: ${values}.`, zh: `“${given}”不在选项里：${values}。` });
      }
      // A prediction has done its work once it was made: right or wrong, the debrief explains.
      return kind === 'predict' || given === right ? passed(choice.because) : failed(choice.because);
    },
  };
}

export const answer = choiceKind('answer');
