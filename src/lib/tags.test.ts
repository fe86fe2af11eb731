import { describe, expect, it } from 'vitest';
import { hasTag, normalizedTagText, valuesOfTag } from './tags.ts';

describe('hasTag', () => {
  it.each([
    ['the same name and value', { Role: 'web' }, true],
    ['a name in another case', { rOLE: 'web' }, true],
    ['a value in another case', { Role: 'WEB' }, false],
    ['a value with a space', { Role: 'web ' }, false],
    ['another tag', { Tier: 'web' }, false],
    ['no tags', {}, false],
    ['a tag named like a property of objects', { constructor: 'x' }, false],
  ])('with %s', (_sentence, tags, expected) => {
    expect(hasTag(tags, 'Role', 'web')).toBe(expected);
  });
});

describe('normalizedTagText reads as "exclude"', () => {
  it.each([
    ['the word itself', 'exclude'],
    ['another case', 'Exclude'],
    ['spaces around it', ' exclude '],
    ['a no-break space', 'exclude\u00a0'],
    ['an ideographic space', '\u3000exclude'],
    ['a tab', 'exclude\t'],
    ['a zero-width space inside', 'ex\u200bclude'],
    ['a zero-width space before a space', '\u200b exclude'],
    ['a zero-width joiner', 'exclude\u200d'],
    ['a byte order mark', '\ufeffexclude'],
    ['a soft hyphen', 'ex\u00adclude'],
    ['a variation selector', 'exclude\ufe0f'],
    ['a direction mark', '\u202eexclude'],
    ['full-width letters', '\uff45\uff58\uff43\uff4c\uff55\uff44\uff45'],
    ['a ligature of one sign', 'e\u2179clude'],
  ])('%s', (_what, text) => {
    expect(normalizedTagText(text)).toBe('exclude');
  });

  it('and keeps other words apart', () => {
    expect(normalizedTagText('exlude')).not.toBe('exclude');
    expect(normalizedTagText('ex clude')).not.toBe('exclude');
  });
});

describe('valuesOfTag', () => {
  it('gives the values of every spelling of the name, as they are', () => {
    const tags = { Leave: 'a', 'leave ': ' B', 'le\u200bave': '', Ｌeave: 'd', Other: 'e' };

    expect(valuesOfTag(tags, 'LEAVE\u00a0')).toEqual(['a', ' B', '', 'd']);
  });
});
