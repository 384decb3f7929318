// Models sigs.k8s.io/structured-merge-diff fieldpath.Set: a set of fields as a tree.

import { atomOf, type Type } from './atom.ts';
import { Lately } from './lately.ts';
import { compareElements, type Element, nameOf, type Path } from './path.ts';

/** Most objects of a kind have the same owners of the same fields, so that most sets, and most parts of sets, are as one made lately. */
const alike = new Lately<string, FieldSet>();

/** What a set and another make, by both. */
type Outcomes = WeakMap<FieldSet, WeakMap<FieldSet, FieldSet>>;
const unions: Outcomes = new WeakMap();
const intersections: Outcomes = new WeakMap();
const differences: Outcomes = new WeakMap();
const recursiveDifferences: Outcomes = new WeakMap();

function outcome(known: Outcomes, a: FieldSet, b: FieldSet, compute: () => FieldSet): FieldSet {
  let others = known.get(a);
  if (!others) known.set(a, (others = new WeakMap()));
  let made = others.get(b);
  if (!made) others.set(b, (made = compute()));
  return made;
}

let made = 0;

/** Never changed once it has been given away. A field's children may be in it without the field itself. Equal ones made lately are one. */
export class FieldSet {
  readonly members: ReadonlySet<Element>;
  readonly children: ReadonlyMap<Element, FieldSet>;
  readonly #id = ++made;

  private constructor(members: ReadonlySet<Element>, children: ReadonlyMap<Element, FieldSet>) {
    this.members = members;
    this.children = children;
  }

  static readonly empty = new FieldSet(new Set(), new Map());

  /** Of one level; children without members are left out. */
  static of(members: Iterable<Element>, children: Iterable<readonly [Element, FieldSet]>): FieldSet {
    const own = [...new Set(members)].sort();
    const below = [...children].filter(([, child]) => !child.isEmpty).sort(([a], [b]) => (a < b ? -1 : 1));
    if (own.length === 0 && below.length === 0) return FieldSet.empty;
    let id = '';
    // With its length before it no element can be taken for another.
    for (const element of own) id += `${element.length} ${element}`;
    for (const [element, child] of below) id += `${element.length}>${element}${child.#id} `;
    let set = alike.get(id);
    if (!set) alike.set(id, (set = new FieldSet(new Set(own), new Map(below))));
    return set;
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
    if (other.isEmpty || other === this) return this;
    if (this.isEmpty) return other;
    return outcome(unions, this, other, () => {
      const children = new Map(this.children);
      for (const [element, child] of other.children) {
        const mine = children.get(element);
        children.set(element, mine ? mine.union(child) : child);
      }
      return FieldSet.of([...this.members, ...other.members], children);
    });
  }

  intersection(other: FieldSet): FieldSet {
    if (other.isEmpty || other === this) return other;
    if (this.isEmpty) return this;
    return outcome(intersections, this, other, () =>
      FieldSet.of(
        [...this.members].filter((element) => other.members.has(element)),
        [...this.children].map(([element, child]) => [element, child.intersection(other.under(element))]),
      ),
    );
  }

  difference(other: FieldSet): FieldSet {
    if (other.isEmpty || this.isEmpty) return this;
    return outcome(differences, this, other, () =>
      FieldSet.of(
        [...this.members].filter((element) => !other.members.has(element)),
        [...this.children].map(([element, child]) => [element, child.difference(other.under(element))]),
      ),
    );
  }

  /** With a field goes all that is below it. */
  recursiveDifference(other: FieldSet): FieldSet {
    if (other.isEmpty || this.isEmpty) return this;
    return outcome(recursiveDifferences, this, other, () =>
      FieldSet.of(
        [...this.members].filter((element) => !other.members.has(element)),
        [...this.children]
          .filter(([element]) => !other.members.has(element))
          .map(([element, child]) => [element, child.recursiveDifference(other.under(element))]),
      ),
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
