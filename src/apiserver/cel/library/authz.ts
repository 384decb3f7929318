// Models apiserver/pkg/cel/library/authz.go: `authorizer.group('apps').resource('deployments').check('create').allowed()`.

import type { Environment } from '@marcbachmann/cel-js';
import type { User } from '../../authn/user.ts';
import { type Action, onPath, onResource } from '../../authz/attributes.ts';
import type { Authorizer, Decision } from '../../authz/authorizer.ts';

type Asked = Partial<Action> & { readonly resource: string };

/** Whose rights are asked about. */
export class AuthorizerValue {
  readonly requestResource: ResourceCheck;

  constructor(
    readonly authorizer: Authorizer,
    readonly user: User,
    request: Asked,
  ) {
    this.requestResource = new ResourceCheck(this, request);
  }
}

class PathCheck {
  constructor(
    readonly of: AuthorizerValue,
    readonly path: string,
  ) {}
}

class GroupCheck {
  constructor(
    readonly of: AuthorizerValue,
    readonly group: string,
  ) {}
}

class ResourceCheck {
  constructor(
    readonly of: AuthorizerValue,
    readonly asked: Asked,
  ) {}

  with(more: Partial<Action>): ResourceCheck {
    return new ResourceCheck(this.of, { ...this.asked, ...more });
  }
}

class DecisionValue {
  constructor(readonly decision: Decision) {}
}

const decide = ({ authorizer, user }: AuthorizerValue, action: Action): DecisionValue =>
  new DecisionValue(authorizer.authorize({ ...action, user }));

/** `system:serviceaccount:NAMESPACE:NAME`, with the groups that it would have. */
const account = (namespace: string, name: string): User => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

export const AUTHORIZER = 'kubernetes.authorization.Authorizer';

export function registerAuthorizer(environment: Environment): void {
  const [PATH, GROUP, RESOURCE, DECISION] = ['PathCheck', 'GroupCheck', 'ResourceCheck', 'Decision'].map(
    (name) => `kubernetes.authorization.${name}`,
  ) as [string, string, string, string];
  const change = (member: keyof Action) => (check: ResourceCheck, value: string) => check.with({ [member]: value });
  environment
    .registerType(PATH, { ctor: PathCheck, fields: {} })
    .registerType(GROUP, { ctor: GroupCheck, fields: {} })
    .registerType(RESOURCE, { ctor: ResourceCheck, fields: {} })
    .registerType(DECISION, { ctor: DecisionValue, fields: {} })
    .registerType(AUTHORIZER, { ctor: AuthorizerValue, fields: { requestResource: RESOURCE } })
    .registerFunction(
      `${AUTHORIZER}.path(string): ${PATH}`,
      (of: AuthorizerValue, path: string) => new PathCheck(of, path),
    )
    .registerFunction(
      `${AUTHORIZER}.group(string): ${GROUP}`,
      (of: AuthorizerValue, group: string) => new GroupCheck(of, group),
    )
    .registerFunction(
      `${AUTHORIZER}.serviceAccount(string, string): ${AUTHORIZER}`,
      ({ authorizer, requestResource }: AuthorizerValue, namespace: string, name: string) =>
        new AuthorizerValue(authorizer, account(namespace, name), requestResource.asked),
    )
    .registerFunction(
      `${GROUP}.resource(string): ${RESOURCE}`,
      ({ of, group }: GroupCheck, resource: string) => new ResourceCheck(of, { group, resource }),
    )
    .registerFunction(`${RESOURCE}.subresource(string): ${RESOURCE}`, change('subresource'))
    .registerFunction(`${RESOURCE}.namespace(string): ${RESOURCE}`, change('namespace'))
    .registerFunction(`${RESOURCE}.name(string): ${RESOURCE}`, change('name'))
    .registerFunction(`${RESOURCE}.fieldSelector(string): ${RESOURCE}`, change('fieldSelector'))
    .registerFunction(`${PATH}.check(string): ${DECISION}`, ({ of, path }: PathCheck, verb: string) =>
      decide(of, onPath(verb, path)),
    )
    .registerFunction(`${RESOURCE}.check(string): ${DECISION}`, ({ of, asked }: ResourceCheck, verb: string) =>
      decide(of, onResource({ ...asked, verb })),
    )
    .registerFunction(`${DECISION}.allowed(): bool`, ({ decision }: DecisionValue) => decision.allowed)
    .registerFunction(`${DECISION}.reason(): string`, ({ decision }: DecisionValue) => decision.reason)
    .registerFunction(`${DECISION}.errored(): bool`, () => false)
    .registerFunction(`${DECISION}.error(): string`, () => '');
}
