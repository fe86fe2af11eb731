import { describe, expect, it } from 'vitest';
import { told } from '../../../../test/builders/policyText.ts';
import { DEFAULT_GUARDS } from './guards.ts';
import { parsePolicy } from './parsePolicy.ts';
import { slipsIn } from './slips.ts';

const ID = '00000000-0000-4000-8000-000000000900';
const SUB = '/subscriptions/11111111-1111-4111-8111-111111111111';
const BINDING = ['  - name: a', `    group: { id: ${ID} }`, '    role: user', `    scopes: [${SUB}]`];

const policy = (...lines: readonly string[]) => ['version: 1', 'bindings:', ...lines, ''].join('\n');
const first = (text: string) => {
  const read = parsePolicy(text, { limits: DEFAULT_GUARDS, trustedTags: [], now: 0 });
  return read.ok
    ? []
    : read.problems
        .slice(0, 1)
        .map(told)
        .map((one) => one.replace(/ \|[^|]*$/, ''));
};

const COMMENT = 'A comment begins here, in a form that neither JSON nor YAML has.';
const INDENTED = 'This line is indented otherwise than what stands above.';

describe('a comment of JavaScript', () => {
  it.each([
    ['before a key of JSON', '{\n  // who\n  "version": 1,\n  "bindings": []\n}', '2:3'],
    ['after a value of JSON', '{\n  "version": 1, // one\n  "bindings": []\n}', '2:17'],
    ['in a block', '{ /* who */ "version": 1, "bindings": [] }', '1:3'],
    ['in YAML', 'version: 1\n// who\nbindings: []', '2:1'],
    ['after a value of YAML', policy(...BINDING).replace('role: user', 'role: user // they'), '5:16'],
  ])('is named first: %s', (_, text, place) => {
    expect(first(text)).toEqual([`${place} policy | ${COMMENT}`]);
  });

  it.each([
    ['in a text in double quotes', '{"a": "see // x", "b": "\\"// y"}'],
    ['in a text in single quotes', "a: 'it''s // x'"],
    ['in a URL', 'a: https://contoso.com/x'],
    ['in a comment of YAML', 'a: 1 # see // x'],
  ])('is none %s', (_, text) => {
    expect(slipsIn(text)).toEqual([]);
  });

  it('hides nothing else', () => {
    const read = parsePolicy('{\n  // who\n  "version": 1,\n  "bindings": [], "x": 1}', {
      limits: DEFAULT_GUARDS,
      trustedTags: [],
      now: 0,
    });

    expect(read.ok ? [] : read.problems.map(told).map((one) => one.split(' | ')[1])).toEqual([
      COMMENT,
      'version is missing.',
      'x is not known.',
    ]);
  });
});

describe('a wrong indentation', () => {
  const [name = '', group = '', role = '', scopes = ''] = BINDING;

  it.each([
    ['a key further out than the others', policy(name, group, role.slice(1), scopes), '5:4'],
    ['a key further in than the others', policy(name, group, `  ${role}`, scopes), '5:7'],
    ['what follows a key that has a value', policy(name, `  ${group}`, role, scopes), '4:7'],
    ['a second entry at another column', policy(...BINDING, ' - name: b'), '7:2'],
    ['the first line', '  version: 1\nbindings: []\n', '1:3'],
    ['the second key', 'version: 1\n  bindings: []\n', '2:3'],
  ])('is named first: %s', (_, text, place) => {
    expect(first(text)).toEqual([`${place} policy | ${INDENTED}`]);
  });

  it('is named where it makes a key stand beside the one that it belongs to', () => {
    const beside = policy(name, '    group:', `    id: ${ID}`, role, scopes);
    const read = parsePolicy(beside, { limits: DEFAULT_GUARDS, trustedTags: [], now: 0 });

    expect(read.ok ? [] : read.problems.map(told)).toContain(
      '5:5 bindings[0].id | bindings[0].id stands at the wrong level: it is a key of group. | Indent id so that it stands in group.',
    );
    expect(first(policy(name).concat('role: user\n')).length).toBe(1);
  });

  it.each([
    ['lists without indentation', 'bindings:\n- name: a\n  scopes:\n  - x\n  - y\nversion: 1\n'],
    ['values that go on in brackets', '{ "a":\n      1,\n  "b": 2 }'],
    ['comments and empty lines', 'a: 1\n      # far\n\nb:\n    c: 1 # near\n\n    d: 2\n'],
    ['line ends of Windows', 'a:\r\n  b: 1\r\nc: 2\r\n'],
    ['brackets over several lines', 'a:\n  - b: [\n        x,\n    y\n  ]\n    c: { d: 1,\n      e: 2 }\n'],
    ['a text that goes on', 'a: one\n   two\nb: |\n    three\n      four\nc: 1\n'],
  ])('is none in %s', (_, text) => {
    expect(slipsIn(text)).toEqual([]);
  });
});
