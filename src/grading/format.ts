// The fields of lesson.yaml. What they must be to each other is in lesson.ts.

import { DOCUMENTS } from '#network/documents.ts';
import { kinds } from './kinds/index.ts';
import {
  anything,
  DEFINITIONS,
  defaulted,
  type Fields,
  flag,
  id,
  type JsonSchema,
  lines,
  list,
  mapping,
  mappingOf,
  needed,
  oneOf,
  oneOrMore,
  optional,
  propertiesOf,
  type Shape,
  string,
  text,
  whole,
} from './shape.ts';

const faults = mappingOf({
  nodesDown: optional(lines, 'Nodes that are down.'),
  partitions: optional(list(lines), 'Pairs of places that do not hear each other: `[node-1, node-2]`.'),
  closedPorts: optional(
    list(
      mappingOf({
        from: needed(whole(0), 'The first port.'),
        to: optional(whole(0), 'The last; the same where nothing is said.'),
        protocol: optional(oneOf('TCP', 'UDP', 'SCTP'), 'Only of this protocol.'),
      }),
    ),
    'Ports of the nodes that the cloud’s firewall closes.',
  ),
  proxyLagMs: optional(whole(0), 'How late kube-proxy is, in milliseconds.'),
  loadBalancerQuota: optional(whole(0), 'How many load balancers the cloud gives.'),
  loadBalancerAddresses: optional(whole(0), 'How many addresses it has for them.'),
});

export const startFields = {
  from: optional(oneOrMore(string), 'A file of content/starts, without `.yaml`, or a list of them, applied in turn.'),
  nodes: optional(whole(1), 'How many worker nodes (3).'),
  provider: optional(oneOf('cloud', 'bare-metal'), 'What is around them (`cloud`).'),
  manifests: optional(list(oneOf(...DOCUMENTS.map(({ file }) => file))), 'Files of content/manifests, applied first.'),
  records: optional(
    mapping(string),
    'Names at the DNS provider, and their address: `{ shop.example.com: "${loadBalancer.web}" }`.',
  ),
  run: optional(lines, 'Lines that were run on the laptop before the learner came.'),
  faults: optional(faults, 'What is broken around the cluster.'),
} as const;
export const start = mappingOf(startFields);

export const letsThrough = mappingOf({
  mutant: needed(string, 'As `lesson test` names it, or the beginning of that: `Service/web: type NodePort`.'),
  because: needed(string, 'Why it is right that no check minds.'),
});

export const hintWhen = mappingOf({
  when: needed(
    string,
    'CEL over the cluster, `checks` (their states by id), `commands` and `answers`: the hint is for whoever stands where it is true.',
  ),
  text: needed(text, 'The hint.'),
});

export const nearMiss = mappingOf({
  why: needed(text, 'The wrong idea, in words.'),
  run: needed(lines, 'The lines of whoever has it.'),
  fails: needed(id, 'The check that must refuse it, by its id…'),
  says: needed(string, '…with these words, in one language or the other.'),
});

export const checkFields = {
  id: needed(id, 'Unique in the lesson; an answer is typed with it: `answer CHECK VALUE`.'),
  ask: needed(text, 'What is asked, as the learner reads it.'),
  guard: defaulted(flag, false, 'True from the start, and must stay so.'),
} as const;

const exerciseFields = {
  id: needed(id, 'Unique in the lesson; `<Exercise id="…"/>` places it in the prose.'),
  ask: needed(text, 'The outcome that is asked for.'),
  needs: defaulted(lines, [], 'Earlier exercises, whose solutions it stands on.'),
  start: optional(
    start,
    'A cluster of its own, in place of the lesson’s, from `begin EXERCISE` on. `nodes` and `provider` are the lesson’s where it says nothing.',
  ),
  debrief: optional(text, 'Told when the exercise is solved.'),
  solution: defaulted(lines, [], 'The lines that solve it.'),
  alternatives: defaulted(list(lines), [], 'Other right answers, each a list of lines: all checks must pass.'),
  letsThrough: defaulted(
    list(letsThrough),
    [],
    'Mistakes in the solution’s objects that no check minds, and why that is right.',
  ),
} as const;
/** Those that lesson.ts reads by itself. */
const LISTS = ['checks', 'hints', 'nearMisses'] as const;
export const exercise = { fields: exerciseFields, names: [...Object.keys(exerciseFields), ...LISTS] };

const lessonFields = {
  title: needed(text, 'Its name in the course.'),
  summary: needed(text, 'One line below it.'),
  minutes: needed(whole(1), 'How long it takes; twelve is a good length.'),
  letsThrough: defaulted(list(letsThrough), [], 'The same as an exercise’s, for all of them.'),
} as const;
export const lesson = {
  fields: lessonFields,
  names: ['title', 'summary', 'minutes', 'start', 'params', 'exercises', 'letsThrough'],
};

const said = (schema: JsonSchema, description: string): JsonSchema => ({ ...schema, description });
const closed = (properties: JsonSchema, required: readonly string[]): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const checkSchema: JsonSchema = {
  oneOf: kinds.map(({ kind, purpose, shape, beside = {} }) => {
    const own = propertiesOf({ ...checkFields, ...beside });
    return {
      ...closed({ ...own.properties, [kind]: said(shape.schema, purpose) }, [...own.required, kind]),
      title: kind,
    };
  }),
};

function exerciseSchema(): JsonSchema {
  const { properties, required } = propertiesOf(exerciseFields as Fields);
  const hint: Shape<unknown>['schema'] = { anyOf: [text.schema, hintWhen.schema] };
  return closed(
    {
      ...properties,
      checks: {
        type: 'array',
        minItems: 1,
        items: { $ref: '#/$defs/check' },
        description: 'What is judged, one by one.',
      },
      hints: {
        type: 'array',
        items: hint,
        description:
          'From a question, to a pointer, to a piece of the answer. One with `when` that is true comes first.',
      },
      nearMisses: {
        type: 'array',
        items: nearMiss.schema,
        description: 'Wrong answers that people give: each must be refused by the check that it names.',
      },
    },
    [...required, 'checks'],
  );
}

/** Of lesson.yaml, for editors. */
export function lessonSchema(): JsonSchema {
  const { properties, required } = propertiesOf(lessonFields as Fields);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A lesson of Portolan',
    $defs: { ...DEFINITIONS, check: checkSchema, exercise: exerciseSchema() },
    ...closed(
      {
        ...properties,
        start: said(start.schema, 'The cluster at which the lesson begins.'),
        params: {
          type: 'object',
          additionalProperties: closed({ oneOf: { type: 'array', minItems: 1, items: anything.schema } }, ['oneOf']),
          description: 'What is drawn from the learner’s seed: `${port}` stands for it in every text, check and line.',
        },
        exercises: { type: 'array', items: { $ref: '#/$defs/exercise' }, description: 'In the order of the prose.' },
      },
      [...required, 'exercises'],
    ),
  };
}
