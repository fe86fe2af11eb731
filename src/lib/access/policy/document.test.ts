import { describe, expect, it } from 'vitest';
import { told, withTop } from '../../../../test/builders/policyText.ts';
import { readDocument } from './document.ts';

function valueOf(text: string): unknown {
  const read = readDocument(text);
  if (!read.ok) throw new Error(read.problems.map(told).join('\n'));
  expect(read.document.refused).toEqual([]);
  return read.document.value;
}

function refusalsOf(text: string): string[] {
  const read = readDocument(text);
  return (read.ok ? read.document.refused : read.problems).map(told);
}

describe('what a text means', () => {
  it.each([
    ['a date, a text', 'a: 2027-06-30', { a: '2027-06-30' }],
    ['a moment, a text', 'a: 2027-06-30T10:00:00Z', { a: '2027-06-30T10:00:00Z' }],
    ['yes, a text', 'a: yes', { a: 'yes' }],
    [
      'yes, a text, whatever version of YAML it claims',
      '%YAML 1.1\n---\na: yes\nb: 2027-06-30',
      { a: 'yes', b: '2027-06-30' },
    ],
    ['a number as a key, a text', '1: a', { 1: 'a' }],
    ['a byte order mark, nothing', '\u{feff}a: b', { a: 'b' }],
    ['line ends of Windows', 'a: b\r\nc: [d,\r\n  e]\r\n', { a: 'b', c: ['d', 'e'] }],
    ['an anchor that nothing refers to, nothing', 'a: &x b', { a: 'b' }],
    ['a key without a colon, null', '? a', { a: null }],
    ['a key without a value, null', 'a:\nb: ~', { a: null, b: null }],
    ['a key that objects have anyway, a key', 'constructor: a\ntoString: b', { constructor: 'a', toString: 'b' }],
    ['JSON, indented by tabs', '{\n\t"a": [\n\t\t{ "b": "\\u00e9\\/\\ud83d\\ude00" }\n\t]\n}', { a: [{ b: 'é/😀' }] }],
  ])('is, for %s', (_sentence, text, expected) => {
    expect(valueOf(text)).toEqual(expected);
  });
});

describe('what cannot be read', () => {
  it.each([
    [
      'nothing',
      '',
      '1:1 policy | The policy is empty. | Write version: 1 and bindings; bindings: [] means that nobody gets access.',
    ],
    [
      'comments only',
      '# a\n\n# b\n',
      '1:1 policy | The policy is empty. | Write version: 1 and bindings; bindings: [] means that nobody gets access.',
    ],
    [
      'bytes of a picture',
      'a: b\n\u{fffd}PNG\r\n',
      '2:1 policy | The policy holds signs that are no text. | Save it as plain text in UTF-8.',
    ],
    [
      'UTF-16 read as UTF-8',
      'v\0e\0r\0',
      '1:2 policy | The policy holds signs that are no text. | Save it as plain text in UTF-8.',
    ],
    [
      'a tab as indentation',
      withTop('guards:', '\tmaxRemovals: 1'),
      '4:1 policy | A tab indents this line, and YAML allows only spaces there. | Replace the tab with spaces.',
    ],
    [
      'a second document',
      withTop('---', 'version: 1'),
      '3:1 policy | A second document begins here. | Keep one document: take the line --- and what belongs to the other document away.',
    ],
    [
      'a quote that does not end',
      'a: "b\nc: d\n',
      '3:1 policy | Something is missing: a closing quote or bracket, a comma, or the colon after a key. | Complete the line; the fault can be further up.',
    ],
    [
      'a bracket that does not end',
      'a: [b, c\nd: e',
      '2:1 policy | The indentation does not fit what stands above, or a bracket is not closed. | Indent the entries of a list or a map equally, and close every [ and {.',
    ],
    [
      'an entry indented otherwise',
      'a:\n  b: 1\n c: 2',
      '3:1 policy | The indentation does not fit what stands above, or a bracket is not closed. | Indent the entries of a list or a map equally, and close every [ and {.',
    ],
    [
      'two colons in a line',
      'a: b: c',
      '1:4 policy | This line does not read as "key: value". | Write one "key: value" a line, with a blank after the colon; put a text that holds ": " in quotes.',
    ],
    [
      'a text that begins with @',
      'a: @b',
      '1:4 policy | A text cannot begin with this sign. | Put the text in quotes.',
    ],
    [
      'a lone asterisk',
      'name: *',
      '1:7 policy | A text that begins with * or & has a meaning of its own in YAML. | Put the text in quotes, as in name: "*-web".',
    ],
    [
      'a backslash in double quotes',
      'a: "C:\\Windows"',
      '1:7 policy | In a text in double quotes, a backslash begins an escape, and YAML does not know this one. | Double the backslash, or put the text in single quotes.',
    ],
    ['a list as a key', '[a]: b', '1:1 policy | This key is not a plain text. | Write a plain name before the colon.'],
    [
      'JSON that breaks off',
      '{"version": 1, "bindings": [',
      '1:29 policy | The indentation does not fit what stands above, or a bracket is not closed. | Indent the entries of a list or a map equally, and close every [ and {.',
    ],
  ])('is %s', (_sentence, text, expected) => {
    expect(refusalsOf(text)).toEqual([expected]);
  });

  it('is more than 1 MiB, counted in bytes', () => {
    const fits = `a: "${'é'.repeat(524_285)}"`;
    const tooLarge =
      '1:1 policy | The policy is larger than 1 MiB. | Name groups instead of people, and scopes instead of machines.';

    expect(new TextEncoder().encode(fits)).toHaveLength(1_048_575);
    expect(refusalsOf(fits)).toEqual([]);
    expect(refusalsOf(`${fits}#é`)).toEqual([tooLarge]);
    expect(refusalsOf('#'.repeat(1_048_577))).toEqual([tooLarge]);
  });

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['dashes', '- '.repeat(50_000)],
  ])('is a tower of %s', (_sentence, text) => {
    expect(refusalsOf(text)).toContainEqual(
      expect.stringContaining('Lists and maps stand too deep in each other. | A policy has six levels at most.'),
    );
  });

  it('is told once a line, however often the fault is repeated in it', () => {
    expect(refusalsOf('a: "\\q\\q\\q"\nb: "\\q"')).toHaveLength(2);
  });
});

