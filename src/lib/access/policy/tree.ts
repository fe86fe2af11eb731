/** The tree that the YAML parser makes, as a plain value, the places of its parts, and what a policy may not contain. */
import { isAlias, isMap, isNode, isScalar, isSeq, type YAMLMap } from 'yaml';
import { shorten } from '../../onboarding/shorten.ts';
import type { Finding, Path } from './problem.ts';

/** Where a part of the document stands, in offsets into the text. */
export interface Place {
  /** Of the value; of the key where the value is empty. */
  readonly offset: number;
  /** Of the key; of the value where it has none. */
  readonly keyOffset: number;
  /** How a word or number is written. */
  readonly source?: string | undefined;
  /** Something was refused here, so that nothing can be said about what is missing or wrong inside. */
  readonly unknown?: boolean;
  readonly inside: ReadonlyMap<PropertyKey, Place>;
}

/** Something that a policy may not contain, whatever it means. */
export interface Refusal extends Finding {
  readonly offset: number;
}

export interface Tree {
  readonly value: unknown;
  readonly place: Place;
  readonly refusals: readonly Refusal[];
}

interface Part {
  readonly value: unknown;
  readonly place: Place;
}

/** A policy has six levels; whoever walks the value may rely on there being few. */
const DEEPEST = 16;

const MERGE = '<<';

/** The plain value below the root. What is refused is null in it. */
export function readTree(root: unknown): Tree {
  const refusals: Refusal[] = [];
  const { value, place } = readNode(root, [], startOf(root, 0), refusals);
  return { value, place, refusals };
}

function readNode(node: unknown, path: Path, keyOffset: number, refusals: Refusal[]): Part {
  const [start, end] = (isNode(node) ? node.range : undefined) ?? [keyOffset, keyOffset];
  const place: Place = { offset: end > start ? start : keyOffset, keyOffset, inside: new Map() };
  const refusal = refusalOf(node, path);
  if (refusal !== undefined) {
    refusals.push({ ...refusal, path, offset: place.offset });
    return { value: null, place: { ...place, unknown: true } };
  }
  if (isMap(node)) return readMap(node, place, path, refusals);
  if (isSeq(node)) return readList(node.items, place, path, refusals);
  return isScalar(node) ? { value: node.value, place: { ...place, source: node.source } } : { value: null, place };
}

function readList(items: readonly unknown[], place: Place, path: Path, refusals: Refusal[]): Part {
  const parts = items.map((item, index) => readNode(item, [...path, index], startOf(item, place.offset), refusals));
  const inside = new Map(parts.map((part, index) => [index, part.place]));
  return { value: parts.map(({ value }) => value), place: { ...place, inside } };
}

function readMap(map: YAMLMap, place: Place, path: Path, refusals: Refusal[]): Part {
  const values = new Map<string, unknown>();
  const inside = new Map<PropertyKey, Place>();
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const offset = startOf(key, place.offset);
    const refusal = keyRefusal(name, values.has(name));
    if (refusal !== undefined) {
      refusals.push({ ...refusal, path: [...path, name], offset });
      continue;
    }
    const part = readNode(value, [...path, name], offset, refusals);
    values.set(name, part.value);
    inside.set(name, part.place);
  }
  // What a merge brings could be anything in this map.
  const unknown = map.items.some(({ key }) => isScalar(key) && key.value === MERGE);
  return { value: Object.fromEntries(values), place: { ...place, inside, unknown } };
}

function startOf(node: unknown, otherwise: number): number {
  return (isNode(node) ? node.range?.[0] : undefined) ?? otherwise;
}

type Words = Omit<Finding, 'path'>;

/** What is wrong with a node, whatever is in it. */
function refusalOf(node: unknown, path: Path): Words | undefined {
  if (path.length > DEEPEST) {
    return { what: 'stands too deep in lists and maps', fix: 'A policy has six levels at most.' };
  }
  if (isAlias(node)) {
    const text = shorten(`*${node.source}`, 60);
    return {
      what: `is the alias ${text}, and every line of a policy must say itself what it means`,
      fix: `If it is a glob, put it in quotes: "${text}". Otherwise write the value here.`,
    };
  }
  const tag = isNode(node) && 'tag' in node ? node.tag : undefined;
  if (typeof tag !== 'string') return undefined;
  return {
    what: `has the YAML tag ${shorten(tag, 60)}, and a policy has none`,
    fix: 'Take the tag away; put a text that looks like something else, or begins with an exclamation mark, in quotes.',
  };
}

/** What is wrong with a key, whatever stands behind it. */
function keyRefusal(name: string, known: boolean): Words | undefined {
  if (name === MERGE) {
    return {
      what: 'merges another map, and every line of a policy must say itself what it means',
      fix: 'Write the fields of the other map here.',
    };
  }
  if (known) return { what: 'stands twice in one map', fix: 'Keep one of them.' };
  // Readers of plain objects drop this key without a word, and a selector that loses a tag matches more machines.
  return name === '__proto__' ? { what: 'cannot be a key', fix: 'Take it away.' } : undefined;
}
