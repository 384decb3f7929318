// Models sigs.k8s.io/structured-merge-diff fieldpath.Set: a set of fields as a tree.

import { atomOf, type Type } from './atom.ts';
import { compareElements, type Element, nameOf, type Path } from './path.ts';

/** Never changed once it has been given away. A field's children may be in it without the field itself. */
export class FieldSet {
  readonly members: ReadonlySet<Element>;
  readonly children: ReadonlyMap<Element, FieldSet>;

  private constructor(members: ReadonlySet<Element>, children: ReadonlyMap<Element, FieldSet>) {
    this.members = members;
    this.children = children;
  }

  static readonly empty = new FieldSet(new Set(), new Map());

  /** Of one level; children without members are left out. */
  static of(members: Iterable<Element>, children: Iterable<readonly [Element, FieldSet]>): FieldSet {
    return new FieldSet(new Set(members), new Map([...children].filter(([, child]) => !child.isEmpty)));
  }

  static from(paths: Iterable<Path>): FieldSet {
    const growing = new GrowingSet();
    for (const path of paths) growing.add(path);
    return growing.done();
  }

  get isEmpty(): boolean {
    return this.members.size === 0 && this.children.size === 0;
  }

  has(path: Path): boolean {
    const [first, ...rest] = path;
    if (first === undefined) return false;
    return rest.length === 0 ? this.members.has(first) : this.under(first).has(rest);
  }

  /** What is in it below a field. */
  under(element: Element): FieldSet {
    return this.children.get(element) ?? FieldSet.empty;
  }

  union(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    if (this.isEmpty) return other;
    const children = new Map(this.children);
    for (const [element, child] of other.children) {
      const mine = children.get(element);
      children.set(element, mine ? mine.union(child) : child);
    }
    return new FieldSet(new Set([...this.members, ...other.members]), children);
  }

  intersection(other: FieldSet): FieldSet {
    return FieldSet.of(
      [...this.members].filter((element) => other.members.has(element)),
      [...this.children].map(([element, child]) => [element, child.intersection(other.under(element))]),
    );
  }

  difference(other: FieldSet): FieldSet {
    if (other.isEmpty || this.isEmpty) return this;
    return FieldSet.of(
      [...this.members].filter((element) => !other.members.has(element)),
      [...this.children].map(([element, child]) => [element, child.difference(other.under(element))]),
    );
  }

  /** With a field goes all that is below it. */
  recursiveDifference(other: FieldSet): FieldSet {
    if (other.isEmpty || this.isEmpty) return this;
    return FieldSet.of(
      [...this.members].filter((element) => !other.members.has(element)),
      [...this.children]
        .filter(([element]) => !other.members.has(element))
        .map(([element, child]) => [element, child.recursiveDifference(other.under(element))]),
    );
  }

  /** With the members of structs that only have children in it. Source: EnsureNamedFieldsAreMembers. */
  withNamedFields(type: Type | undefined): FieldSet {
    const { map, list } = type ? atomOf(type) : {};
    const members = new Set(this.members);
    const children = new Map<Element, FieldSet>();
    for (const [element, child] of this.children) {
      const name = nameOf(element);
      const field = name === undefined ? undefined : map?.fields.get(name);
      if (field) members.add(element);
      const below =
        name === undefined ? (element.startsWith('k:') ? list?.element : undefined) : (field ?? map?.element);
      children.set(element, child.withNamedFields(below));
    }
    return new FieldSet(members, children);
  }

  equals(other: FieldSet): boolean {
    if (this === other) return true;
    return (
      this.members.size === other.members.size &&
      this.children.size === other.children.size &&
      [...this.members].every((element) => other.members.has(element)) &&
      [...this.children].every(([element, child]) => other.children.get(element)?.equals(child) === true)
    );
  }

  /** Each level's members before what is below them. Source: Set.Iterate. */
  *paths(prefix: Path = []): Generator<Path> {
    for (const element of [...this.members].sort(compareElements)) yield [...prefix, element];
    for (const element of [...this.children.keys()].sort(compareElements))
      yield* this.under(element).paths([...prefix, element]);
  }
}

/** Takes paths one by one. */
export class GrowingSet {
  readonly #members = new Set<Element>();
  readonly #children = new Map<Element, GrowingSet>();

  /** The object as a whole, which the empty path is, belongs to nobody. */
  add(path: Path): void {
    if (path.length === 0) return;
    let at: GrowingSet = this;
    for (const element of path.slice(0, -1)) {
      let next = at.#children.get(element);
      if (!next) {
        next = new GrowingSet();
        at.#children.set(element, next);
      }
      at = next;
    }
    at.#members.add(path.at(-1)!);
  }

  done(): FieldSet {
    return FieldSet.of(
      this.#members,
      [...this.#children].map(([element, child]) => [element, child.done()]),
    );
  }
}