describe('what a policy may not contain', () => {
  it.each([
    [
      'an alias',
      'a: &x b\nc: *x',
      '2:4 c | c is the alias *x, and every line of a policy must say itself what it means. | If it is a glob, put it in quotes: "*x". Otherwise write the value here.',
    ],
    [
      'an alias to nothing, which was meant as a glob',
      'a: [*-web]',
      '1:5 a[0] | a[0] is the alias *-web, and every line of a policy must say itself what it means. | If it is a glob, put it in quotes: "*-web". Otherwise write the value here.',
    ],
    [
      'an alias to what it stands in',
      'a: &x [*x]',
      '1:8 a[0] | a[0] is the alias *x, and every line of a policy must say itself what it means. | If it is a glob, put it in quotes: "*x". Otherwise write the value here.',
    ],
    [
      'a merge',
      'a:\n  <<: { b: c }',
      '2:3 a.<< | a.<< merges another map, and every line of a policy must say itself what it means. | Write the fields of the other map here.',
    ],
    [
      'a tag of its own',
      'a: !env HOME',
      '1:9 a | a has the YAML tag !env, and a policy has none. | Take the tag away; put a text that looks like something else, or begins with an exclamation mark, in quotes.',
    ],
    [
      'a tag of YAML',
      'a: !!timestamp 2027-06-30',
      '1:16 a | a has the YAML tag tag:yaml.org,2002:timestamp, and a policy has none. | Take the tag away; put a text that looks like something else, or begins with an exclamation mark, in quotes.',
    ],
    ['a key twice', 'a: b\nc: d\n"a": e', '3:1 a | a stands twice in one map. | Keep one of them.'],
    ['a key twice, in JSON', '{"a": 1, "a": 1}', '1:10 a | a stands twice in one map. | Keep one of them.'],
    [
      'the key that readers lose',
      'a: { __proto__: b }',
      '1:6 a.__proto__ | a.__proto__ cannot be a key. | Take it away.',
    ],
    [
      'more levels than a policy has',
      `a: ${'['.repeat(17)}${']'.repeat(17)}`,
      `1:20 a${'[0]'.repeat(16)} | a${'[0]'.repeat(16)} stands too deep in lists and maps. | A policy has six levels at most.`,
    ],
  ])('is %s', (_sentence, text, expected) => {
    expect(refusalsOf(text)).toEqual([expected]);
  });

  it('is a bomb of aliases, whose parts are told and never multiplied', () => {
    const rows = Array.from({ length: 30 }, (_, row) => `k${row + 1}: &k${row + 1} [*k${row}, *k${row}]`);

    expect(refusalsOf(['k0: &k0 boom', ...rows].join('\n'))).toHaveLength(60);
  });
});

describe('where things stand', () => {
  const text = '# a policy\nlist:\n  - one\n  -\n    key:   value\n    empty:\n    map: {}\n';
  const read = readDocument(text);
  if (!read.ok) throw new Error('This text is right.');
  const { document } = read;

  it.each<[string, (string | number)[], string, string]>([
    ['the whole', [], '2:1', '2:1'],
    ['a list, at its first dash', ['list'], '3:3', '2:1'],
    ['an entry', ['list', 0], '3:5', '3:5'],
    ['a map in a list, at its first key', ['list', 1], '5:5', '5:5'],
    ['a value', ['list', 1, 'key'], '5:12', '5:5'],
    ['an empty value, at its key', ['list', 1, 'empty'], '6:5', '6:5'],
    ['an empty map', ['list', 1, 'map'], '7:10', '7:5'],
    ['what is missing, at what it is missing in', ['list', 1, 'missing'], '5:5', '5:5'],
    ['what is missing in what is missing', ['list', 1, 'missing', 'map'], '5:5', '5:5'],
    ['an entry that is missing', ['list', 9], '3:3', '2:1'],
  ])('is, for %s', (_sentence, path, value, key) => {
    const words = ({ line, column }: { line: number; column: number }) => `${line}:${column}`;

    expect(words(document.at(path))).toBe(value);
    expect(words(document.atKey(path))).toBe(key);
  });

  it('counts columns from the first letter, also behind a byte order mark', () => {
    const read = readDocument('\u{feff}a: b');

    expect(read.ok && read.document.at(['a'])).toEqual({ line: 1, column: 4 });
  });

  it('knows how a word was written', () => {
    const read = readDocument('a: 007\nb: [x]');
    const source = (...path: string[]) => (read.ok ? read.document.source(path) : undefined);

    expect([source('a'), source('b'), source('c'), source('c', 'd')]).toEqual(['007', undefined, undefined, undefined]);
  });

  it('knows what is unknown because of what was refused', () => {
    const read = readDocument('a: *x\nb:\n  <<: *x\n  c: d\ne: f\ne: g');
    const hidden = (...path: string[]) => read.ok && read.document.isRefused(path);

    expect([hidden('a'), hidden('a', 'b'), hidden('b', 'c'), hidden('b')]).toEqual([true, true, true, true]);
    expect([hidden(), hidden('e'), hidden('x')]).toEqual([false, false, false]);
  });
});
